defmodule Phoenix.LiveView.Upload do
  @moduledoc false
  # The uploads of a socket. `@uploads` maps each upload's name to its config. Functions that handle a client's message
  # return `{reply, socket}`.

  alias Phoenix.LiveView.{Socket, Static, UploadChannel, UploadConfig, UploadEntry, Utils}

  # `@uploads` also maps the ref of each file input to the name of its upload, under this key.
  @names :__phoenix_refs_to_names__

  def allow(%Socket{} = socket, name, opts) do
    unless entries(socket, name) == {[], []} do
      raise ArgumentError, """
      cannot allow_upload on an existing upload with active entries.

      Consume or cancel the existing entries before allowing a new upload.
      See cancel_upload, consume_uploaded_entry, or consume_uploaded_entries.
      """
    end

    config = UploadConfig.build(name, "phx-" <> Utils.random(), opts)
    uploads = Map.update(socket.assigns[:uploads] || %{}, @names, %{config.ref => name}, &Map.put(&1, config.ref, name))
    Utils.assign(socket, :uploads, Map.put(uploads, name, config))
  end

  def disallow(%Socket{} = socket, name) do
    unless entries(socket, name) == {[], []}, do: raise(RuntimeError, "unable to disallow_upload for an upload with active entries")
    uploads = socket.assigns[:uploads] || %{}
    config = Map.fetch!(uploads, name)
    names = for {ref, other} <- uploads[@names], other != name, into: %{}, do: {ref, other}
    Utils.assign(socket, :uploads, %{uploads | name => %{config | allowed?: false}, @names => names})
  end

  @doc "Returns the files of an upload as `{arrived, in_progress}`."
  def entries(%Socket{} = socket, name) do
    case socket.assigns[:uploads] do
      %{^name => config} -> Enum.split_with(config.entries, & &1.done?)
      _ -> {[], []}
    end
  end

  def cancel(%Socket{} = socket, name, ref) do
    config = Map.fetch!(socket.assigns[:uploads] || %{}, name)
    entry = UploadConfig.entry(config, ref) || raise(ArgumentError, "no entry in upload \"#{inspect(name)}\" with ref \"#{ref}\"")
    config |> cancelled(entry) |> kept(socket)
  end

  defp cancelled(config, entry) do
    if pid = UploadConfig.receiver(config, entry.ref), do: UploadChannel.cancel(pid)
    dropped(config, entry.ref)
  end

  def consume_all(%Socket{} = socket, name, fun) when is_function(fun, 2) do
    config = socket.assigns[:uploads][name] || raise(ArgumentError, "no upload allowed for #{inspect(name)}")

    case entries(socket, name) do
      {done, []} -> consume(config, done, fun)
      {_, _} -> in_progress!()
    end
  end

  def consume_one(%Socket{} = socket, %UploadEntry{done?: true} = entry, fun) when is_function(fun, 1) do
    [result] = socket.assigns[:uploads] |> Map.fetch!(entry.upload_config) |> consume([entry], fn meta, _entry -> fun.(meta) end)
    result
  end

  def consume_one(%Socket{}, %UploadEntry{}, fun) when is_function(fun, 1), do: in_progress!()

  defp in_progress!(), do: raise(ArgumentError, "cannot consume uploaded files when entries are still in progress")

  defp consume(%{external: false} = config, entries, fun) do
    for entry <- entries, pid = UploadConfig.receiver(config, entry.ref), do: UploadChannel.consume(pid, &fun.(&1, entry))
  end

  defp consume(config, entries, fun) do
    results = for entry <- entries, do: {entry.ref, UploadChannel.consumed!(fun.(Map.fetch!(config.entry_refs_to_metas, entry.ref), entry))}
    send(self(), {:phoenix, :uploads_consumed, {config.ref, config.cid, for({ref, {:ok, _}} <- results, do: ref)}})
    for {_ref, {_, result}} <- results, do: result
  end

  @doc "Removes consumed files from the list of an upload."
  def consumed(%Socket{} = socket, ref, entry_refs), do: socket |> by_ref!(ref) |> then(&Enum.reduce(entry_refs, &1, fn entry, config -> counted(config, entry) end)) |> kept(socket)

  defp counted(%{max_entries_mode: :total} = config, ref), do: dropped(%{config | consumed_entries: config.consumed_entries + 1}, ref)
  defp counted(config, ref), do: dropped(config, ref)

  # Messages from the client

  @doc "Adds the files in an event's form to their uploads."
  def noted(%Socket{} = socket, %{"uploads" => %{} = uploads} = payload) do
    # The page may still show a file input after its upload was disallowed.
    for {ref, sent} <- uploads, config = by_ref(socket, ref), reduce: socket do
      socket -> %{config | cid: payload["cid"]} |> chosen(sent) |> kept(socket)
    end
  end

  def noted(socket, _payload), do: socket

  @doc "Answers a client that asks to send files: with a token for each file, or with errors."
  def preflight(%Socket{} = socket, ref, cid, sent) do
    config = chosen(%{by_ref!(socket, ref) | cid: cid}, sent)
    socket = kept(config, socket)

    if config.errors == [] or config.auto_upload? do
      wanted = for %{"ref" => ref} <- sent, do: ref
      {config, entries} = admitted(config, wanted)
      socket = kept(config, socket)
      if config.external, do: outside(socket, config, entries), else: {reply(config, tokens(socket, config, entries), errors(config, entries)), socket}
    else
      {%{ref: ref, error: for({ref, reason} <- config.errors, do: [ref, reason])}, socket}
    end
  end

  defp reply(config, entries, errors) do
    %{ref: config.ref, config: Map.take(config, [:max_file_size, :max_entries, :chunk_size, :chunk_timeout]), entries: entries, errors: errors}
  end

  # admitted returns the files that the client may send now, up to the limit of the upload.
  defp admitted(config, wanted) do
    room = if config.max_entries_mode == :total, do: max(config.max_entries - config.consumed_entries, 0), else: config.max_entries
    wanted = MapSet.new(wanted)
    refs = for entry <- Enum.take(config.entries, room), entry.ref in wanted, not entry.preflighted?, into: MapSet.new(), do: entry.ref
    entries = for entry <- config.entries, do: if(entry.ref in refs, do: %{entry | preflighted?: true}, else: entry)
    {%{config | entries: entries}, for(entry <- entries, entry.ref in refs, do: entry)}
  end

  defp tokens(socket, config, entries) do
    for %{valid?: true} = entry <- entries, into: %{} do
      {entry.ref, Static.sign_upload(socket.endpoint, %{pid: self(), ref: {config.ref, entry.ref}, cid: config.cid})}
    end
  end

  defp errors(config, entries) do
    reasons = reasons(config)
    for %{valid?: false} = entry <- entries, into: %{}, do: {entry.ref, Map.get(reasons, entry.ref, [])}
  end

  defp reasons(config), do: Enum.group_by(config.errors, &elem(&1, 0), &elem(&1, 1))

  # outside calls the `:external` function for each file and returns its metadata.
  defp outside(socket, config, entries) do
    {valid, invalid} = if config.auto_upload?, do: Enum.split_with(entries, & &1.valid?), else: {entries, []}
    reasons = reasons(config)
    refused = for entry <- invalid, into: %{}, do: {entry.ref, for(reason <- Map.get(reasons, entry.ref, []), do: %{reason: reason})}

    answer =
      Enum.reduce_while(valid, {%{}, refused, socket}, fn entry, {metas, refused, socket} ->
        case config.external.(entry, socket) do
          {:ok, %{} = meta, socket} -> {:cont, {Map.put(metas, entry.ref, meta), refused, with_meta(socket, config, entry, meta)}}
          {:error, %{} = meta, socket} when config.auto_upload? -> {:cont, {metas, Map.put(refused, entry.ref, [meta]), failed(socket, config.ref, entry.ref, {:external_metadata_failure, meta})}}
          {:error, %{} = meta, socket} -> {:halt, {:error, [entry.ref, meta], socket}}
        end
      end)

    case answer do
      {:error, reason, socket} -> {%{ref: config.ref, error: [reason]}, socket}
      {metas, refused, socket} -> {reply(config, metas, refused), socket}
    end
  end

  defp with_meta(socket, config, entry, meta) do
    unless meta[:uploader], do: raise(ArgumentError, "external uploader metadata requires an :uploader key. Got: #{inspect(meta)}")
    config = by_ref!(socket, config.ref)
    kept(%{config | entry_refs_to_metas: Map.put(config.entry_refs_to_metas, entry.ref, meta)}, socket)
  end

  @doc "Records the progress of a file in percent, and calls the `:progress` function of its upload."
  def progress(%Socket{} = socket, ref, entry_ref, percent) when percent in 0..100 do
    config = socket |> by_ref!(ref) |> changed(entry_ref, &%{&1 | progress: percent, done?: &1.done? or percent == 100})
    config |> kept(socket) |> told(config, UploadConfig.entry(config, entry_ref))
  end

  # The process that receives a file reports its own errors. The client reports those of external uploaders.
  def progress(%Socket{} = socket, ref, entry_ref, %{"error" => reason}) when is_binary(reason) do
    config = by_ref!(socket, ref)
    socket = if config.external, do: failed(socket, ref, entry_ref, :external_client_failure), else: socket
    told(socket, config, UploadConfig.entry(config, entry_ref))
  end

  defp told(socket, %{progress_event: fun}, entry) when fun == nil or entry == nil, do: socket

  defp told(socket, %{progress_event: fun} = config, entry) do
    case fun.(config.name, entry, socket) do
      {:noreply, %Socket{} = socket} ->
        socket

      other ->
        raise ArgumentError, "expected #{inspect(config.name)} upload progress #{inspect(fun)} to return {:noreply, Socket.t()} got:\n\n    #{inspect(other)}\n"
    end
  end

  # Messages from the processes that receive files

  @doc "Registers the process that receives a file. Returns `{{:ok, settings}, socket}` or `{{:error, reason}, socket}`."
  def register(%Socket{} = socket, ref, entry_ref, pid) do
    config = by_ref!(socket, ref)

    case config.entry_refs_to_pids do
      %{^entry_ref => :unregistered} ->
        entry = UploadConfig.entry(config, entry_ref)
        settings = %{size: entry.client_size, timeout: config.chunk_timeout, mode: config.max_entries_mode, writer: writer!(socket, config, entry)}
        {{:ok, settings}, kept(%{config | entry_refs_to_pids: %{config.entry_refs_to_pids | entry_ref => pid}}, socket)}

      %{^entry_ref => other} when is_pid(other) ->
        {{:error, :already_registered}, socket}

      _ ->
        {{:error, :disallowed}, socket}
    end
  end

  defp writer!(socket, config, entry) do
    case config.writer.(config.name, entry, socket) do
      {module, opts} when is_atom(module) -> {module, opts}
      other -> raise "expected :writer function to return a tuple of {module, opts}, got: #{inspect(other)}\n"
    end
  end

  @doc "Removes a file whose process has ended."
  def unregister(%Socket{} = socket, ref, entry_ref, pid) do
    case by_ref(socket, ref) do
      %{entry_refs_to_pids: %{^entry_ref => ^pid}} = config -> config |> dropped(entry_ref) |> kept(socket)
      _ -> socket
    end
  end

  @doc "Records that a file could not be written. The file stays on the list with its error."
  def writer_failed(%Socket{} = socket, ref, entry_ref, reason) do
    socket = failed(socket, ref, entry_ref, {:writer_failure, reason})
    config = by_ref!(socket, ref)
    config = %{config | entry_refs_to_pids: Map.replace(config.entry_refs_to_pids, entry_ref, :failed)}
    config |> kept(socket) |> told(config, UploadConfig.entry(config, entry_ref))
  end

  defp failed(socket, ref, entry_ref, reason) do
    config = by_ref!(socket, ref)
    if UploadConfig.entry(config, entry_ref), do: config |> with_error(entry_ref, reason) |> kept(socket), else: socket
  end

  # The entries of an upload

  # A client may list this many files more than the upload takes. A page shows them, with the error :too_many_files. Of a
  # longer list, no file is added, because the work for a file of a list would otherwise be up to the client.
  @surplus 100

  # chosen adds the files that are not on the list yet. If the upload takes one file only, a new file replaces the old one.
  # The process of a consumed file may have ended before this socket is notified, so such files are removed first.
  defp chosen(config, sent) do
    config = for({ref, pid} <- config.entry_refs_to_pids, is_pid(pid), not Process.alive?(pid), do: ref) |> Enum.reduce(config, &dropped(&2, &1))
    listed = MapSet.new(config.entries, & &1.ref)
    new = sent |> Enum.reject(&(&1["ref"] in listed)) |> Enum.uniq_by(& &1["ref"])
    config = if config.max_entries == 1 and length(new) == 1, do: Enum.reduce(config.entries, config, &cancelled(&2, &1)), else: config
    config = %{config | errors: List.delete(config.errors, {config.ref, :too_many_files})}

    if length(config.entries) + length(new) > config.max_entries + @surplus do
      with_error(config, config.ref, :too_many_files)
    else
      config = added(config, Enum.map(new, &judged(UploadEntry.from_client(&1, config), config)))
      if too_many?(config), do: with_error(config, config.ref, :too_many_files), else: config
    end
  end

  # judged returns a new entry and the reason why it is refused, or nil.
  defp judged(entry, config) do
    reason =
      cond do
        not is_integer(entry.client_size) or entry.client_size > config.max_file_size -> :too_large
        not UploadConfig.accepts?(config, entry) -> :not_accepted
        true -> with({:error, reason} <- config.validator.(entry), do: reason, else: (_ -> nil))
      end

    if reason, do: {entry, reason}, else: {%{entry | valid?: true, uuid: uuid()}, nil}
  end

  defp added(config, judged) do
    %{
      config
      | entries: config.entries ++ for({entry, _} <- judged, do: entry),
        errors: config.errors ++ for({entry, reason} <- judged, reason, do: {entry.ref, reason}),
        entry_refs_to_pids: for({entry, reason} <- judged, into: config.entry_refs_to_pids, do: {entry.ref, if(reason, do: :invalid, else: :unregistered)}),
        entry_refs_to_metas: for({entry, _} <- judged, into: config.entry_refs_to_metas, do: {entry.ref, %{}})
    }
  end

  # A random UUID (RFC 9562, version 4).
  defp uuid do
    <<a::48, _::4, b::12, _::2, c::62>> = :crypto.strong_rand_bytes(16)
    <<a::binary-8, b::binary-4, c::binary-4, d::binary-4, e::binary-12>> = Base.encode16(<<a::48, 4::4, b::12, 2::2, c::62>>, case: :lower)
    Enum.join([a, b, c, d, e], "-")
  end

  defp dropped(config, ref) do
    config = %{
      config
      | entries: Enum.reject(config.entries, &(&1.ref == ref)),
        entry_refs_to_pids: Map.delete(config.entry_refs_to_pids, ref),
        entry_refs_to_metas: Map.delete(config.entry_refs_to_metas, ref)
    }

    crowded = too_many?(config)
    %{config | errors: Enum.reject(config.errors, fn {of, reason} -> of == ref or (reason == :too_many_files and not crowded) end)}
  end

  defp too_many?(%{max_entries_mode: :total} = config), do: config.consumed_entries + length(config.entries) > config.max_entries
  defp too_many?(config), do: length(config.entries) > config.max_entries

  defp with_error(config, ref, reason), do: %{config | errors: List.delete(config.errors, {ref, reason}) ++ [{ref, reason}]}
  defp changed(config, ref, fun), do: %{config | entries: Enum.map(config.entries, &if(&1.ref == ref, do: fun.(&1), else: &1))}

  defp kept(config, socket), do: Utils.assign(socket, :uploads, %{socket.assigns.uploads | config.name => config})

  defp by_ref(%{assigns: %{uploads: %{@names => names} = uploads}}, ref) when is_map_key(names, ref), do: uploads[names[ref]]
  defp by_ref(_socket, _ref), do: nil

  defp by_ref!(socket, ref) do
    unless socket.assigns[:uploads] do
      where = if socket.assigns[:myself], do: "component running inside "
      raise ArgumentError, "no uploads have been allowed on #{where}LiveView named #{inspect(socket.view)}"
    end

    by_ref(socket, ref) || raise(KeyError, key: ref, term: socket.assigns.uploads[@names])
  end
end

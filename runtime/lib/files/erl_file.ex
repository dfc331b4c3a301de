defmodule :file do
  @moduledoc """
  Erlang's module for files: `:prim_file` accesses the file system, `:lab_file` accesses open
  files.
  """

  @doc "Reads a whole file."
  def read_file(name), do: :prim_file.read_file(name)
  def read_file(name, _opts), do: :prim_file.read_file(name)

  @doc "Reads the Erlang terms in a file. Each term ends with a dot."
  def consult(name) do
    with {:ok, bytes} <- read_file(name), do: consulted(bytes)
  end

  defp consulted(bytes) do
    case :unicode.characters_to_list(bytes) do
      chars when is_list(chars) -> terms(chars, 1, [])
      _ -> consulted(:unicode.characters_to_binary(bytes, :latin1))
    end
  end

  defp terms(chars, line, done) do
    with {:ok, tokens, next, rest} <- form(:erl_scan.tokens([], chars, line), line),
         {:ok, term} <- :erl_parse.parse_term(tokens) do
      terms(rest, next, [term | done])
    else
      :end -> {:ok, :lists.reverse(done)}
      error -> error
    end
  end

  defp form({:more, continuation}, line), do: form(:erl_scan.tokens(continuation, :eof, line), line)
  defp form({:done, {:eof, _}, _}, _line), do: :end
  defp form({:done, {:ok, tokens, line}, rest}, _line), do: {:ok, tokens, line, if(rest == :eof, do: [], else: rest)}
  defp form({:done, {:error, info, _}, _}, _line), do: {:error, info}

  @doc "Writes a whole file."
  def write_file(name, bytes), do: :prim_file.write_file(name, bytes)
  def write_file(name, bytes, modes), do: :prim_file.write_file(name, bytes, modes)

  for {name, arity} <- [
        list_dir: 1,
        list_dir_all: 1,
        make_dir: 1,
        del_dir: 1,
        rename: 2,
        get_cwd: 0,
        set_cwd: 1,
        make_symlink: 2,
        make_link: 2,
        read_link: 1,
        change_mode: 2,
        change_owner: 3,
        native_name_encoding: 0
      ] do
    args = Macro.generate_arguments(arity, __MODULE__)
    @doc false
    def unquote(name)(unquote_splicing(args)), do: :prim_file.unquote(name)(unquote_splicing(args))
  end

  @doc false
  def delete(name, _opts \\ []), do: :prim_file.delete(name)

  @doc false
  def read_file_info(name, opts \\ []), do: info(:prim_file.read_file_info(name), opts)

  @doc false
  def read_link_info(name, opts \\ []), do: info(:prim_file.read_link_info(name), opts)

  # :prim_file returns times in seconds since 1970.
  defp info({:ok, info}, opts) do
    at = Enum.reduce([4, 5, 6], info, fn i, info -> put_elem(info, i, as_time(elem(info, i), Keyword.get(opts, :time, :local))) end)
    {:ok, at}
  end

  defp info(error, _opts), do: error

  defp as_time(seconds, :posix), do: seconds
  defp as_time(seconds, :universal), do: :calendar.system_time_to_universal_time(seconds, :second)
  defp as_time(seconds, :local), do: :calendar.system_time_to_local_time(seconds, :second)

  @doc false
  def change_time(name, at), do: change_time(name, at, at)

  def change_time(name, atime, mtime), do: :prim_file.change_time(name, seconds(atime), seconds(mtime))

  @doc false
  def change_owner(name, uid), do: :prim_file.change_owner(name, uid, -1)

  @doc false
  def change_group(name, gid), do: :prim_file.change_owner(name, -1, gid)

  defp seconds(at) when is_integer(at), do: at
  defp seconds({_, _} = at), do: at |> :calendar.local_time_to_universal_time() |> :calendar.datetime_to_gregorian_seconds() |> Kernel.-(62_167_219_200)

  @doc "Describes an error of these functions."
  def format_error({line, module, reason}), do: :io_lib.format(~c"~w: ~ts", [line, module.format_error(reason)])
  def format_error(reason), do: :prim_file.format_error(reason)

  @doc "Removes a folder with its contents."
  def del_dir_r(name) do
    with {:ok, names} <- :prim_file.list_dir(name),
         :ok <- each_ok(names, &del_dir_entry([name, ?/, &1])),
         do: :prim_file.del_dir(name)
  end

  defp del_dir_entry(path) do
    case :prim_file.read_link_info(path) do
      {:ok, info} when elem(info, 2) == :directory -> del_dir_r(path)
      _ -> :prim_file.delete(path)
    end
  end

  defp each_ok([], _fun), do: :ok
  defp each_ok([x | rest], fun), do: with(:ok <- fun.(x), do: each_ok(rest, fun))

  @doc "Opens a file. The device is a process, or a handle with `:raw`."
  def open(name, modes) when is_list(modes) do
    modes = if Enum.any?([:read, :write, :append, :exclusive], &(&1 in modes)), do: modes, else: [:read | modes]

    if :raw in modes do
      with {:ok, handle} <- :lab_file.open(name, modes), do: {:ok, {:file_descriptor, :prim_file, %{handle: handle, modes: modes}}}
    else
      :file_io_server.start(self(), name, modes)
    end
  end

  def open(name, mode) when is_atom(mode), do: open(name, [mode])

  @doc "Closes a file."
  def close({:file_descriptor, _, %{handle: handle}}), do: :lab_file.close(handle)

  def close(device) when is_pid(device) do
    case request(device, :close) do
      {:error, :terminated} -> :ok
      answer -> answer
    end
  end

  def close(_), do: {:error, :badarg}

  @doc "Reads bytes."
  def read({:file_descriptor, _, %{handle: handle} = fd}, n), do: handle |> :lab_file.read(n) |> as_asked(fd.modes)
  def read(device, n), do: wrap(:io.request(device, {:get_chars, :latin1, ~c"", n}))

  defp as_asked({:ok, data}, modes), do: {:ok, if(:binary in modes, do: data, else: :erlang.binary_to_list(data))}
  defp as_asked(other, _modes), do: other

  defp wrap(:eof), do: :eof
  defp wrap({:error, _} = error), do: error
  defp wrap(data), do: {:ok, data}

  @doc "Reads a line, with its newline."
  def read_line({:file_descriptor, _, %{handle: handle} = fd}), do: handle |> raw_line([]) |> as_asked(fd.modes)
  def read_line(device), do: wrap(:io.request(device, {:get_line, :latin1, ~c""}))

  defp raw_line(handle, acc) do
    with {:ok, piece} <- :lab_file.read(handle, 256) do
      case :binary.match(piece, "\n") do
        {at, 1} ->
          {:ok, _} = :lab_file.position(handle, :cur, at + 1 - byte_size(piece))
          {:ok, IO.iodata_to_binary([acc, binary_part(piece, 0, at + 1)])}

        :nomatch ->
          raw_line(handle, [acc, piece])
      end
    else
      :eof when acc != [] -> {:ok, IO.iodata_to_binary(acc)}
      other -> other
    end
  end

  @doc "Writes bytes."
  def write({:file_descriptor, _, %{handle: handle}}, bytes), do: :lab_file.write(handle, bytes)

  def write(device, bytes) do
    :io.request(device, {:put_chars, :latin1, IO.iodata_to_binary(bytes)})
  rescue
    ArgumentError -> {:error, :badarg}
  end

  @doc "Reads bytes at a position."
  def pread(file, at, n), do: with({:ok, _} <- position(file, at), do: read(file, n))

  def pread(file, places) do
    {:ok, for({at, n} <- places, do: with({:ok, data} <- pread(file, at, n), do: data))}
  end

  @doc "Writes bytes at a position."
  def pwrite(file, at, bytes), do: with({:ok, _} <- position(file, at), do: write(file, bytes))

  @doc "Moves to a position: a number of bytes, or `{:bof | :cur | :eof, offset}`."
  def position({:file_descriptor, _, %{handle: handle}}, at) do
    case whence(at) do
      {whence, offset} -> :lab_file.position(handle, whence, offset)
      nil -> {:error, :einval}
    end
  end

  def position(device, at), do: request(device, {:position, at})

  @doc false
  def whence(at) when is_integer(at), do: {:bof, at}
  def whence(at) when at in [:bof, :cur, :eof], do: {at, 0}
  def whence({from, offset}) when from in [:bof, :cur, :eof] and is_integer(offset), do: {from, offset}
  def whence(_), do: nil

  @doc "Truncates the file at the position."
  def truncate({:file_descriptor, _, %{handle: handle}}), do: :lab_file.truncate(handle)
  def truncate(device), do: request(device, :truncate)

  @doc "Makes the operating system write its buffers."
  def sync({:file_descriptor, _, %{handle: handle}}), do: :lab_file.sync(handle)
  def sync(device), do: request(device, :sync)
  def datasync(file), do: sync(file)

  @doc false
  def advise(_file, _offset, _length, _advice), do: :ok

  @doc "Copies a file, or the rest of a device. Returns the number of bytes."
  def copy(source, destination, bytes \\ :infinity) do
    with_device(source, [:read], fn from -> with_device(destination, [:write], fn to -> copy_bytes(from, to, bytes, 0) end) end)
  end

  defp with_device(device, _modes, fun) when is_pid(device) or is_tuple(device) and elem(device, 0) == :file_descriptor, do: fun.(device)
  defp with_device({name, modes}, more, fun) when is_list(modes), do: opened(name, modes ++ more, fun)
  defp with_device(name, modes, fun), do: opened(name, modes, fun)

  defp opened(name, modes, fun) do
    with {:ok, file} <- open(name, [:raw, :binary | modes]) do
      try do
        fun.(file)
      after
        close(file)
      end
    end
  end

  defp copy_bytes(_from, _to, 0, done), do: {:ok, done}

  defp copy_bytes(from, to, left, done) do
    with {:ok, data} <- read(from, min(left, 65_536)), :ok <- write(to, data) do
      n = IO.iodata_length(data)
      copy_bytes(from, to, if(left == :infinity, do: left, else: left - n), done + n)
    else
      :eof -> {:ok, done}
      error -> error
    end
  end

  defp request(device, request) do
    ref = Process.monitor(device)
    send(device, {:file_request, self(), ref, request})

    receive do
      {:file_reply, ^ref, reply} ->
        Process.demonitor(ref, [:flush])
        reply

      {:DOWN, ^ref, _, _, _} ->
        {:error, :terminated}
    end
  end
end

defmodule :file_io_server do
  @moduledoc false
  # This is the device of an open file: a process that handles the I/O protocol, and file requests
  # for positions and closing. The device ends when its owner ends, with the same reason. The
  # owner does not end with the device.

  def start(owner, name, modes) do
    :proc_lib.start(__MODULE__, :init, [owner, name, modes])
  end

  @doc false
  def init(owner, name, modes) do
    case :lab_file.open(name, modes) do
      {:ok, handle} ->
        :proc_lib.init_ack({:ok, self()})

        loop(%{
          owner: Process.monitor(owner),
          handle: handle,
          buffer: "",
          binary: :binary in modes,
          encoding: encoding(modes)
        })

      {:error, _} = error ->
        :proc_lib.init_ack(error)
    end
  end

  defp encoding(modes) do
    Enum.find_value(modes, :latin1, fn
      {:encoding, :utf8} -> :unicode
      {:encoding, encoding} -> encoding
      _ -> nil
    end)
  end

  defp loop(%{owner: owner} = state) do
    receive do
      {:io_request, from, as, request} ->
        {reply, state} = io(request, state)
        send(from, {:io_reply, as, reply})
        loop(state)

      {:file_request, from, as, :close} ->
        send(from, {:file_reply, as, :lab_file.close(state.handle)})

      {:file_request, from, as, request} ->
        {reply, state} = file(request, state)
        send(from, {:file_reply, as, reply})
        loop(state)

      {:DOWN, ^owner, _, _, reason} ->
        :lab_file.close(state.handle)
        exit(reason)

      _ ->
        loop(state)
    end
  end

  defp file({:position, at}, state) do
    # The position of the file is ahead of the reader by the size of the buffer.
    case :file.whence(at) do
      {:cur, offset} -> moved(state, :cur, offset - byte_size(state.buffer))
      {whence, offset} -> moved(state, whence, offset)
      nil -> {{:error, :einval}, state}
    end
  end

  defp file(:truncate, state) do
    {_, state} = file({:position, :cur}, state)
    {:lab_file.truncate(state.handle), state}
  end

  defp file(:sync, state), do: {:lab_file.sync(state.handle), state}
  defp file(_other, state), do: {{:error, :request}, state}

  defp moved(state, whence, offset) do
    case :lab_file.position(state.handle, whence, offset) do
      {:ok, _} = ok -> {ok, %{state | buffer: ""}}
      error -> {error, state}
    end
  end

  defp io({:put_chars, encoding, chars}, state), do: put(chars, encoding, state)
  defp io({:put_chars, encoding, mod, fun, args}, state), do: put(apply(mod, fun, args), encoding, state)
  defp io({:put_chars, chars}, state), do: put(chars, :latin1, state)
  defp io({:get_line, encoding, _prompt}, state), do: get(state, encoding, &line/1)
  defp io({:get_line, _prompt}, state), do: get(state, :latin1, &line/1)
  defp io({:get_chars, encoding, _prompt, n}, state), do: get(state, encoding, &chars(&1, n))
  defp io({:get_chars, _prompt, n}, state), do: get(state, :latin1, &chars(&1, n))

  # IO.read/2 and IO.getn/3 use this request to read everything that is left.
  defp io({:get_until, encoding, _prompt, :io_lib, :collect_chars, [:eof]}, state), do: get(state, encoding, fn _ -> :more end)
  defp io({:get_until, _encoding, _prompt, mod, fun, args}, state), do: until({mod, fun, args}, [], state)

  defp io({:requests, requests}, state) do
    Enum.reduce_while(requests, {:ok, state}, fn request, {_, state} ->
      case io(request, state) do
        {{:error, _}, _} = failed -> {:halt, failed}
        done -> {:cont, done}
      end
    end)
  end

  defp io(:getopts, state), do: {[binary: state.binary, encoding: state.encoding], state}

  defp io({:setopts, opts}, state) do
    opts = :proplists.unfold(opts)
    {:ok, %{state | binary: Keyword.get(opts, :binary, state.binary), encoding: encoding(Keyword.take(opts, [:encoding]) ++ [{:encoding, state.encoding}])}}
  end

  defp io({:get_geometry, _}, state), do: {{:error, :enotsup}, state}
  defp io(_other, state), do: {{:error, :request}, state}

  # Writing starts at the position of the next read.
  defp put(chars, encoding, state) do
    {_, state} = if state.buffer == "", do: {:ok, state}, else: file({:position, :cur}, state)

    case :unicode.characters_to_binary(chars, encoding, state.encoding) do
      bytes when is_binary(bytes) -> {:lab_file.write(state.handle, bytes), state}
      _not_in_this_encoding -> {{:error, :no_translation}, state}
    end
  rescue
    ArgumentError -> {{:error, {:put_chars, encoding, chars}}, state}
  end

  # take returns the number of requested bytes in the buffer, or asks for more.
  defp get(state, encoding, take) do
    case take.(state) do
      {:ok, n} ->
        <<data::binary-size(n), rest::binary>> = state.buffer
        {given(data, encoding, state), %{state | buffer: rest}}

      :more ->
        case :lab_file.read(state.handle, 8192) do
          {:ok, data} -> get(%{state | buffer: state.buffer <> data}, encoding, take)
          :eof when state.buffer == "" -> {:eof, state}
          :eof -> {given(state.buffer, encoding, state), %{state | buffer: ""}}
          error -> {error, state}
        end
    end
  end

  # The function gets one line after the other until it returns done. Unused characters stay in the buffer.
  defp until({mod, fun, args} = asks, continuation, state) do
    {line, state} = get(%{state | binary: false}, :unicode, &line/1) |> then(fn {line, left} -> {line, %{left | binary: state.binary}} end)

    if is_list(line) or line == :eof do
      case apply(mod, fun, [continuation, line | args]) do
        {:more, continuation} -> until(asks, continuation, state)
        {:done, result, :eof} -> {result, state}
        {:done, result, rest} -> {result, %{state | buffer: :unicode.characters_to_binary(rest, :unicode, state.encoding) <> state.buffer}}
      end
    else
      {line, state}
    end
  end

  defp line(%{buffer: buffer, encoding: encoding}), do: line_in(buffer, newline(encoding), 0)

  # A newline counts only if it starts at a character boundary.
  defp line_in(buffer, newline, from) do
    size = byte_size(newline)

    case :binary.match(buffer, newline, scope: {from, byte_size(buffer) - from}) do
      {at, _} when rem(at, size) == 0 -> {:ok, at + size}
      {at, _} -> line_in(buffer, newline, at + 1)
      :nomatch -> :more
    end
  end

  defp newline(encoding) when encoding in [:latin1, :unicode], do: "\n"
  defp newline(encoding), do: :unicode.characters_to_binary("\n", :unicode, encoding)

  defp chars(%{encoding: :latin1, buffer: buffer}, n), do: if(byte_size(buffer) >= n, do: {:ok, n}, else: :more)

  defp chars(%{buffer: buffer, encoding: encoding}, n), do: chars_in(buffer, encoding, n, 0)

  defp chars_in(_buffer, _encoding, 0, size), do: {:ok, size}

  defp chars_in(buffer, encoding, n, size) do
    <<_::binary-size(size), rest::binary>> = buffer

    case {encoding, rest} do
      {:unicode, <<c::utf8, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + byte_size(<<c::utf8>>))
      {{:utf16, :little}, <<c::utf16-little, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + byte_size(<<c::utf16>>))
      {{:utf16, _}, <<c::utf16, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + byte_size(<<c::utf16>>))
      {:utf16, <<c::utf16, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + byte_size(<<c::utf16>>))
      {{:utf32, :little}, <<_::32-little, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + 4)
      {{:utf32, _}, <<_::32, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + 4)
      {:utf32, <<_::32, _::binary>>} -> chars_in(buffer, encoding, n - 1, size + 4)
      _ -> :more
    end
  end

  defp given(data, encoding, state) do
    case :unicode.characters_to_binary(data, state.encoding, encoding) do
      text when is_binary(text) and state.binary -> text
      text when is_binary(text) -> :unicode.characters_to_list(text, encoding)
      _ -> {:error, if(state.encoding == :unicode, do: :invalid_unicode, else: :no_translation)}
    end
  end
end

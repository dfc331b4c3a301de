defmodule Phoenix.LiveViewTest.Upload do
  @moduledoc """
  The files that a test has chosen in a form. `file_input/4` returns this struct, and
  `render_upload/3` sends the files.
  """

  alias Phoenix.LiveViewTest.{Asked, Element, UploadClient, View}

  defstruct [:pid, :view, :element, :ref, :cid, :to, :entries]

  @doc false
  def new(%View{proxy: {_, "lv:" <> id, proxy}} = view, selector, name, files) do
    element = %Element{proxy: view.proxy, selector: selector, form_data: %{}}
    input = Asked.call!(proxy, {:file_input, id, element, to_string(name)})
    {:ok, pid} = UploadClient.start(view.endpoint, self())
    struct!(__MODULE__, Map.merge(input, %{pid: pid, view: view, element: element, entries: Enum.map(files, &entry/1)}))
  end

  # Returns a browser's description of a file, with the content.
  defp entry(file) do
    file = Map.new(file)
    %{name: name, content: content} = file

    if file[:size] && file.size != byte_size(content) do
      raise ArgumentError, "entry content size must match provided size.\n\nBy default the content size is calculated using byte_size/1, so you\nrarely need to provide the size option yourself unless you are testing\nfor misbehaving clients.\n"
    end

    %{
      "ref" => Integer.to_string(System.unique_integer([:positive])),
      "name" => name,
      "content" => content,
      "size" => byte_size(content),
      "type" => file[:type] || MIME.from_path(name),
      "last_modified" => file[:last_modified],
      "relative_path" => file[:relative_path],
      "meta" => file[:meta]
    }
  end

  @doc false
  def described(%__MODULE__{entries: entries}), do: Enum.map(entries, &Map.delete(&1, "content"))

  @doc false
  def preflight(%__MODULE__{view: %{proxy: {_, _, proxy}}} = upload) do
    payload = with_cid(upload, %{"ref" => upload.ref, "entries" => described(upload)})

    case Asked.call!(proxy, {:ask, upload.to, "allow_upload", payload}) do
      %{error: reason} -> {:error, reason}
      %{ref: _} = reply -> {:ok, Map.delete(reply, :diff)}
    end
  end

  @doc false
  def render(%__MODULE__{} = upload, name, percent) do
    entry = Enum.find(upload.entries, &(&1["name"] == name)) || raise("no file input with name \"#{name}\" found in #{inspect(Enum.map(upload.entries, & &1["name"]))}")

    with {:ok, token} <- token(upload, entry) do
      progress = UploadClient.send_part(upload.pid, entry, token, percent)
      payload = with_cid(upload, %{"ref" => upload.ref, "entry_ref" => entry["ref"], "progress" => progress, "event" => nil})
      Asked.deed(upload.view, {:push, upload.to, "progress", payload})
    end
  end

  # The first file asks the server for the tokens of all files.
  defp token(upload, %{"ref" => ref}) do
    case UploadClient.token(upload.pid, ref) do
      :unknown ->
        with {:ok, reply} <- preflight(upload) do
          UploadClient.keep(upload.pid, reply.entries)
          if errors = reply.errors[ref], do: {:error, for(reason <- errors, do: [ref, reason])}, else: UploadClient.token(upload.pid, ref)
        end

      other ->
        other
    end
  end

  defp with_cid(%{cid: nil}, payload), do: payload
  defp with_cid(%{cid: cid}, payload), do: Map.put(payload, "cid", cid)
end

defmodule Phoenix.LiveViewTest.UploadClient do
  @moduledoc false
  # Implements the client side of a test's uploads. It holds the channel of each file.

  use GenServer

  alias Phoenix.LiveViewTest.Wire
  alias Phoenix.Socket.{Message, Reply}

  def start(endpoint, caller), do: GenServer.start(__MODULE__, {endpoint, caller})
  def keep(pid, tokens), do: GenServer.call(pid, {:keep, tokens})

  @doc "Returns the token of a file: `{:ok, token}`, `{:error, :not_allowed}`, or `:unknown` before the server was asked."
  def token(pid, ref), do: GenServer.call(pid, {:token, ref})

  @doc "Sends a part of a file, in percent. Returns the progress in percent, or the error that a client reports."
  def send_part(pid, entry, token, percent), do: GenServer.call(pid, {:send, entry, token, percent}, :infinity)

  @impl true
  def init({endpoint, caller}) do
    Process.monitor(caller)
    {:ok, %{endpoint: endpoint, caller: caller, tokens: nil, files: %{}}}
  end

  @impl true
  def handle_call({:keep, tokens}, _from, state), do: {:reply, :ok, %{state | tokens: tokens}}
  def handle_call({:token, _ref}, _from, %{tokens: nil} = state), do: {:reply, :unknown, state}
  def handle_call({:token, ref}, _from, state), do: {:reply, with(:error <- Map.fetch(state.tokens, ref), do: {:error, :not_allowed}), state}

  def handle_call({:send, entry, token, percent}, _from, state) do
    file = state.files[entry["ref"]] || %{channel: channel(state, entry, token), sent: 0, percent: 0}
    size = entry["size"]
    percent = min(100, file.percent + percent)
    upto = ceil(size * percent / 100)

    case pushed(file.channel, binary_part(entry["content"], file.sent, upto - file.sent)) do
      :ok -> {:reply, trunc(upto / size * 100), put_in(state.files[entry["ref"]], %{file | sent: upto, percent: percent})}
      :error -> {:reply, %{"error" => "failure"}, state}
    end
  end

  # A test does not run external uploaders.
  defp channel(_state, _entry, %{uploader: _}), do: nil

  defp channel(%{endpoint: endpoint}, entry, token) do
    topic = "lvu:" <> entry["ref"]

    socket = %Phoenix.Socket{
      endpoint: endpoint,
      handler: Phoenix.LiveView.Socket,
      pubsub_server: endpoint.config(:pubsub_server),
      serializer: Wire,
      transport: :test,
      transport_pid: self()
    }

    case Phoenix.Channel.Server.join(socket, Phoenix.LiveView.UploadChannel, %Message{topic: topic, event: "phx_join", payload: %{"token" => token}, ref: topic}, []) do
      {:ok, _reply, pid} -> {pid, topic}
      {:error, _reply} -> :refused
    end
  end

  defp pushed(nil, _data), do: :ok
  defp pushed(:refused, _data), do: :error

  defp pushed({pid, topic}, data) do
    monitor = Process.monitor(pid)
    ref = inspect(monitor)
    send(pid, %Message{topic: topic, event: "chunk", payload: {:binary, data}, ref: ref, join_ref: topic})

    receive do
      %Reply{ref: ^ref, status: status} ->
        Process.demonitor(monitor, [:flush])
        status

      {:DOWN, ^monitor, _, _, _} ->
        :error
    end
  end

  @impl true
  def handle_info({:DOWN, _, _, pid, _}, %{caller: pid} = state), do: {:stop, :normal, state}
  def handle_info(_other, state), do: {:noreply, state}
end

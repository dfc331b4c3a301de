defmodule Plug.Server do
  @moduledoc """
  The web server. It listens on a port of this machine, and handles each request by calling a plug in a new process.

      children = [{Plug.Server, plug: MyPlug, port: 4000}]

  Options: `:plug` (a module or `{module, options}`), `:ip` (`{127, 0, 0, 1}`), `:port`, and the limits
  `:max_header`, `:header_timeout`, `:idle_timeout`, `:write_timeout`, `:max_connections`. The sockets are outside
  the node's schedulers, and received data arrives as messages.
  """

  use GenServer

  @limits [:max_header, :header_timeout, :idle_timeout, :write_timeout, :max_connections]

  @doc "Returns a specification to start the server under a supervisor."
  def child_spec(opts) do
    %{id: {__MODULE__, Keyword.get(opts, :port)}, start: {__MODULE__, :start_link, [opts]}, type: :worker}
  end

  @doc "Starts a server."
  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, Keyword.take(opts, [:name]))

  @doc "Returns the address and port of a server."
  def info(server), do: GenServer.call(server, :info)

  @impl true
  def init(opts) do
    ip = loopback(Keyword.get(opts, :ip, {127, 0, 0, 1}))
    options = opts |> Keyword.take(@limits) |> Map.new() |> Map.merge(%{ip: ip, port: Keyword.get(opts, :port, 4000)})

    case :lab_web.listen(options, {Plug.Server.Handler, :run, plug(Keyword.fetch!(opts, :plug))}) do
      {:ok, ref, port} -> {:ok, %{ref: ref, ip: ip, port: port}}
      {:error, reason} -> {:stop, reason}
    end
  end

  defp plug({module, opts}), do: {module, module.init(opts)}
  defp plug(module), do: {module, module.init([])}

  # "All interfaces" is replaced by the loopback interface, because programs in a lab are reached
  # only from this machine.
  defp loopback({0, 0, 0, 0}), do: {127, 0, 0, 1}
  defp loopback({0, 0, 0, 0, 0, 0, 0, 0}), do: {127, 0, 0, 1}
  defp loopback(:any), do: {127, 0, 0, 1}
  defp loopback(:loopback), do: {127, 0, 0, 1}
  defp loopback(ip) when is_tuple(ip), do: ip

  @impl true
  def handle_call(:info, _from, state), do: {:reply, {state.ip, state.port}, state}
end

defmodule Plug.Server.Handler do
  @moduledoc "The process of a request: creates the connection, calls the plug, and continues as a WebSocket if requested."

  require Logger

  @doc false
  def run({plug, opts}, request) do
    conn = conn(request)

    try do
      conn |> plug.call(opts) |> finish(plug)
    catch
      kind, reason -> failed(conn, kind, reason, __STACKTRACE__)
    end
  end

  defp conn(request) do
    %Plug.Conn{
      adapter: {Plug.Server.Adapter, request},
      host: request.host,
      port: request.port,
      method: request.method,
      owner: self(),
      path_info: request.segments,
      query_string: request.query,
      remote_ip: with({ip, _port} <- request.peer, do: ip),
      req_headers: request.headers,
      request_path: request.path,
      scheme: :http
    }
  end

  defp finish(%Plug.Conn{state: :unset}, _plug), do: raise(Plug.Conn.NotSentError)
  defp finish(%Plug.Conn{state: :set} = conn, _plug), do: Plug.Conn.send_resp(conn)

  defp finish(%Plug.Conn{state: :upgraded, adapter: {_, request}} = conn, _plug) do
    {:websocket, {handler, state, opts}} = request.upgrade
    Plug.Server.WebSocket.run(request.ref, conn, handler, state, opts)
  end

  defp finish(%Plug.Conn{} = conn, _plug), do: conn
  defp finish(other, plug), do: raise("expected #{inspect(plug)}.call/2 to return a Plug.Conn, got: #{inspect(other)}")

  # An error caused by the client gets the status of the exception. Other errors are logged.
  defp failed(conn, kind, reason, stack) do
    {reason, stack} = unwrap(reason, stack)
    reason = if kind == :error, do: Exception.normalize(:error, reason, stack), else: reason
    status = if kind == :error, do: Plug.Exception.status(reason), else: 500
    if status >= 500 and not quiet?(kind, reason), do: Logger.error(Exception.format(kind, reason, stack))
    {_, request} = conn.adapter
    unless :lab_web.finished(request.ref), do: :lab_web.reply(request.ref, status, [{"connection", "close"}], "")
  end

  defp unwrap(%Plug.Conn.WrapperError{reason: reason, stack: stack}, _stack), do: {reason, stack}
  defp unwrap(reason, stack), do: {reason, stack}

  defp quiet?(:exit, reason), do: reason in [:normal, :shutdown] or match?({:shutdown, _}, reason)
  defp quiet?(_kind, _reason), do: false
end

defmodule Plug.Server.Adapter do
  @moduledoc false
  @behaviour Plug.Conn.Adapter

  @read_length 8_000_000

  def send_resp(request, status, headers, body) do
    body = IO.iodata_to_binary(body)
    _ = :lab_web.reply(request.ref, status, headers, body)
    {:ok, nil, request}
  end

  def send_file(request, status, headers, file, offset, length) do
    case :lab_web.send_file(request.ref, status, headers, file, offset, length) do
      {:error, :enoent} -> raise File.Error, reason: :enoent, action: "send file", path: file
      _ -> {:ok, nil, request}
    end
  end

  def send_chunked(request, status, headers) do
    _ = :lab_web.start_chunks(request.ref, status, headers)
    {:ok, nil, request}
  end

  def chunk(request, body), do: :lab_web.chunk(request.ref, IO.iodata_to_binary(body))

  def read_req_body(request, opts) do
    length = Keyword.get(opts, :length, @read_length)
    timeout = Keyword.get(opts, :read_timeout, 15_000)

    case :lab_web.read_body(request.ref, length, timeout) do
      {:error, reason} -> {:error, reason}
      {kind, data} -> {kind, data, request}
    end
  end

  def inform(request, status, headers) do
    _ = :lab_web.inform(request.ref, status, headers)
    {:ok, request}
  end

  def upgrade(request, :websocket, {_handler, _state, _opts} = args), do: {:ok, Map.put(request, :upgrade, {:websocket, args})}
  def upgrade(_request, _protocol, _args), do: {:error, :not_supported}

  def get_peer_data(%{peer: {address, port}}), do: %{address: address, port: port, ssl_cert: nil}
  def get_http_protocol(request), do: request.version
end

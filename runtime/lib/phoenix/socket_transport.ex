defmodule Phoenix.Socket.Transport do
  @moduledoc """
  The behaviour of modules that communicate with clients over a WebSocket: `connect/1` decides
  whether to accept, `init/1` runs in the process of the connection, `handle_in/2` receives
  messages of the client, and `handle_info/2` receives messages of processes.
  """

  require Logger

  import Plug.Conn

  @type state :: term
  @callback child_spec(keyword) :: :supervisor.child_spec() | :ignore
  @callback drainer_spec(keyword) :: :supervisor.child_spec() | :ignore
  @callback connect(transport_info :: map) :: {:ok, state} | {:error, term} | :error
  @callback init(state) :: {:ok, state}
  @callback handle_in({message :: term, opts :: keyword}, state) ::
              {:ok, state} | {:reply, :ok | :error, {atom, term}, state} | {:stop, reason :: term, state}
  @callback handle_control({message :: term, opts :: keyword}, state) ::
              {:ok, state} | {:reply, :ok | :error, {atom, term}, state} | {:stop, reason :: term, state}
  @callback handle_info(message :: term, state) :: {:ok, state} | {:push, {atom, term}, state} | {:stop, reason :: term, state}
  @callback terminate(reason :: term, state) :: :ok
  @optional_callbacks handle_control: 2, drainer_spec: 1

  @defaults [
    path: "/websocket",
    serializer: [{Phoenix.Socket.V1.JSONSerializer, "~> 1.0.0"}, {Phoenix.Socket.V2.JSONSerializer, "~> 2.0.0"}],
    error_handler: {Phoenix.Transports.WebSocket, :handle_error, []},
    timeout: 60_000,
    transport_log: false,
    compress: false,
    check_csrf: true
  ]

  @doc "Returns the options of a socket's WebSocket, with defaults."
  def load_config(true), do: @defaults
  def load_config(config) when is_list(config), do: Keyword.merge(@defaults, config)

  @doc "Logs a request for a socket at a level. Does nothing if the level is false."
  def transport_log(conn, false), do: conn

  def transport_log(conn, level) do
    Logger.log(level, fn -> "#{conn.method} #{conn.request_path}" end)
    conn
  end

  @doc """
  Rejects (403) a connection from a page of another site, because browsers let any page connect to any server.
  `check_origin` is true (the endpoint's host), a list of origins, false, `:conn`, or `{module, function, args}`.
  """
  def check_origin(conn, handler, endpoint, opts, sender \\ &Plug.Conn.send_resp/1)
  def check_origin(%Plug.Conn{halted: true} = conn, _handler, _endpoint, _opts, _sender), do: conn

  def check_origin(conn, handler, endpoint, opts, sender) do
    origin = conn |> get_req_header("origin") |> List.first()
    check = Keyword.get(opts, :check_origin, endpoint.config(:check_origin))
    check = if check == nil, do: true, else: check

    cond do
      is_nil(origin) or check == false or allowed?(check, URI.parse(origin), endpoint, conn) ->
        conn

      true ->
        Logger.error("""
        Could not check origin for Phoenix.Socket transport.

        Origin of the request: #{origin}

        #{inspect(handler)} accepts connections from pages of the host of the :url option of
        #{inspect(endpoint)} in config/*.exs, and from those in its :check_origin option:

            check_origin: ["#{origin}"]
        """)

        resp(conn, :forbidden, "") |> sender.() |> halt()
    end
  end

  defp allowed?(true, uri, endpoint, _conn), do: same_host?(uri.host, endpoint.host())

  defp allowed?(:conn, uri, _endpoint, conn) do
    uri.host == conn.host and uri.scheme == to_string(conn.scheme) and uri.port == conn.port
  end

  defp allowed?({module, function, args}, uri, _endpoint, _conn), do: apply(module, function, [uri | args])

  defp allowed?(origins, uri, _endpoint, _conn) when is_list(origins) do
    Enum.any?(origins, fn origin ->
      allowed = parse(origin)

      (allowed.scheme == nil or allowed.scheme == uri.scheme) and (allowed.port == nil or allowed.port == uri.port) and
        same_host?(uri.host, allowed.host)
    end)
  end

  defp parse("//" <> _ = origin), do: URI.parse(origin)

  defp parse(origin) do
    case URI.parse(origin) do
      %URI{host: nil} -> raise ArgumentError, "invalid :check_origin option: #{inspect(origin)}. Expected an origin with a host, such as \"//example.com\""
      uri -> uri
    end
  end

  defp same_host?(nil, _allowed), do: false
  defp same_host?(_host, nil), do: false
  defp same_host?(host, "*." <> domain), do: host == domain or String.ends_with?(host, "." <> domain)
  defp same_host?(host, allowed), do: host == allowed

  @doc "Rejects (403) a connection that requests none of the subprotocols."
  def check_subprotocols(%Plug.Conn{} = conn, subprotocols) when conn.halted or subprotocols == nil, do: conn

  def check_subprotocols(conn, subprotocols) when is_list(subprotocols) do
    requested = conn |> get_req_header("sec-websocket-protocol") |> Enum.flat_map(&Plug.Conn.Utils.list/1)

    case Enum.find(subprotocols, &(&1 in requested)) do
      nil when requested == [] -> conn
      nil -> conn |> resp(:forbidden, "") |> send_resp() |> halt()
      found -> put_resp_header(conn, "sec-websocket-protocol", found)
    end
  end

  @doc "Compiles changed files before a connection, if code reloading is enabled."
  def code_reload(conn, endpoint, opts) do
    if Keyword.get(opts, :code_reloader, endpoint.config(:code_reloader)), do: Phoenix.CodeReloader.reload(endpoint)
    conn
  end

  @doc """
  Returns the information about the request that `connect/1` receives according to the socket's `:connect_info`:
  `:peer_data`, `:uri`, `:user_agent`, `:x_headers`, `:trace_context_headers`, `:sec_websocket_headers`, and
  `session: options`. The session is nil unless the request contains the page's CSRF token.
  """
  def connect_info(conn, endpoint, keys, opts \\ []) do
    for key <- keys, into: %{} do
      case key do
        :peer_data -> {:peer_data, get_peer_data(conn)}
        :uri -> {:uri, uri(conn)}
        :user_agent -> {:user_agent, conn |> get_req_header("user-agent") |> List.first()}
        :x_headers -> {:x_headers, headers(conn, "x-")}
        :trace_context_headers -> {:trace_context_headers, for({k, v} <- conn.req_headers, k in ["traceparent", "tracestate"], do: {k, v})}
        :sec_websocket_headers -> {:sec_websocket_headers, headers(conn, "sec-websocket-")}
        {:session, session} -> {:session, session(conn, endpoint, session, opts)}
        {key, value} -> {key, value}
      end
    end
  end

  defp headers(conn, prefix), do: for({k, _} = header <- conn.req_headers, String.starts_with?(k, prefix), do: header)

  defp uri(conn) do
    %URI{scheme: to_string(conn.scheme), host: conn.host, port: conn.port, path: conn.request_path, query: conn.query_string}
  end

  defp session(conn, endpoint, {module, function, args}, opts), do: session(conn, endpoint, apply(module, function, args), opts)

  defp session(conn, endpoint, options, opts) do
    %{store: store, store_config: config, key: key} = options |> Keyword.put_new(:store, :cookie) |> Plug.Session.init()
    conn = fetch_cookies(%{conn | secret_key_base: endpoint.config(:secret_key_base)})
    csrf_key = Keyword.get(options, :csrf_token_key, "_csrf_token")

    with cookie when is_binary(cookie) <- conn.cookies[key],
         {_sid, %{} = session} <- store.get(conn, cookie, config),
         true <- Keyword.get(opts, :check_csrf, true) == false or csrf?(conn, session, csrf_key) do
      session
    else
      _ -> nil
    end
  end

  defp csrf?(conn, session, key) do
    state = Plug.CSRFProtection.dump_state_from_session(session[key])
    Plug.CSRFProtection.valid_state_and_csrf_token?(state, fetch_query_params(conn).params["_csrf_token"])
  end
end

defmodule Phoenix.Transports.WebSocket do
  @moduledoc "Handles the WebSocket requests of an endpoint's sockets."

  @behaviour Plug

  import Plug.Conn

  alias Phoenix.Socket.Transport

  @impl true
  def init(opts), do: opts

  @impl true
  def call(%{method: "GET"} = conn, {endpoint, handler, opts}) do
    conn
    |> fetch_query_params()
    |> Transport.code_reload(endpoint, opts)
    |> Transport.transport_log(opts[:transport_log])
    |> Transport.check_origin(handler, endpoint, opts)
    |> Transport.check_subprotocols(opts[:subprotocols])
    |> connect(endpoint, handler, opts)
  end

  def call(conn, _opts), do: conn |> send_resp(400, "") |> halt()

  defp connect(%{halted: true} = conn, _endpoint, _handler, _opts), do: conn

  defp connect(%{params: params} = conn, endpoint, handler, opts) do
    config = %{
      endpoint: endpoint,
      transport: :websocket,
      options: opts,
      params: params,
      connect_info: Transport.connect_info(conn, endpoint, Keyword.get(opts, :connect_info, []), opts)
    }

    case handler.connect(config) do
      {:ok, arg} ->
        conn |> WebSockAdapter.upgrade(handler, arg, opts) |> halt()

      :error ->
        conn |> send_resp(403, "") |> halt()

      {:error, reason} ->
        {module, function, args} = opts[:error_handler]
        module |> apply(function, [conn, reason | args]) |> halt()
    end
  rescue
    error in WebSockAdapter.UpgradeError -> conn |> send_resp(400, error.message) |> halt()
  end

  @doc false
  def handle_error(conn, _reason), do: send_resp(conn, 403, "")
end

defmodule Phoenix.LiveView.Joining do
  @moduledoc false
  # Mounts the LiveView that a client joins: it verifies the signed session of the page, and calls
  # mount/3 and handle_params/3.

  require Logger

  alias Phoenix.LiveView.{Lifecycle, Route, Socket, Static, Utils}

  @doc "Joins a channel. Returns `{:ok, socket, dialect}`, where the dialect is the client's format of diffs, or `{:error, reply}`."
  def join(%{"session" => token} = payload, phx_socket) do
    %{endpoint: endpoint, topic: "lv:" <> id} = phx_socket

    with {:ok, session} <- Static.verify_session(endpoint, id, token, payload["static"]),
         {:ok, conn_session} <- connection_session(phx_socket),
         {:ok, session, route, url} <- route(endpoint, session, payload) do
      mount(session, route, url, conn_session, payload, phx_socket)
    else
      {:error, reason} when reason in [:outdated, :expired] ->
        {:error, %{reason: "stale"}}

      {:error, :unauthorized} ->
        {:error, %{reason: "unauthorized"}}

      {:error, :nosession} ->
        Logger.debug("""
        LiveView session was misconfigured or the user token is outdated.

        1) Ensure your session configuration in your endpoint is in a module attribute:

            @session_options [
              ...
            ]

        2) Change the `plug Plug.Session` to use said attribute:

            plug Plug.Session, @session_options

        3) Also pass the `@session_options` to your LiveView socket:

            socket "/live", Phoenix.LiveView.Socket,
              websocket: [connect_info: [session: @session_options]]

        4) Ensure the `protect_from_forgery` plug is in your router pipeline:

            plug :protect_from_forgery

        5) Define the CSRF meta tag inside the `<head>` tag in your layout:

            <meta name="csrf-token" content={Plug.CSRFProtection.get_csrf_token()} />

        6) Pass it forward in your app.js:

            let csrfToken = document.querySelector("meta[name='csrf-token']").getAttribute("content");
            let liveSocket = new LiveSocket("/live", Socket, {params: {_csrf_token: csrfToken}});
        """)

        {:error, %{reason: "stale"}}

      {:error, reason} ->
        Logger.error("Mounting #{phx_socket.topic} failed while verifying session with: #{inspect(reason)}")
        {:error, %{reason: "stale"}}
    end
  end

  def join(%{}, phx_socket) do
    Logger.error("Mounting #{phx_socket.topic} failed because no session was provided")
    {:error, %{reason: "join crashed"}}
  end

  defp connection_session(%{private: %{connect_info: %{session: nil}}}), do: {:error, :nosession}
  defp connection_session(%{private: %{connect_info: %{session: session}}}), do: {:ok, session}
  defp connection_session(_phx_socket), do: {:ok, %{}}

  # A LiveView from the router is mounted at a URL. The client may have navigated to it from
  # another LiveView of the same session.
  defp route(endpoint, %{router: router} = session, payload) when not is_nil(router) do
    url = payload["redirect"] || payload["url"]

    case url && Route.live_link_info(endpoint, router, url) do
      {:internal, %{view: view} = route} when view == session.root_view ->
        {:ok, session, route, url}

      {:internal, route} when not is_nil(route) ->
        redirected(session, route, url, payload)

      _ ->
        if url == nil, do: {:ok, session, nil, nil}, else: {:error, :unauthorized}
    end
  end

  defp route(_endpoint, session, payload), do: {:ok, session, nil, payload["url"] || payload["redirect"]}

  defp redirected(session, route, url, %{"redirect" => redirect}) when is_binary(redirect) do
    %{live_session: live_session} = route

    if {live_session.name, live_session.vsn} == {session.live_session_name, session.live_session_vsn} do
      {:ok, %{session | view: route.view, root_view: route.view}, route, url}
    else
      {:error, :unauthorized}
    end
  end

  defp redirected(_session, _route, _url, _payload), do: {:error, :unauthorized}

  defp mount(session, route, url, conn_session, payload, phx_socket) do
    %{view: view} = session
    {:module, _} = Code.ensure_loaded(view)
    live = view.__live__()
    connect_params = payload["params"] || %{}
    flash = Map.merge(session.flash, Utils.verify_flash(phx_socket.endpoint, payload["flash"]))
    uri = if url, do: URI.parse(url)

    socket = %Socket{
      endpoint: phx_socket.endpoint,
      view: view,
      id: session.id,
      transport_pid: phx_socket.transport_pid,
      parent_pid: session.parent_pid,
      root_pid: session.root_pid || self(),
      router: session.router,
      sticky?: payload["sticky"] == true,
      assigns: %{__changed__: %{}}
    }

    if session.parent_pid, do: Process.monitor(session.parent_pid)

    private = %{
      connect_params: connect_params,
      connect_info: phx_socket.private[:connect_info] || %{},
      assign_new: {%{}, []},
      lifecycle: lifecycle(live, route),
      root_view: session.root_view,
      live_temp: %{}
    }

    private = with_layout(private, live, route, session)
    socket = Utils.configure_socket(socket, private, route && route.action, flash, uri)
    params = if route, do: route.params, else: :not_mounted_at_router
    # Links and forms of the page carry the CSRF token of its session.
    Plug.CSRFProtection.load_state(phx_socket.endpoint.config(:secret_key_base), Plug.CSRFProtection.dump_state_from_session(conn_session["_csrf_token"]))
    merged = conn_session |> Map.merge(route_session(route)) |> Map.merge(session.session)
    socket = Utils.maybe_call_live_view_mount!(socket, view, params, merged)
    {:ok, socket |> after_mount(route) |> forget_mount(), dialect(payload)}
  end

  defp lifecycle(%{lifecycle: own}, nil), do: own
  defp lifecycle(%{lifecycle: own}, route), do: %{own | mount: (route.live_session.extra[:on_mount] || []) ++ own.mount}

  defp with_layout(private, live, route, session) do
    case live[:layout] || (route && route.live_session.extra[:layout]) do
      layout when is_tuple(layout) and session.parent_pid == nil -> Map.put(private, :live_layout, layout)
      _ -> private
    end
  end

  defp route_session(nil), do: %{}

  defp route_session(route) do
    case route.live_session.extra[:session] do
      %{} = session -> session
      # A session that a function derives from the connection was computed and signed with the
      # first response.
      _ -> %{}
    end
  end

  defp after_mount(%{redirected: nil} = socket, %{} = route), do: handle_params(socket, route)
  defp after_mount(socket, _route), do: socket

  defp forget_mount(socket), do: %{socket | private: Map.drop(socket.private, [:connect_info, :connect_params, :assign_new])}

  @doc "Calls handle_params/3 for a URL."
  def handle_params(%Socket{view: view} = socket, route) do
    socket = with_action(socket, route)

    case Lifecycle.handle_params(route.params, route.uri, socket) do
      {:halt, socket} ->
        socket

      {:cont, socket} ->
        if function_exported?(view, :handle_params, 3), do: called(view.handle_params(route.params, route.uri, socket), view), else: socket
    end
  end

  defp with_action(socket, %{action: nil}), do: socket
  defp with_action(socket, %{action: action}), do: Utils.assign(socket, :live_action, action)

  defp called({:noreply, %Socket{} = socket}, _view), do: socket

  defp called(other, view) do
    raise ArgumentError, """
    invalid result returned from #{inspect(view)}.handle_params/3.

    Expected {:noreply, socket}, got: #{inspect(other)}
    """
  end

  @doc "Changes to another URL of the same LiveView, as push_patch/2 requests."
  def patch(%Socket{} = socket, %{to: to}) do
    url = Route.absolute(socket, to)

    case Route.live_link_info(socket.endpoint, socket.router, url) do
      {:internal, %{view: view} = route} when view == socket.view ->
        handle_params(socket, route)

      {:internal, _} ->
        raise ArgumentError, "cannot push_patch/2 to #{inspect(to)} because the given path does not point to the current root view #{inspect(socket.view)}"

      _ ->
        raise ArgumentError, "cannot invoke handle_params nor navigate/patch to #{inspect(to)} because it isn't defined in #{inspect(socket.router)}"
    end
  end

  # Since 1.0, a join says whether the LiveView is sticky. 1.0 accepts comprehensions only as
  # lists of entries, and 1.1 only by position. The join does not distinguish the versions, so
  # both forms are sent.
  defp dialect(%{"params" => %{"_lab" => _}}), do: :keyed
  defp dialect(%{"sticky" => _}), do: :both
  defp dialect(_payload), do: :dynamics

  @doc "Returns the tag and the attributes of a LiveView's container."
  def container(%Socket{view: view}) do
    {tag, attrs} = view.__live__().container
    %{container: [to_string(tag), Map.new(attrs, fn {key, value} -> {to_string(key), value} end)]}
  end
end

defmodule Phoenix.LiveView.Route do
  @moduledoc false
  # Finds the route of a URL of the application.

  defstruct [:action, :view, :params, :uri, :live_session, :router]

  @doc "Returns the LiveView at a URL: `{:internal, route}`, or `:error` for another page."
  def live_link_info(_endpoint, nil, _url), do: :error

  def live_link_info(_endpoint, router, url) do
    uri = URI.parse(url)
    segments = for segment <- String.split(uri.path || "", "/"), segment != "", do: URI.decode(segment)

    case Phoenix.Router.route_info(router, "GET", segments, uri.host) do
      %{phoenix_live_view: {view, action, _opts, live_session}, path_params: path_params} ->
        query = if uri.query, do: Plug.Conn.Query.decode(uri.query), else: %{}
        uri = %{uri | fragment: nil} |> URI.to_string()
        {:internal, %__MODULE__{action: action, view: view, params: Map.merge(query, path_params), uri: uri, live_session: live_session, router: router}}

      _ ->
        :error
    end
  end

  @doc "Converts a path to a URL on the host of a socket."
  def absolute(%{host_uri: %URI{} = host}, "/" <> _ = path) do
    %{path: path, query: query} = URI.parse(path)
    %URI{host | path: path, query: query} |> URI.to_string()
  end

  def absolute(%{endpoint: endpoint}, "/" <> _ = path), do: endpoint.url() <> path
  def absolute(_socket, url), do: url
end

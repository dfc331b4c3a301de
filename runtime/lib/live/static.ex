defmodule Phoenix.LiveView.Static do
  @moduledoc false
  # Renders the first response of a LiveView: the page, and the signed data with which its client
  # connects.

  alias Phoenix.LiveView.{Diff, Joining, Route, Socket, Utils}

  @token_version 6
  @max_age 1_209_600

  @doc "Verifies the tokens of a page. Returns `{:ok, session}`, or the reason why they are invalid."
  def verify_session(endpoint, id, token, static) do
    with {:ok, %{id: ^id} = session} <- verify(endpoint, token),
         {:ok, static} <- verify_static(endpoint, id, static) do
      {:ok, Map.merge(session, static)}
    else
      {:ok, _other_id} -> {:error, :invalid}
      error -> error
    end
  end

  defp verify_static(_endpoint, _id, none) when none in [nil, ""], do: {:ok, %{flash: %{}, assign_new: []}}

  defp verify_static(endpoint, id, token) do
    case verify(endpoint, token) do
      {:ok, %{id: ^id} = static} -> {:ok, Map.take(static, [:flash, :assign_new])}
      {:ok, _} -> {:error, :invalid}
      error -> error
    end
  end

  defp verify(endpoint, token) do
    case Phoenix.Token.verify(endpoint, Utils.salt!(endpoint), token, max_age: @max_age) do
      {:ok, {@token_version, term}} -> {:ok, term}
      {:ok, _} -> {:error, :outdated}
      {:error, :missing} -> {:error, :invalid}
      {:error, _} = error -> error
    end
  end

  defp sign(endpoint, data), do: Phoenix.Token.sign(endpoint, Utils.salt!(endpoint), {@token_version, data})

  @doc "Returns a token with which a client can upload one file."
  def sign_upload(endpoint, upload), do: sign(endpoint, {:upload, upload})

  @doc "Returns the file that a token is for."
  def verify_upload(endpoint, token) do
    case verify(endpoint, token) do
      {:ok, {:upload, upload}} -> {:ok, upload}
      {:ok, _} -> {:error, :invalid}
      error -> error
    end
  end

  @doc "Renders a LiveView for a request. Returns `{:ok, content, assigns}`, or `{:stop, socket}` if it redirects."
  def render(%Plug.Conn{} = conn, view, opts) do
    {:module, _} = Code.ensure_loaded(view)
    live = live!(view)
    endpoint = Phoenix.Controller.endpoint_module(conn)
    flash = conn.assigns[:flash] || conn.private[:phoenix_flash] || %{}
    router = Keyword.get(opts, :router)
    live_session = opts[:live_session]
    request_url = Plug.Conn.request_url(conn)
    conn_session = if Map.has_key?(conn.private, :plug_session), do: Plug.Conn.get_session(conn), else: %{}
    session = session(conn, opts, live_session)

    socket = %Socket{endpoint: endpoint, view: view, router: router, id: opts[:id], root_pid: self(), assigns: %{__changed__: %{}}}

    lifecycle = live.lifecycle
    lifecycle = if live_session, do: %{lifecycle | mount: (live_session.extra[:on_mount] || []) ++ lifecycle.mount}, else: lifecycle

    private = %{connect_params: %{}, connect_info: conn, assign_new: {conn.assigns, []}, lifecycle: lifecycle, root_view: view, conn_session: conn_session, live_temp: %{}}
    layout = live[:layout] || (live_session && live_session.extra[:layout])
    private = if is_tuple(layout), do: Map.put(private, :live_layout, layout), else: private
    socket = Utils.configure_socket(socket, private, opts[:action], flash, host_uri(conn))

    route = if router && opts[:action_params], do: %Route{action: opts[:action], view: view, params: conn.params, uri: request_url}
    params = if route, do: conn.params, else: :not_mounted_at_router
    socket = Utils.maybe_call_live_view_mount!(socket, view, params, Map.merge(conn_session, session))
    socket = if route && socket.redirected == nil, do: Joining.handle_params(socket, route), else: socket

    case socket.redirected do
      nil -> {:ok, page(socket, view, session, live_session, opts), socket.assigns |> Map.drop([:__changed__, :streams]) |> Map.put(:live_socket, socket)}
      _ -> {:stop, socket}
    end
  end

  defp host_uri(%{host: "[" <> _} = conn), do: conn |> Plug.Conn.request_url() |> URI.parse()
  defp host_uri(conn), do: %URI{scheme: to_string(conn.scheme), host: conn.host, port: conn.port}

  defp live!(view) do
    if function_exported?(view, :__live__, 0) do
      view.__live__()
    else
      raise ArgumentError, "#{inspect(view)} is not a LiveView (it does not `use Phoenix.LiveView`)"
    end
  end

  defp session(conn, opts, live_session) do
    from_router =
      case live_session && live_session.extra[:session] do
        {module, fun, args} -> apply(module, fun, [conn | args])
        %{} = session -> session
        nil -> %{}
      end

    own =
      case opts[:session] do
        {module, fun, args} -> apply(module, fun, [conn | args])
        %{} = session -> session
        nil -> %{}
      end

    Map.merge(from_router, own)
  end

  defp page(socket, view, session, live_session, opts) do
    {tag, extended} = opts[:container] || view.__live__().container
    {_, keys} = socket.private.assign_new

    token =
      sign(socket.endpoint, %{
        id: socket.id,
        view: view,
        root_view: view,
        router: socket.router,
        live_session_name: live_session && live_session.name,
        live_session_vsn: live_session && live_session.vsn,
        parent_pid: nil,
        root_pid: nil,
        session: session
      })

    static = sign(socket.endpoint, %{id: socket.id, flash: socket.assigns.flash, assign_new: keys})
    {_socket, html} = Diff.to_iodata(socket, Utils.to_rendered(socket, view))
    main = if socket.router, do: [{"data-phx-main", true}], else: []
    attrs = [{"id", socket.id}] ++ main ++ [{"data-phx-session", token}, {"data-phx-static", static}]
    {:safe, tag(tag, attrs ++ strings(extended), html)}
  end

  defp strings(attrs), do: for({key, value} <- attrs, do: {to_string(key), value})

  defp tag(tag, attrs, content) do
    {:safe, attrs} = Phoenix.HTML.attributes_escape(attrs)
    tag = to_string(tag)
    ["<", tag, attrs, ">", content, "</", tag, ">"]
  end

  @doc "Renders a LiveView inside another LiveView."
  def nested_render(%Socket{} = parent, view, opts) do
    {:module, _} = Code.ensure_loaded(view)
    live = live!(view)
    # The id of a child does not depend on the parent, so that the child survives a remount of the
    # parent.
    id = opts[:id] || raise(ArgumentError, "an :id is required when rendering child LiveView. The :id must uniquely identify the child.")
    {tag, extended} = opts[:container] || live.container
    session = opts[:session] || %{}
    connected? = parent.transport_pid != nil

    token =
      sign(parent.endpoint, %{
        id: id,
        view: view,
        root_view: parent.private[:root_view] || parent.view,
        router: nil,
        live_session_name: nil,
        live_session_vsn: nil,
        parent_pid: if(connected?, do: self()),
        root_pid: if(connected?, do: parent.root_pid),
        session: session
      })

    attrs = [{"id", id}, {"data-phx-session", token}]
    attrs = if opts[:sticky], do: attrs ++ [{"data-phx-sticky", true}], else: attrs
    parent_attr = if opts[:sticky], do: [], else: [{"data-phx-parent-id", parent.id}]

    if connected? do
      {:safe, tag(tag, attrs ++ [{"data-phx-static", ""}] ++ parent_attr ++ strings(extended), "")}
    else
      nested_page(parent, view, live, id, session, tag, attrs, parent_attr ++ strings(extended))
    end
  end

  defp nested_page(parent, view, live, id, session, tag, attrs, extended) do
    private = %{
      connect_params: %{},
      connect_info: parent.private[:connect_info],
      assign_new: {parent.assigns |> unwrapped(), []},
      lifecycle: live.lifecycle,
      root_view: parent.private[:root_view],
      conn_session: parent.private[:conn_session] || %{},
      live_temp: %{}
    }

    socket = %Socket{endpoint: parent.endpoint, view: view, id: id, parent_pid: self(), root_pid: parent.root_pid, assigns: %{__changed__: %{}}}
    socket = Utils.configure_socket(socket, private, nil, %{}, parent.host_uri)
    socket = Utils.maybe_call_live_view_mount!(socket, view, :not_mounted_at_router, Map.merge(private.conn_session, session))
    if socket.redirected, do: raise(RuntimeError, "cannot redirect from a child LiveView on mount")
    {_, keys} = socket.private.assign_new
    static = sign(socket.endpoint, %{id: id, flash: %{}, assign_new: keys})
    {_socket, html} = Diff.to_iodata(socket, Utils.to_rendered(socket, view))
    {:safe, tag(tag, attrs ++ [{"data-phx-static", static}] ++ extended, html)}
  end

  defp unwrapped(%Socket.AssignsNotInSocket{__assigns__: assigns}), do: assigns
  defp unwrapped(assigns), do: assigns

  @doc "Returns the content of a LiveView unchanged, as the view that a controller renders."
  def template(%{content: content}), do: content
end

defmodule Phoenix.LiveView.Controller do
  @moduledoc "Renders LiveViews from controllers."

  alias Phoenix.LiveView.{Socket, Utils}

  @doc "Renders a LiveView as the response."
  def live_render(%Plug.Conn{} = conn, view, opts \\ []) do
    case Phoenix.LiveView.Static.render(conn, view, opts) do
      {:ok, content, assigns} ->
        conn
        |> Phoenix.Controller.put_format("html")
        |> Phoenix.Controller.put_view(Phoenix.LiveView.Static)
        |> Phoenix.Controller.render(:template, Map.merge(assigns, %{content: content, live_module: view}))

      {:stop, %Socket{redirected: {:redirect, opts}} = socket} ->
        conn |> flash(socket) |> Plug.Conn.put_status(opts[:status] || 302) |> Phoenix.Controller.redirect(opts |> Map.take([:to, :external]) |> Map.to_list())

      {:stop, %Socket{redirected: {:live, _, %{to: to}}} = socket} ->
        conn |> flash(socket) |> Plug.Conn.put_private(:phoenix_live_redirect, true) |> Phoenix.Controller.redirect(to: to)
    end
  end

  defp flash(conn, socket) do
    Enum.reduce(Utils.changed_flash(socket), conn, fn {key, message}, conn -> Phoenix.Controller.put_flash(conn, key, message) end)
  end
end

defmodule Phoenix.LiveView.Router do
  @moduledoc """
  Routes to LiveViews:

      live "/thermostat", ThermostatLive
      live "/articles/:id", ArticleLive.Show, :show
  """

  @doc "Defines a route to a LiveView. Options: `:session`, `:container`, `:as`, `:private`, `:metadata`."
  defmacro live(path, live_view, action \\ nil, opts \\ []) do
    live_view = Plug.Builder.expand(live_view, __CALLER__, {:live, 4})

    quote bind_quoted: [path: path, view: live_view, action: action, opts: opts] do
      {live_action, options} = Phoenix.LiveView.Router.__live__(__MODULE__, view, action, opts)
      Phoenix.Router.get(path, Phoenix.LiveView.Plug, live_action, options)
    end
  end

  @doc "Defines routes between whose LiveViews a client navigates without reloading the page. Options: `:session`, `:on_mount`, `:layout`, `:root_layout`."
  defmacro live_session(name, opts \\ [], do: block) do
    opts = Macro.prewalk(opts, &Plug.Builder.expand(&1, __CALLER__, {:mount, 3}))

    quote do
      unquote(__MODULE__).__live_session__(__MODULE__, unquote(opts), unquote(name))
      unquote(block)
      Module.delete_attribute(__MODULE__, :phoenix_live_session_current)
    end
  end

  @doc false
  def __live_session__(module, opts, name) do
    Module.register_attribute(module, :phoenix_live_sessions, accumulate: true)
    unless is_atom(name), do: raise(ArgumentError, "expected live_session name to be an atom, got: #{inspect(name)}")

    if nested = Module.get_attribute(module, :phoenix_live_session_current) do
      raise ArgumentError, "attempting to define live_session #{inspect(name)} inside #{inspect(nested.name)}.\nlive_session definitions cannot be nested.\n"
    end

    if name in Module.get_attribute(module, :phoenix_live_sessions) do
      raise ArgumentError, "attempting to redefine live_session #{inspect(name)}.\nlive_session routes must be declared in a single named block.\n"
    end

    current = %{name: name, extra: extra(opts, name, module), vsn: vsn(opts)}
    Module.put_attribute(module, :phoenix_live_session_current, current)
    Module.put_attribute(module, :phoenix_live_sessions, name)
  end

  defp vsn(opts), do: :erlang.phash2(opts)

  defp extra(opts, name, module) do
    Enum.reduce(opts, %{}, fn
      {:session, session}, acc when is_map(session) -> Map.put(acc, :session, session)
      {:session, {m, f, args}}, acc when is_atom(m) and is_atom(f) and is_list(args) -> Map.put(acc, :session, {m, f, args})
      {:root_layout, layout}, acc -> Map.put(acc, :root_layout, layout)
      {:layout, layout}, acc -> Map.put(acc, :layout, layout)
      {:on_mount, hooks}, acc -> Map.put(acc, :on_mount, hooks |> List.wrap() |> Enum.map(&Phoenix.LiveView.Lifecycle.on_mount/1))
      {key, _}, _acc -> raise ArgumentError, "unknown live_session option \"#{key}\" for #{inspect(name)} in #{inspect(module)}\n\nSupported options include: :session, :root_layout, :layout, and :on_mount.\n"
    end)
  end

  @cookie "__phoenix_flash__"

  @doc "Reads the flash messages, also those that the client of a LiveView keeps in a cookie."
  def fetch_live_flash(%Plug.Conn{} = conn, _opts \\ []) do
    conn = conn |> Phoenix.Controller.fetch_flash([]) |> Plug.Conn.fetch_cookies()

    case conn.cookies[@cookie] do
      nil ->
        conn

      token ->
        endpoint = Phoenix.Controller.endpoint_module(conn)
        flash = Map.merge(conn.assigns.flash, Phoenix.LiveView.Utils.verify_flash(endpoint, token))
        conn |> Plug.Conn.assign(:flash, flash) |> Plug.Conn.delete_resp_cookie(@cookie, http_only: false)
    end
  end

  @doc false
  def __live__(router, live_view, action, opts) when is_list(action) and is_list(opts), do: __live__(router, live_view, nil, Keyword.merge(action, opts))

  def __live__(router, live_view, action, opts) when is_atom(action) and is_list(opts) do
    live_session = Module.get_attribute(router, :phoenix_live_session_current) || %{name: :default, extra: %{}, vsn: 0}
    live_view = Phoenix.Router.Scope.expand_alias(router, live_view)
    {private, opts} = Keyword.pop(opts, :private, %{})
    {metadata, opts} = Keyword.pop(opts, :metadata, %{})
    {as, opts} = Keyword.pop(opts, :as, :live)
    view_opts = Keyword.put(opts, :router, router)

    {action,
     [
       as: as,
       alias: false,
       private: Map.merge(private, %{phoenix_live_view: {live_view, view_opts, live_session}}),
       metadata: Map.merge(metadata, %{phoenix_live_view: {live_view, action, view_opts, live_session}})
     ]}
  end
end

defmodule Phoenix.LiveView.Plug do
  @moduledoc false
  # This is the plug for `live` in a router.

  @behaviour Plug

  @impl true
  def init(action), do: action

  @impl true
  def call(%{private: %{phoenix_live_view: {view, opts, live_session}}} = conn, action) do
    conn
    |> Phoenix.Controller.put_layout(false)
    |> root_layout(live_session)
    |> Phoenix.LiveView.Controller.live_render(view, [action: action, live_session: live_session, action_params: true] ++ opts)
  end

  defp root_layout(conn, %{extra: %{root_layout: layout}}), do: Phoenix.Controller.put_root_layout(conn, layout)
  defp root_layout(conn, _live_session), do: conn
end

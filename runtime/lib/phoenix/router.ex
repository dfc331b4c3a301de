defmodule Phoenix.Router do
  @moduledoc """
  Maps requests to controllers:

      defmodule MyAppWeb.Router do
        use Phoenix.Router

        pipeline :browser do
          plug :accepts, ["html"]
          plug :fetch_session
        end

        scope "/", MyAppWeb do
          pipe_through :browser

          get "/", PageController, :home
          resources "/users", UserController, only: [:index, :show]
        end
      end
  """

  defmodule NoRouteError do
    @moduledoc "No route matches the request."
    defexception plug_status: 404, message: "no route found", conn: nil, router: nil

    def exception(opts) do
      error = %NoRouteError{router: Keyword.fetch!(opts, :router), conn: Keyword.fetch!(opts, :conn)}
      %{error | message: "no route found for #{asked(error.conn)} (#{inspect(error.router)})"}
    end

    defp asked(conn), do: "#{conn.method} /#{Enum.join(conn.path_info, "/")}"
  end

  defmodule MalformedURIError do
    @moduledoc "The path of the request cannot be decoded."
    defexception [:message, plug_status: 400]
  end

  alias Phoenix.Router.{Route, Scope}

  @methods [:get, :post, :put, :patch, :delete, :options, :connect, :trace, :head]

  @doc false
  defmacro __using__(opts) do
    quote do
      Module.register_attribute(__MODULE__, :phoenix_routes, accumulate: true)
      Module.register_attribute(__MODULE__, :phoenix_pipelines, accumulate: true)
      @phoenix_router_opts unquote(opts)
      @phoenix_pipeline nil
      Scope.init(__MODULE__)

      import Phoenix.Router
      import Plug.Conn
      import Phoenix.Controller

      @behaviour Plug

      @doc false
      def init(opts), do: opts

      @doc false
      def call(conn, _opts) do
        conn = Phoenix.Router.__prepare__(conn, __MODULE__)
        decoded = Phoenix.Router.__decode__(conn.path_info)

        case __match_route__(decoded, conn.method, conn.host) do
          {route, params} -> Phoenix.Router.__call__(conn, __MODULE__, __route__(route), params, &__pipe_through__(route, &1))
          :error -> raise NoRouteError, conn: conn, router: __MODULE__
        end
      end

      defoverridable init: 1, call: 2
      @before_compile Phoenix.Router
    end
  end

  # Dispatch of a request

  @doc false
  def __prepare__(conn, router) do
    %{conn | private: Map.merge(conn.private, %{:phoenix_router => router, router => conn.script_name})}
  end

  @doc false
  def __decode__(segments) do
    Enum.map(segments, &URI.decode/1)
  rescue
    ArgumentError -> raise MalformedURIError, "malformed URI path: #{inspect("/" <> Enum.join(segments, "/"))}"
  end

  # A test can stop after the pipelines (`Phoenix.ConnTest.bypass_through/3`).
  @doc false
  def __call__(%{private: %{phoenix_bypass: {router, pipes}}} = conn, router, _route, path_params, pipeline) do
    conn = with_params(conn, path_params)
    if pipes == :current, do: pipeline.(conn), else: Enum.reduce(pipes, conn, &apply(router, &1, [&2, []]))
  end

  def __call__(%{private: %{phoenix_bypass: :all}} = conn, _router, _route, path_params, _pipeline), do: with_params(conn, path_params)

  def __call__(conn, router, route, path_params, pipeline) do
    conn = with_params(conn, path_params)
    conn = %{conn | private: Map.merge(conn.private, route.private), assigns: Map.merge(conn.assigns, route.assigns)}
    metadata = %{route: route.path, plug: route.plug, plug_opts: route.plug_opts, path_params: path_params, pipe_through: route.pipe_through, log: route.metadata[:log], router: router}
    start = System.monotonic_time()
    :telemetry.execute([:phoenix, :router_dispatch, :start], %{system_time: System.system_time()}, Map.put(%{metadata | log: Map.get(route.metadata, :log, :debug)}, :conn, conn))

    case pipeline.(conn) do
      %Plug.Conn{halted: true} = halted ->
        stopped(start, metadata, halted)

      %Plug.Conn{} = piped ->
        try do
          stopped(start, metadata, Route.call(route, piped))
        rescue
          error in Plug.Conn.WrapperError ->
            failed(start, metadata, error.conn, error.kind, error.reason, error.stack)
            Plug.Conn.WrapperError.reraise(error)
        catch
          :error, reason ->
            failed(start, metadata, piped, :error, reason, __STACKTRACE__)
            Plug.Conn.WrapperError.reraise(piped, :error, reason, __STACKTRACE__)
        end
    end
  end

  defp with_params(%{params: %Plug.Conn.Unfetched{}} = conn, none) when none == %{}, do: %{conn | params: none}
  defp with_params(conn, none) when none == %{}, do: conn

  defp with_params(conn, path_params) do
    params =
      case conn.params do
        %Plug.Conn.Unfetched{} -> path_params
        params -> Map.merge(params, path_params)
      end

    %{conn | params: params, path_params: Map.merge(conn.path_params, path_params)}
  end

  defp stopped(start, metadata, conn) do
    :telemetry.execute([:phoenix, :router_dispatch, :stop], %{duration: System.monotonic_time() - start}, Map.put(metadata, :conn, conn))
    conn
  end

  defp failed(start, metadata, conn, kind, reason, stack) do
    metadata = Map.merge(metadata, %{conn: conn, kind: kind, reason: reason, stacktrace: stack})
    :telemetry.execute([:phoenix, :router_dispatch, :exception], %{duration: System.monotonic_time() - start}, metadata)
  end

  # Functions generated from the routes

  @doc false
  defmacro __before_compile__(env) do
    routes = env.module |> Module.get_attribute(:phoenix_routes) |> Enum.reverse() |> Enum.with_index()
    pipelines = Module.get_attribute(env.module, :phoenix_pipelines) || []

    quote do
      unquote_splicing(for pipeline <- Enum.reverse(pipelines), do: pipeline_function(env, pipeline))
      unquote_splicing(for {route, index} <- routes, host <- hosts(route), do: match_clause(route, host, index))
      @doc false
      def __match_route__(_path, _verb, _host), do: :error
      unquote_splicing(for {route, index} <- routes, do: route_clause(route, index))
      @doc false
      def __routes__(), do: unquote(Macro.escape(for {route, _} <- routes, do: route))
      unquote_splicing(for {pipes, indexes} <- by_pipes(routes), do: pipe_clause(pipes, indexes))
      unquote(if routes == [], do: quote(do: def(__route__(_), do: nil)))
      unquote(if routes == [], do: quote(do: defp(__pipe_through__(_, conn), do: conn)))
    end
  end

  defp pipeline_function(env, {name, plugs}) do
    {conn, body} = Plug.Builder.compile(env, plugs, init_mode: Phoenix.plug_init_mode())

    quote do
      @doc false
      def unquote(name)(unquote(conn), _opts) do
        unquote(body)
      end
    end
  end

  defp hosts(%{hosts: []}), do: [nil]
  defp hosts(%{hosts: hosts}), do: hosts

  defp match_clause(route, host, index) do
    {path, names} = Route.pattern(route)
    params = for name <- names, do: {Atom.to_string(name), Macro.var(name, __MODULE__)}

    quote do
      def __match_route__(unquote(path), unquote(verb(route.verb)), unquote(Plug.Router.Path.host(host))) do
        {unquote(index), unquote({:%{}, [], params})}
      end
    end
  end

  defp verb(:*), do: quote(do: _verb)
  defp verb(verb), do: verb |> Atom.to_string() |> String.upcase()

  defp route_clause(route, index) do
    quote do
      @doc false
      def __route__(unquote(index)), do: unquote(Macro.escape(route))
    end
  end

  defp by_pipes(routes), do: Enum.group_by(routes, fn {route, _} -> route.pipe_through end, fn {_, index} -> index end)

  defp pipe_clause(pipes, indexes) do
    conn = Macro.var(:conn, __MODULE__)

    body =
      Enum.reduce(Enum.reverse(pipes), conn, fn pipe, rest ->
        quote do
          case unquote(pipe_call(pipe, conn)) do
            %Plug.Conn{halted: true} = conn -> conn
            %Plug.Conn{} = unquote(conn) -> unquote(rest)
          end
        end
      end)

    quote do
      defp __pipe_through__(index, unquote(conn)) when index in unquote(indexes), do: unquote(body)
    end
  end

  defp pipe_call(pipe, conn) do
    if match?("Elixir." <> _, Atom.to_string(pipe)) do
      quote(do: unquote(pipe).call(unquote(conn), unquote(pipe).init([])))
    else
      quote(do: unquote(pipe)(unquote(conn), []))
    end
  end

  # Macros

  @doc "Defines a named list of plugs."
  defmacro pipeline(name, do: block) when is_atom(name) do
    quote do
      @phoenix_pipeline []
      unquote(block)
      @phoenix_pipelines {unquote(name), @phoenix_pipeline}
      @phoenix_pipeline nil
    end
  end

  @doc "Adds a plug to the pipeline."
  defmacro plug(plug, opts \\ []) do
    {plug, opts, guards} = Plug.Builder.split_guards(plug, opts)
    plug = Macro.expand(plug, %{__CALLER__ | function: {:init, 1}})

    quote do
      @phoenix_pipeline || raise "cannot define plug at the router level, plug must be defined inside a pipeline"
      @phoenix_pipeline [{unquote(plug), unquote(opts), unquote(Macro.escape(guards))} | @phoenix_pipeline]
    end
  end

  @doc "Sends the following routes of this scope through pipelines or plugs."
  defmacro pipe_through(pipes) do
    pipes = expand(pipes, __CALLER__)
    quote do: Scope.pipe_through(__MODULE__, unquote(pipes))
  end

  defp expand(quoted, env) do
    Macro.prewalk(quoted, fn
      {:__aliases__, _, _} = alias -> Macro.expand(alias, %{env | function: {:init, 1}})
      other -> other
    end)
  end

  for method <- @methods do
    @doc "Defines a route for #{method |> Atom.to_string() |> String.upcase()} requests."
    defmacro unquote(method)(path, plug, plug_opts, options \\ []), do: add(__CALLER__, :match, unquote(method), path, plug, plug_opts, options)
  end

  @doc "Defines a route for requests of a method, or of any method (`:*`)."
  defmacro match(verb, path, plug, plug_opts, options \\ []), do: add(__CALLER__, :match, verb, path, plug, plug_opts, options)

  @doc "Forwards all requests below a path to another plug."
  defmacro forward(path, plug, plug_opts \\ [], options \\ []), do: add(__CALLER__, :forward, :*, path, plug, plug_opts, options)

  defp add(env, kind, verb, path, plug, plug_opts, options) do
    quote do
      Scope.route(unquote(env.line), __MODULE__, unquote(kind), unquote(verb), unquote(path), unquote(expand(plug, env)), unquote(expand(plug_opts, env)), unquote(options))
    end
  end

  @doc "Defines the usual routes of a resource: list, show, create, update and delete."
  defmacro resources(path, controller, opts, do: nested), do: add_resources(__CALLER__, path, controller, opts, nested)

  @doc "Defines the routes of a resource, like `resources/4`."
  defmacro resources(path, controller, do: nested), do: add_resources(__CALLER__, path, controller, [], nested)
  defmacro resources(path, controller, opts), do: add_resources(__CALLER__, path, controller, opts, nil)

  @doc "Defines the routes of a resource, like `resources/4`."
  defmacro resources(path, controller), do: add_resources(__CALLER__, path, controller, [], nil)

  defp add_resources(env, path, controller, opts, nested) do
    quote do
      resource = Phoenix.Router.Resource.build(unquote(path), unquote(expand(controller, env)), unquote(opts))
      Phoenix.Router.Resource.routes(unquote(env.line), __MODULE__, resource)

      unquote(
        if nested do
          quote do
            Scope.push(__MODULE__, Phoenix.Router.Resource.member(resource))
            unquote(nested)
            Scope.pop(__MODULE__)
          end
        end
      )
    end
  end

  @doc "Defines routes that share options: `:path`, `:alias`, `:as`, `:host`, `:private`, `:assigns`, `:log`."
  defmacro scope(options, do: context) do
    options = if is_list(options), do: options, else: [path: options]
    in_scope(expand(options, __CALLER__), context)
  end

  @doc "Defines routes below a path."
  defmacro scope(path, options, do: context) do
    options =
      case expand(options, __CALLER__) do
        alias when is_atom(alias) -> [path: path, alias: alias]
        options when is_list(options) -> [path: path] ++ options
        options -> quote(do: Phoenix.Router.__options__(unquote(path), unquote(options)))
      end

    in_scope(options, context)
  end

  @doc "Defines routes below a path, with controllers below a module."
  defmacro scope(path, alias, options, do: context) do
    in_scope(quote(do: [path: unquote(path), alias: unquote(expand(alias, __CALLER__))] ++ unquote(expand(options, __CALLER__))), context)
  end

  @doc false
  def __options__(path, alias) when is_atom(alias), do: [path: path, alias: alias]
  def __options__(path, options), do: [path: path] ++ options

  defp in_scope(options, context) do
    quote do
      Scope.push(__MODULE__, unquote(options))
      unquote(context)
      Scope.pop(__MODULE__)
    end
  end

  @doc "Returns the name of a module below the alias of the scope."
  defmacro scoped_alias(alias), do: quote(do: Scope.expand_alias(__MODULE__, unquote(alias)))

  # Queries

  @doc "Returns the routes of a router."
  def routes(router) do
    for route <- router.__routes__() do
      Map.take(route, [:verb, :path, :plug, :plug_opts, :helper, :metadata])
    end
  end

  @doc "Returns the route of a request, or `:error`."
  def route_info(router, method, path, host) do
    segments = if is_binary(path), do: for(part <- String.split(path, "/"), part != "", do: part), else: path

    case router.__match_route__(__decode__(segments), method, host) do
      {index, params} ->
        route = router.__route__(index)

        Map.merge(route.metadata, %{
          log: Map.get(route.metadata, :log, :debug), path_params: params, pipe_through: route.pipe_through,
          plug: route.plug, plug_opts: route.plug_opts, route: route.path
        })

      :error ->
        :error
    end
  end
end

defmodule Plug.Builder do
  @moduledoc """
  Builds a plug from other plugs:

      defmodule MyApp do
        use Plug.Builder

        plug Plug.Logger
        plug :hello, upper: true

        def hello(conn, _opts), do: Plug.Conn.send_resp(conn, 200, "hello")
      end
  """

  @doc false
  defmacro __using__(opts) do
    quote do
      @behaviour Plug
      @plug_builder_opts unquote(opts)

      @doc false
      def init(opts), do: opts

      @doc false
      def call(conn, opts), do: plug_builder_call(conn, opts)

      defoverridable Plug

      import Plug.Conn
      import Plug.Builder, only: [plug: 1, plug: 2, builder_opts: 0]

      Module.register_attribute(__MODULE__, :plugs, accumulate: true)
      @before_compile Plug.Builder
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    plugs = Module.get_attribute(env.module, :plugs)
    opts = Module.get_attribute(env.module, :plug_builder_opts) || []
    {conn, body} = compile(env, plugs, opts)

    quote do
      defp plug_builder_call(unquote(conn), opts) do
        _ = opts
        unquote(body)
      end
    end
  end

  @doc "Adds a plug: a module or the name of a function, and its options."
  defmacro plug(plug, opts \\ []) do
    {plug, opts, guards} = split_guards(plug, opts)
    opts = if match?({:builder_opts, _, args} when args in [[], nil], opts), do: Macro.escape(quote(do: builder_opts())), else: opts

    quote do
      @plugs {unquote(expand(plug, __CALLER__)), unquote(opts), unquote(Macro.escape(guards))}
    end
  end

  @doc false
  def split_guards({:when, _, [plug, guards]}, opts), do: {plug, opts, guards}
  def split_guards(plug, {:when, _, [opts, guards]}), do: {plug, opts, guards}
  def split_guards(plug, opts), do: {plug, opts, true}

  # Expanding an alias as if inside a function avoids a compile-time dependency.
  @doc false
  def expand(code, env, function \\ {:init, 1}) do
    if match?({:__aliases__, _, _}, code), do: Macro.expand(code, Map.put(env, :function, function)), else: code
  end

  @doc "Returns the options with which the plug was initialised."
  defmacro builder_opts(), do: quote(do: builder_opts())

  @doc false
  def compile(_env, plugs, builder_opts) do
    conn = quote(do: conn)
    mode = Keyword.get(builder_opts, :init_mode, :compile)

    body =
      Enum.reduce(plugs, conn, fn {plug, opts, guards}, acc ->
        call = plug |> call(opts, mode) |> guarded(conn, guards)

        quote do
          case unquote(call) do
            %Plug.Conn{halted: true} = conn -> conn
            %Plug.Conn{} = conn -> unquote(acc)
            other -> Plug.Builder.__bad_return__(unquote(plug), other)
          end
        end
      end)

    {conn, body}
  end

  @doc false
  def __bad_return__(plug, other) do
    raise "expected #{inspect(plug)} to return a Plug.Conn, all plugs must receive a connection (conn) and return a connection, got: #{inspect(other)}"
  end

  # The init/1 of these plugs is a pure function of the options, so it is called once in any mode.
  # Other parsers may have side effects.
  @constant [Plug.Head, Plug.MethodOverride, Plug.RequestId, Plug.Session, Plug.Static, Plug.Telemetry]
  @parsers [:urlencoded, :multipart, :json]

  defp constant?(Plug.Parsers, opts), do: Keyword.keyword?(opts) and is_list(opts[:parsers]) and opts[:parsers] -- @parsers == []
  defp constant?(plug, _opts), do: plug in @constant

  defp call(plug, opts, mode) do
    conn = quote(do: conn)
    mode = if mode == :runtime and constant?(plug, opts), do: :compile, else: mode

    cond do
      match?({:builder_opts, _, _}, opts) and module?(plug) -> quote(do: unquote(plug).call(unquote(conn), unquote(plug).init(opts)))
      match?({:builder_opts, _, _}, opts) -> quote(do: unquote(plug)(unquote(conn), opts))
      not module?(plug) -> quote(do: unquote(plug)(unquote(conn), unquote(Macro.escape(opts))))
      mode == :runtime -> quote(do: unquote(plug).call(unquote(conn), unquote(plug).init(unquote(Macro.escape(opts)))))
      true -> quote(do: unquote(plug).call(unquote(conn), Plug.Builder.__init__(unquote(plug), unquote(Macro.escape(opts)))))
    end
  end

  # The result of init/1 is cached for each plug and options, as if it were computed at compile
  # time.
  @doc false
  def __init__(plug, opts) do
    key = {__MODULE__, plug, opts}

    case :persistent_term.get(key, nil) do
      {:ok, value} ->
        value

      nil ->
        value = plug.init(opts)
        :persistent_term.put(key, {:ok, value})
        value
    end
  end

  defp guarded(call, _conn, true), do: call

  defp guarded(call, conn, guards) do
    quote do
      case true do
        true when unquote(guards) -> unquote(call)
        true -> unquote(conn)
      end
    end
  end

  defp module?(plug), do: is_atom(plug) and match?("Elixir." <> _, Atom.to_string(plug))
end

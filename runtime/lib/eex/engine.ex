defmodule EEx.Engine do
  @moduledoc """
  What puts a template together: `handle_text` and `handle_expr` are told its parts in order, `handle_begin` and
  `handle_end` frame the body of a block, `handle_body` gives the whole. `use EEx.Engine` gives the usual ones.
  """

  @type state :: term

  @callback init(opts :: keyword) :: state
  @callback handle_body(state) :: Macro.t()
  @callback handle_text(state, meta :: keyword, text :: String.t()) :: state
  @callback handle_expr(state, marker :: String.t(), expr :: Macro.t()) :: state
  @callback handle_begin(state) :: state
  @callback handle_end(state) :: Macro.t()

  @doc false
  defmacro __using__(_) do
    quote do
      @behaviour EEx.Engine

      def init(opts), do: EEx.Engine.init(opts)
      def handle_body(state), do: EEx.Engine.handle_body(state)
      def handle_begin(state), do: EEx.Engine.handle_begin(state)
      def handle_end(state), do: EEx.Engine.handle_end(state)
      def handle_text(state, meta, text), do: EEx.Engine.handle_text(state, meta, text)
      def handle_expr(state, marker, expr), do: EEx.Engine.handle_expr(state, marker, expr)

      defoverridable EEx.Engine
    end
  end

  @doc "Makes `@name` in an expression the assign of that name."
  def handle_assign({:@, meta, [{name, _, atom}]}) when is_atom(name) and is_atom(atom) do
    line = meta[:line] || 0
    quote(line: line, do: EEx.Engine.fetch_assign!(var!(assigns), unquote(name)))
  end

  def handle_assign(arg), do: arg

  @doc false
  def fetch_assign!(assigns, key) do
    case Access.fetch(assigns, key) do
      {:ok, value} ->
        value

      :error ->
        keys = Enum.map(assigns, &elem(&1, 0))

        IO.warn("assign @#{key} not available in EEx template. Please ensure all assigns are given as options. Available assigns: #{inspect(keys)}")
        nil
    end
  end

  @doc false
  def init(_opts), do: %{binary: [], dynamic: [], vars_count: 0}

  @doc false
  def handle_begin(state), do: %{state | binary: [], dynamic: []}

  @doc false
  def handle_end(quoted), do: handle_body(quoted)

  @doc false
  def handle_body(%{binary: binary, dynamic: dynamic}) do
    binary = {:<<>>, [], Enum.reverse(binary)}
    {:__block__, [], Enum.reverse([binary | dynamic])}
  end

  @doc false
  def handle_text(state, _meta, text), do: %{state | binary: [text | state.binary]}

  @doc false
  def handle_expr(state, "=", ast) do
    var = Macro.var(:"arg#{state.vars_count}", __MODULE__)
    ast = quote(do: unquote(var) = String.Chars.to_string(unquote(ast)))
    segment = quote(do: unquote(var) :: binary)
    %{state | dynamic: [ast | state.dynamic], binary: [segment | state.binary], vars_count: state.vars_count + 1}
  end

  def handle_expr(state, "", ast), do: %{state | dynamic: [ast | state.dynamic]}

  def handle_expr(_state, marker, _ast) when marker in ["/", "|"] do
    raise EEx.SyntaxError,
      message: "unsupported EEx syntax <%#{marker} %> (the syntax is valid but not supported by the current EEx engine)"
  end
end

defmodule EEx.SmartEngine do
  @moduledoc "The usual engine: `@name` in a template is the assign `name`."

  @behaviour EEx.Engine

  @impl true
  defdelegate init(opts), to: EEx.Engine
  @impl true
  defdelegate handle_body(state), to: EEx.Engine
  @impl true
  defdelegate handle_begin(state), to: EEx.Engine
  @impl true
  defdelegate handle_end(state), to: EEx.Engine
  @impl true
  defdelegate handle_text(state, meta, text), to: EEx.Engine

  @impl true
  def handle_expr(state, marker, expr) do
    EEx.Engine.handle_expr(state, marker, Macro.prewalk(expr, &EEx.Engine.handle_assign/1))
  end
end

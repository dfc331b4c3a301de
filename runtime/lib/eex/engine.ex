defmodule EEx.Engine do
  @moduledoc """
  The behaviour of engines, which assemble a template: `handle_text` and `handle_expr` receive its parts in order,
  `handle_begin` and `handle_end` enclose the body of a block, and `handle_body` returns the whole. `use EEx.Engine`
  defines the default functions.
  """

  @type state :: term

  @callback init(opts :: keyword) :: state
  @callback handle_body(state) :: Macro.t()
  @callback handle_text(state, meta :: keyword, text :: String.t()) :: state
  @callback handle_expr(state, marker :: String.t(), expr :: Macro.t()) :: state
  @callback handle_begin(state) :: state
  @callback handle_end(state) :: Macro.t()

  # These are the callbacks of an engine with the names of their arguments.
  @callbacks [
    init: [:opts],
    handle_body: [:state],
    handle_begin: [:state],
    handle_end: [:state],
    handle_text: [:state, :meta, :text],
    handle_expr: [:state, :marker, :expr]
  ]

  @doc false
  defmacro __using__(_) do
    usual =
      for {name, names} <- @callbacks do
        args = Enum.map(names, &Macro.var(&1, __MODULE__))
        quote(do: def(unquote(name)(unquote_splicing(args)), do: EEx.Engine.unquote(name)(unquote_splicing(args))))
      end

    quote do
      @behaviour EEx.Engine
      unquote_splicing(usual)
      defoverridable EEx.Engine
    end
  end

  @doc "Converts `@name` in an expression to an access of the assign."
  def handle_assign({:@, meta, [{name, _, atom}]}) when is_atom(name) and is_atom(atom) do
    line = meta[:line] || 0
    quote(line: line, do: EEx.Engine.fetch_assign!(var!(assigns), unquote(name)))
  end

  def handle_assign(arg), do: arg

  @doc false
  def fetch_assign!(assigns, key) do
    with :error <- Access.fetch(assigns, key) do
      given = for {name, _value} <- assigns, do: name

      IO.warn("assign @#{key} not available in EEx template. Please ensure all assigns are given as options. Available assigns: #{inspect(given)}")
      nil
    else
      {:ok, value} -> value
    end
  end

  # The state holds the parts of the text (`binary`) and the expressions (`dynamic`), newest
  # first.
  @doc false
  def init(_opts), do: %{binary: [], dynamic: [], vars_count: 0}

  @doc false
  def handle_begin(state), do: %{state | binary: [], dynamic: []}

  @doc false
  def handle_end(state), do: handle_body(state)

  @doc false
  def handle_body(state) do
    {:__block__, [], Enum.reverse(state.dynamic, [{:<<>>, [], Enum.reverse(state.binary)}])}
  end

  @doc false
  def handle_text(state, _meta, text), do: part(state, text)

  @doc false
  def handle_expr(state, "", ast), do: run(state, ast)

  def handle_expr(%{vars_count: count} = state, "=", ast) do
    value = Macro.var(:"arg#{count}", __MODULE__)

    %{state | vars_count: count + 1}
    |> run(quote(do: unquote(value) = String.Chars.to_string(unquote(ast))))
    |> part(quote(do: unquote(value) :: binary))
  end

  def handle_expr(_state, marker, _ast) when marker in ["/", "|"] do
    raise EEx.SyntaxError,
      message: "unsupported EEx syntax <%#{marker} %> (the syntax is valid but not supported by the current EEx engine)"
  end

  defp run(state, ast), do: %{state | dynamic: [ast | state.dynamic]}
  defp part(state, segment), do: %{state | binary: [segment | state.binary]}
end

defmodule EEx.SmartEngine do
  @moduledoc "The default engine: `@name` in a template is the assign `name`."

  @behaviour EEx.Engine

  @impl true
  def handle_text(state, meta, text), do: EEx.Engine.handle_text(state, meta, text)

  @impl true
  def handle_expr(state, marker, expr) do
    EEx.Engine.handle_expr(state, marker, Macro.prewalk(expr, &EEx.Engine.handle_assign/1))
  end

  @impl true
  def handle_begin(state), do: EEx.Engine.handle_begin(state)

  @impl true
  def handle_end(state), do: EEx.Engine.handle_end(state)

  @impl true
  def handle_body(state), do: EEx.Engine.handle_body(state)

  @impl true
  def init(opts), do: EEx.Engine.init(opts)
end

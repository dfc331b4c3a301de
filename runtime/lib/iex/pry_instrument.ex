defmodule IEx.Pry.Instrument do
  @moduledoc false
  # Inserts breakpoints into a module's source.

  @doc "Returns `:ok` if a module has a function, public or private, and otherwise an error."
  def known(module, function, arity) do
    known? = function_exported?(module, function, arity) or macro_exported?(module, function, arity) or private?(module, function, arity)
    if known?, do: :ok, else: {:error, :unknown_function_arity}
  end

  defp private?(module, function, arity) do
    with {file, text} <- IEx.Compile.source_text(module),
         {:ok, quoted} <- Code.string_to_quoted(text, file: file) do
      {_, found} = Macro.prewalk(quoted, false, fn node, found -> {node, found or match?({^function, ^arity}, head(node))} end)
      found
    else
      _ -> false
    end
  end

  def compile(module, {file, text}, breaks) do
    quoted = Code.string_to_quoted!(text, file: file)
    quiet(fn -> quoted |> within([], module, breaks) |> Code.eval_quoted([], file: file) end)
    :ok
  end

  # The compiler has already printed the module's warnings. The condition of a breakpoint can add an
  # error.
  defp quiet(fun) do
    {:ok, io} = StringIO.open("")
    conflicts = Code.get_compiler_option(:ignore_module_conflict)
    Code.put_compiler_option(:ignore_module_conflict, true)
    error = Process.whereis(:standard_error)
    Process.unregister(:standard_error)
    Process.register(io, :standard_error)

    try do
      fun.()
    rescue
      exception ->
        {_, text} = StringIO.contents(io)
        IO.write(error, text)
        reraise exception, __STACKTRACE__
    after
      Process.unregister(:standard_error)
      Process.register(error, :standard_error)
      Code.put_compiler_option(:ignore_module_conflict, conflicts)
    end
  end

  # Finds the definition of the module, also inside other modules.
  defp within({:defmodule, meta, [name, [{:do, body}]]}, outer, module, breaks) do
    names = outer ++ parts(name)
    body = if names != [] and Module.concat(names) == module, do: body(body, breaks), else: within(body, names, module, breaks)
    {:defmodule, meta, [name, [{:do, body}]]}
  end

  defp within({:__block__, meta, list}, outer, module, breaks), do: {:__block__, meta, Enum.map(list, &within(&1, outer, module, breaks))}
  defp within(other, _outer, _module, _breaks), do: other

  defp parts({:__aliases__, _, parts}), do: if(Enum.all?(parts, &is_atom/1), do: parts, else: [])
  defp parts(name) when is_atom(name), do: [name]
  defp parts(_), do: []

  defp body({:__block__, meta, list}, breaks), do: {:__block__, meta, list |> Enum.flat_map(&defaults(&1, breaks)) |> Enum.map(&definition(&1, breaks))}
  defp body(one, breaks), do: body({:__block__, [], [one]}, breaks)

  # A breakpoint can be on a function that exists only because of default arguments. Replaces the
  # defaults with explicit functions, so that one of them can have the breakpoint.
  defp defaults({kind, meta, [head | rest]} = node, breaks) when kind in [:def, :defp] do
    with {name, call_meta, args} when is_list(args) <- call(head),
         optional when optional > 0 <- Enum.count(args, &match?({:\\, _, _}, &1)),
         full = length(args),
         true <- Enum.any?(breaks, fn {_, function, arity, _} -> function == name and arity in (full - optional)..(full - 1) end) do
      plain = {name, call_meta, for(arg <- args, do: without_default(arg))}
      written = for given <- 0..(optional - 1), do: by_default(kind, meta, name, call_meta, args, given)
      if rest == [], do: written, else: written ++ [{kind, meta, [with_call(head, plain) | rest]}]
    else
      _ -> [node]
    end
  end

  defp defaults(node, _breaks), do: [node]

  defp call({:when, _, [call, _]}), do: call(call)
  defp call(call), do: call

  defp with_call({:when, meta, [_, guard]}, call), do: {:when, meta, [call, guard]}
  defp with_call(_, call), do: call

  defp without_default({:\\, _, [arg, _]}), do: arg
  defp without_default(arg), do: arg

  # Returns the function that takes the given number of optional arguments and passes defaults for
  # the others.
  defp by_default(kind, meta, name, call_meta, args, given) do
    {pairs, _} =
      Enum.map_reduce(Enum.with_index(args), given, fn
        {{:\\, _, [_, default]}, _}, 0 -> {{nil, default}, 0}
        {{:\\, _, _}, n}, left -> {argument(n), left - 1}
        {_, n}, left -> {argument(n), left}
      end)

    params = for {param, _} <- pairs, param != nil, do: param
    {kind, meta, [{name, call_meta, params}, [do: {name, call_meta, for({_, value} <- pairs, do: value)}]]}
  end

  defp argument(n), do: Macro.var(:"given#{n}", __MODULE__) |> then(&{&1, &1})

  defp definition({kind, meta, [head, [{:do, body} | rest]]} = node, breaks) do
    with {name, arity} <- head(node),
         {id, _, _, condition} <- Enum.find(breaks, &match?({_, ^name, ^arity, _}, &1)) do
      {head, call} = if condition, do: conditional(head, condition, id, line(body, meta)), else: {head, stop(id, line(body, meta))}
      {kind, meta, [head, [{:do, {:__block__, [], [call, body]}} | rest]]}
    else
      _ -> node
    end
  end

  defp definition(node, _breaks), do: node

  defp head({kind, _, [head | _]}) when kind in [:def, :defp] do
    case head do
      {:when, _, [{name, _, args} | _]} when is_atom(name) -> {name, length(args || [])}
      {name, _, args} when is_atom(name) and (is_list(args) or is_atom(args)) -> {name, if(is_list(args), do: length(args), else: 0)}
      _ -> nil
    end
  end

  defp head(_), do: nil

  # Returns the line of the first expression, or the line of the function if the expression is a
  # literal, which has no line.
  defp line({:__block__, _, [first | _]}, meta), do: line(first, meta)
  defp line({_, own, _}, meta) when is_list(own), do: own[:line] || meta[:line]
  defp line(_, meta), do: meta[:line]

  defp stop(id, line) do
    at(quote(do: IEx.Pry.__hit__(binding(), __ENV__, unquote(id))), line)
  end

  defp at(quoted, line) do
    Macro.prewalk(quoted, fn
      {name, meta, args} when is_list(meta) -> {name, Keyword.put(meta, :line, line), args}
      other -> other
    end)
  end

  # If a breakpoint has patterns, it stops only for matching arguments.
  defp conditional({:when, meta, [call, guard]}, condition, id, line) do
    {call, stop} = conditional(call, condition, id, line)
    {{:when, meta, [call, guard]}, stop}
  end

  defp conditional({name, meta, args}, {patterns, guard}, id, line) do
    vars = for n <- 1..length(args)//1, do: Macro.var(:"arg#{n}", __MODULE__)
    bound = for {arg, var} <- Enum.zip(args, vars), do: bound(arg, var)
    pattern = if guard, do: {:when, [], [{:{}, [], patterns}, guard]}, else: {:{}, [], patterns}
    pattern = Macro.prewalk(pattern, &unused/1)

    stop =
      quote do
        case {unquote_splicing(vars)} do
          unquote(pattern) -> IEx.Pry.__hit__(binding(), __ENV__, unquote(id))
          _ -> :ok
        end
      end

    {{name, meta, bound}, at(stop, line)}
  end

  defp unused({name, meta, context}) when is_atom(name) and is_atom(context), do: {name, [generated: true] ++ meta, __MODULE__}
  defp unused(node), do: node

  defp bound({:\\, meta, [arg, default]}, var), do: {:\\, meta, [{:=, [], [arg, var]}, default]}
  defp bound(arg, var), do: {:=, [], [arg, var]}
end

defmodule Exception.Blame do
  @moduledoc false

  # Determines which parts of a function's clauses match the arguments.

  @doc "Returns the kind and clauses of a function, and whether each argument and guard matches."
  def mfa(module, function, args) do
    case :elixir_def.heads(module, function, length(args)) do
      {kind, clauses} -> {:ok, kind, Enum.map(clauses, &clause(&1, args))}
      nil -> :error
    end
  end

  defp clause({patterns, guards}, args) do
    shown = for {pattern, arg} <- Enum.zip(patterns, args), do: part(matches?([pattern], [arg], true), pattern)
    all? = Enum.all?(shown, & &1.match?)
    {shown, Enum.map(guards, &guard(&1, patterns, args, all?))}
  end

  defp guard({op, meta, [left, right]}, patterns, args, all?) when op in [:and, :or] do
    {op, meta, [guard(left, patterns, args, all?), guard(right, patterns, args, all?)]}
  end

  # A guard is evaluated only if the arguments bind its variables.
  defp guard(node, patterns, args, all?), do: part(all? and matches?(patterns, args, node), node)

  defp variables(quoted) do
    {_, found} =
      Macro.prewalk(quoted, [], fn
        {name, _, context} = var, acc when is_atom(name) and is_atom(context) ->
          if name in [:_, :__MODULE__] or var in acc, do: {var, acc}, else: {var, [var | acc]}

        other, acc ->
          {other, acc}
      end)

    found
  end

  defp part(match?, node), do: %{match?: match?, node: node}

  defp matches?(patterns, args, guard) do
    # Uses the variables to avoid warnings.
    used = {:{}, [], variables([patterns, guard])}

    quoted =
      quote do
        case var!(args) do
          unquote(quiet(patterns)) when unquote(quiet(guard)) -> match?({_, _}, {unquote(quiet(used)), 1})
          _ -> false
        end
      end

    {result, _} = Code.eval_quoted(quoted, [args: args], file: "nofile")
    result
  rescue
    _ -> false
  end

  # Suppresses warnings about underscored variables that a guard uses.
  defp quiet(quoted) do
    Macro.prewalk(quoted, fn
      {name, meta, context} when is_atom(name) and is_atom(context) -> {name, [generated: true] ++ meta, context}
      other -> other
    end)
  end

  @doc "Formats the head of a clause. `fun` formats a part."
  def head(kind, function, args, guards, fun) do
    head = "#{kind} #{Macro.to_string(function_name(function))}(" <> Enum.map_join(args, ", ", fun) <> ")"
    Enum.reduce(guards, head, fn guard, acc -> acc <> " when " <> guard_text(guard, fun) end)
  end

  defp function_name(function), do: {function, [], nil}

  defp guard_text({op, _meta, [left, right]}, fun) do
    "#{operand(left, op, fun)} #{op} #{operand(right, op, fun)}"
  end

  defp guard_text(part, fun), do: fun.(part)

  defp operand({:or, _, _} = guard, :and, fun), do: "(" <> guard_text(guard, fun) <> ")"
  defp operand(guard, _op, fun), do: guard_text(guard, fun)
end

defmodule ExUnit.Diff.Pattern do
  @moduledoc false
  # Compares a quoted pattern with a value. Expanded macros have their call in the metadata key
  # `:original` (`ExUnit.Assertions.Pattern`).

  alias ExUnit.Diff.{Compare, Lists, Strings}

  @names [:__MODULE__, :__DIR__, :__STACKTRACE__, :__ENV__, :__CALLER__]

  def compare({_, [{:original, original} | _], _} = expanded, value, env), do: pattern(original, value, expanded, env)
  def compare(pattern, value, env), do: pattern(pattern, value, nil, env)

  @doc "Returns the value of a key in the pattern of a map."
  def key({:^, _, [{name, _, _}]}, %{context: :match, pins: pins}) when is_map_key(pins, name), do: Map.fetch!(pins, name)
  def key(literal, _env), do: literal

  defp pattern({:_, _, context} = any, value, _expanded, env) when is_atom(context), do: {true, {:code, any}, Compare.shown(value), env}
  defp pattern({:^, _, [{name, _, context}]} = pin, value, _expanded, env) when is_atom(context), do: pin(pin, name, value, env)
  defp pattern({name, _, context} = var, value, _expanded, env) when is_atom(name) and is_atom(context) and name not in @names, do: variable(var, value, env)
  defp pattern({:-, _, [number]}, value, _expanded, env) when is_number(number), do: Compare.values(-number, value, env)
  defp pattern({:+, _, [number]}, value, _expanded, env) when is_number(number), do: Compare.values(number, value, env)
  defp pattern({:++, _, [_, _]} = list, value, _expanded, env) when is_list(value), do: Lists.elements(list, value, env)
  defp pattern({:{}, _, parts}, value, _expanded, env) when is_tuple(value), do: Compare.elements(parts, Tuple.to_list(value), env)
  defp pattern({left, right}, value, _expanded, env) when is_tuple(value), do: Compare.elements([left, right], Tuple.to_list(value), env)
  defp pattern({:%, _, [name, {:%{}, _, pairs}]}, value, _expanded, env) when is_map(value), do: map([{:__struct__, name} | pairs], value, env)
  defp pattern({:%{}, _, pairs}, value, _expanded, env) when is_map(value), do: map(pairs, value, env)
  defp pattern({:<>, _, [start, _]} = text, value, _expanded, env) when is_binary(start) and is_binary(value), do: text(text, value, env)
  defp pattern({:when, _, [pattern, guard]}, value, _expanded, env), do: guarded(pattern, guard, value, env)
  defp pattern({_, _, _} = call, value, {name, meta, args}, env), do: call(call, {name, Keyword.delete(meta, :original), args}, value, env)
  defp pattern(list, value, _expanded, env) when is_list(list) and is_list(value), do: Lists.compare(list, value, env)
  defp pattern(literal, value, _expanded, env) when not is_list(literal) and not is_tuple(literal), do: Compare.values(literal, value, env)
  defp pattern(other, value, _expanded, env), do: apart({:code, other}, value, env)

  defp apart(left, value, env), do: {false, {:mark, left}, {:mark, Compare.shown(value)}, env}

  # A macro is shown as it was called, and compared by its expansion.
  defp call(call, expanded, value, env) do
    {equal?, _, right, env} = compare(expanded, value, env)
    {equal?, marked({:code, call}, not equal?), right, env}
  end

  defp marked(shape, true), do: {:mark, shape}
  defp marked(shape, false), do: shape

  # A pinned value is compared like a value, and shown as the pin.
  defp pin(pin, name, value, env) do
    case env.pins do
      %{^name => pinned} ->
        {equal?, _, right, _} = Compare.values(pinned, value, %{env | context: :===})
        {equal?, marked({:code, pin}, not equal?), right, env}

      _ ->
        apart({:code, pin}, value, env)
    end
  end

  # A variable that occurs twice must match equal values.
  defp variable({name, meta, context} = var, value, env) do
    id = {name, meta[:counter] || context}

    case env.bound do
      %{^id => ^value} -> {true, {:code, var}, Compare.shown(value), env}
      %{^id => _} -> apart({:code, var}, value, env)
      bound -> {true, {:code, var}, Compare.shown(value), %{env | bound: Map.put(bound, id, value)}}
    end
  end

  # A struct of literals is compared like a value, because it may print in a form of its own.
  defp map(pairs, value, env) do
    case struct_module(pairs) do
      nil ->
        Compare.maps(pairs, value, false, env)

      module ->
        case literal_struct(module, pairs) do
          {:ok, struct} when is_struct(value) -> Compare.structs(struct, pairs, value, env)
          _ -> Compare.maps(pairs, value, true, env)
        end
    end
  end

  defp struct_module(pairs) do
    with {_, module} when is_atom(module) and module != nil <- List.keyfind(pairs, :__struct__, 0),
         true <- Code.ensure_loaded?(module) and function_exported?(module, :__info__, 1),
         fields when is_list(fields) <- module.__info__(:struct),
         true <- Enum.all?(pairs, fn {key, _} -> key == :__struct__ or Enum.any?(fields, &(&1.field == key)) end) do
      module
    else
      _ -> nil
    end
  end

  defp literal_struct(module, pairs) do
    with true <- Macro.quoted_literal?(pairs) do
      {pairs, _} = Code.eval_quoted(pairs)
      {:ok, struct!(module, pairs)}
    end
  rescue
    _ -> :error
  end

  # The literal start of the pattern is compared with as many characters of the value.
  defp text(pattern, value, env) do
    {literals, rest} = literals(pattern)
    sizes = Enum.map(literals, &String.length/1)
    {start, remaining} = if rest == nil, do: {value, ""}, else: String.split_at(value, Enum.sum(sizes))
    {same?, {:text, _, lefts}, {:text, quote, rights}, env} = Strings.compare(Enum.join(literals), start, ~s("), env)

    if rest == nil do
      {last, sizes} = List.pop_at(sizes, -1)
      {same?, written(lefts, sizes, fn parts -> {:text, quote, elem(Strings.split(parts, last), 0)} end), {:text, quote, rights}, env}
    else
      {rest_same?, rest_left, rest_right, env} = compare(rest, remaining, env)
      {same? and rest_same?, written(lefts, sizes, fn _ -> rest_left end), {:text, quote, rights ++ added(rest_right)}, env}
    end
  end

  defp literals({:<>, _, [literal, rest]}) when is_binary(literal) do
    {literals, rest} = literals(rest)
    {[literal | literals], rest}
  end

  defp literals(literal) when is_binary(literal), do: {[literal], nil}
  defp literals(rest), do: {[], rest}

  defp written(parts, [], last), do: last.(parts)

  defp written(parts, [size | sizes], last) do
    {first, rest} = Strings.split(parts, size)
    {:join, "<>", {:text, ~s("), first}, written(rest, sizes, last)}
  end

  defp added({:text, _, parts}), do: parts
  defp added({:mark, {:value, text}}), do: [{true, text}]
  defp added({:value, ""}), do: []
  defp added({:value, text}), do: [{false, text}]

  # A guard is evaluated if its pattern matches.
  defp guarded(pattern, guard, value, env) do
    {equal?, left, right, env} = compare(pattern, value, env)
    bindings = Map.merge(for({name, value} <- env.pins, into: %{}, do: {{name, nil}, value}), env.bound)
    {guard, holds?} = if equal?, do: guard(guard, bindings), else: {{:code, guard}, false}
    {holds?, {:join, "when", left, guard}, right, env}
  end

  defp guard({operator, _, [left, right]}, bindings) when operator in [:and, :or, :when] do
    {left, left?} = guard(left, bindings)
    {right, right?} = guard(right, bindings)
    {{:join, operator, left, right}, if(operator == :and, do: left? and right?, else: left? or right?)}
  end

  defp guard({_, [{:original, {operator, _, [_, _]} = original} | _], _}, bindings) when operator in [:and, :or], do: guard(original, bindings)

  defp guard(test, bindings) do
    shown = originals(test)

    if Enum.all?(variables(test), &is_map_key(bindings, &1)) do
      {value, _} = Code.eval_quoted(test, Map.to_list(bindings))
      {marked({:code, shown}, value != true), value == true}
    else
      {{:code, shown}, false}
    end
  end

  defp variables(quoted) do
    {_, found} =
      Macro.prewalk(quoted, [], fn
        {name, meta, context} = var, found when is_atom(name) and is_atom(context) -> {var, [{name, meta[:counter] || context} | found]}
        other, found -> {other, found}
      end)

    found
  end

  @doc "Returns a pattern with its macros as they were called."
  def originals(quoted) do
    Macro.prewalk(quoted, fn
      {_, [{:original, original} | _], _} -> original
      other -> other
    end)
  end
end

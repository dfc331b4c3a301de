defmodule ExUnit.Diff.Compare do
  @moduledoc false
  # Compares a value with a value, or a quoted pattern with a value. A comparison returns
  # `{equal?, left, right, env}` with the shapes of both sides (`ExUnit.Diff`).
  #
  # `env` is a map with the keys `:context` (`:match`, `:==` or `:===`), `:pins` (the values of pinned
  # variables by name) and `:bound` (the values that the variables of the pattern have matched).

  alias ExUnit.Diff.{Lists, Pattern, Strings}

  @doc "Returns the shapes of both sides."
  def sides(left, right, context) do
    {_equal?, left, right, _env} = compare(left, right, env(context))
    {left, right}
  end

  defp env({:match, pins}), do: %{context: :match, pins: Map.new(pins), bound: %{}}
  defp env(:===), do: %{context: :===, pins: %{}, bound: %{}}
  defp env(_context), do: %{context: :==, pins: %{}, bound: %{}}

  def compare(left, right, %{context: :match} = env), do: Pattern.compare(left, right, env)
  def compare(left, right, env), do: values(left, right, env)

  @doc "Compares two values."
  def values(same, same, env) when not is_list(same) and not is_tuple(same) and not is_map(same) and not is_binary(same), do: {true, {:value, same}, {:value, same}, env}
  def values(left, right, %{context: :==} = env) when is_number(left) and left == right, do: {true, {:value, left}, {:value, right}, env}
  def values(left, right, env) when is_number(left) and is_number(right), do: Strings.compare(inspect(left), inspect(right), nil, env)
  def values(left, right, env) when is_binary(left) and is_binary(right), do: Strings.compare(left, right, ~s("), env)
  def values(left, right, env) when is_list(left) and is_list(right), do: Lists.compare(left, right, env)
  def values(left, right, env) when is_tuple(left) and is_tuple(right), do: elements(Tuple.to_list(left), Tuple.to_list(right), env)
  def values(%_{} = left, %_{} = right, env), do: structs(left, Map.to_list(left), right, env)
  def values(left, right, env) when is_map(left) and is_map(right), do: maps(Map.to_list(left), right, struct?(left), env)
  def values(left, right, env) when is_function(left) and is_function(right), do: functions(left, right, env)
  def values(left, right, env), do: apart(left, right, env)

  @doc "Returns the comparison of two values without anything in common."
  def apart(left, right, env), do: {false, {:mark, shown(left)}, {:mark, shown(right)}, env}

  @doc "Returns the shape of a value. Maps, and structs that print as such, are taken apart."
  def shown(value) when is_map(value) do
    if printed?(value), do: {:value, value}, else: value |> Map.to_list() |> Enum.map(&shown_pair/1) |> assembled(struct?(value))
  end

  def shown(value), do: {:value, value}

  defp shown_pair({key, value}), do: {shown(key), shown(value)}

  @doc "Returns the shape of a part of the left side, which is code in a match."
  def left_shown(quoted, %{context: :match}), do: {:code, quoted}
  def left_shown(value, _env), do: shown(value)

  # A struct with a form of its own.
  defp printed?(%module{} = value), do: not String.starts_with?(inspect(value), "%#{inspect(module)}{")
  defp printed?(_value), do: false

  defp struct?(value), do: is_struct(value)

  @doc "Compares the elements of tuples by position."
  def elements(lefts, rights, env) do
    {equal?, lefts, rights, env} = positions(lefts, rights, env)
    {equal?, {:tuple, lefts}, {:tuple, rights}, env}
  end

  defp positions([left | lefts], [right | rights], env) do
    {same?, left, right, env} = compare(left, right, env)
    {equal?, lefts, rights, env} = positions(lefts, rights, env)
    {same? and equal?, [left | lefts], [right | rights], env}
  end

  defp positions(lefts, rights, env) do
    {lefts == [] and rights == [], for(left <- lefts, do: {:mark, left_shown(left, env)}), for(right <- rights, do: {:mark, shown(right)}), env}
  end

  # Closures of one place in the code differ in the values that they enclose.
  defp functions(left, right, env) do
    same_code? = Enum.all?([:type, :module, :new_uniq, :new_index], &(Function.info(left, &1) == Function.info(right, &1)))

    if same_code? and Function.info(left, :type) == {:type, :local} do
      {{:env, lefts}, {:env, rights}} = {Function.info(left, :env), Function.info(right, :env)}
      {equal?, left_shape, right_shape, env} = Lists.elements(lefts, rights, env)
      {equal?, {:closure, left, left_shape}, {:closure, right, right_shape}, env}
    else
      apart(left, right, env)
    end
  end

  @doc "Compares structs. `pairs` are the fields on the left side: values, or patterns in a match."
  def structs(left, pairs, right, env) do
    with true <- printed?(left), {:ok, one} <- printed(left), {:ok, other} <- printed(right) do
      if one == other, do: printed_alike(left, pairs, right, env), else: Strings.compare(one, other, nil, env)
    else
      _ -> maps(pairs, right, true, env)
    end
  end

  defp printed_alike(left, pairs, right, env) do
    case maps(pairs, right, true, env) do
      {true, _, _, env} -> {true, {:value, left}, {:value, right}, env}
      different -> different
    end
  end

  defp printed(value) do
    {:ok, inspect(value, safe: false)}
  rescue
    _ -> :error
  end

  @doc "Compares maps by key. `named?` says whether the left side is shown as a struct."
  def maps(pairs, right, named?, env) do
    {both, rest, {right_only, env}} = by_key(pairs, right, env)
    extra = right_only |> Map.to_list() |> Enum.sort() |> Enum.map(&extra(&1, env))
    equal? = rest == [] and Enum.all?(both, &elem(&1, 1)) and (env.context == :match or extra == [])
    both = Enum.sort_by(both, &elem(&1, 0))
    lefts = for({key, _, value, _, _} <- both, do: {left_shown(key, env), value}) ++ for(pair <- Enum.sort(rest), do: missing(pair, env))
    rights = for({_, _, _, key, value} <- both, do: {shown(key), value}) ++ extra
    {equal?, assembled(lefts, named?), assembled(rights, struct?(right)), env}
  end

  # Returns the entries of keys on both sides, `{left key, equal?, left, right key, right}`, the pairs
  # on the left side only, and the map of those on the right side only.
  defp by_key(pairs, right, env) do
    {both, rest, right, env} =
      Enum.reduce(pairs, {[], [], right, env}, fn {key, value}, {both, rest, right, env} ->
        asked = Pattern.key(key, env)

        case right do
          %{^asked => other} ->
            {equal?, left_shape, right_shape, env} = compare(value, other, env)
            {[{key, equal?, left_shape, asked, right_shape} | both], rest, Map.delete(right, asked), env}

          _ ->
            {both, [{key, value} | rest], right, env}
        end
      end)

    {both, rest, {right |> Map.to_list() |> Map.new(), env}}
  end

  defp missing({key, value}, env), do: {:mark, {left_shown(key, env), left_shown(value, env)}}

  # A pattern need not name all keys.
  defp extra(pair, %{context: :match}), do: shown_pair(pair)
  defp extra(pair, _env), do: {:mark, shown_pair(pair)}

  # Takes the name of a struct out of its pairs.
  defp assembled(pairs, false), do: {:map, nil, pairs}

  defp assembled(pairs, true) do
    {[pair], rest} = Enum.split_with(pairs, &names?/1)
    {:map, name(pair), rest}
  end

  defp names?({:mark, pair}), do: names?(pair)
  defp names?({{_kind, :__struct__}, _name}), do: true
  defp names?(_pair), do: false

  defp name({:mark, {_, name}}), do: {:mark, name}
  defp name({_, name}), do: name
end

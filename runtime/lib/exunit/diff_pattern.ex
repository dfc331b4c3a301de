defmodule ExUnit.Diff.Pattern do
  @moduledoc false
  # Computes the differences of a quoted pattern and a value that it does not match.

  import Inspect.Algebra, only: [concat: 1]
  import ExUnit.Diff, only: [mark: 1, plain: 1, container: 3]

  @doc "Returns the documents of a pattern and of a value. pins holds the values of the pinned variables."
  def diff(pattern, value, pins) do
    {docs, _bound} = match(pattern, value, %{pins: pins, bound: %{}})
    docs
  end

  defp match({:_, _, context}, value, env) when is_atom(context), do: {{"_", plain(value)}, env}

  defp match({:^, _, [{name, _, _}]} = pin, value, env) do
    case Enum.find(env.pins, fn pinned -> is_tuple(pinned) and elem(pinned, 0) == name end) do
      {_, ^value} -> {{written(pin), plain(value)}, env}
      {_, pinned} -> {{mark(written(pin)), pinned |> ExUnit.Diff.diff(value) |> elem(1)}, env}
      nil -> {apart(pin, value), env}
    end
  end

  defp match({name, meta, context} = variable, value, env) when is_atom(name) and is_atom(context) do
    key = {name, meta[:counter], context}

    case env.bound do
      %{^key => ^value} -> {{written(variable), plain(value)}, env}
      %{^key => _} -> {apart(variable, value), env}
      bound -> {{written(variable), plain(value)}, %{env | bound: Map.put(bound, key, value)}}
    end
  end

  defp match({:{}, _, parts}, value, env) when is_tuple(value), do: sequence(parts, Tuple.to_list(value), "{", "}", env)
  defp match({left, right}, value, env) when is_tuple(value), do: sequence([left, right], Tuple.to_list(value), "{", "}", env)
  defp match(list, value, env) when is_list(list) and is_list(value), do: lists(list, value, env)
  defp match({:%{}, _, pairs}, value, env) when is_map(value), do: maps(pairs, value, env)
  defp match({:%, _, [name, {:%{}, _, pairs}]}, value, env) when is_map(value), do: maps([{:__struct__, name} | pairs], value, env)

  defp match({:<>, _, [prefix, rest]} = pattern, value, env) when is_binary(prefix) and is_binary(value) do
    size = byte_size(prefix)

    case {value, rest} do
      {<<^prefix::binary-size(size), tail::binary>>, rest} when is_binary(rest) ->
        {left, right} = ExUnit.Diff.letters(inner(rest), inner(tail), "", "")
        {{concat([plain(prefix), " <> \"", left, "\""]), concat(["\"", inner(prefix), right, "\""])}, env}

      {<<^prefix::binary-size(size), _::binary>>, _} ->
        {{written(pattern), plain(value)}, env}

      _ ->
        {start, rest_of_value} = String.split_at(value, String.length(prefix))
        {left, right} = ExUnit.Diff.letters(inner(prefix), inner(start), "", "")
        {{concat(["\"", left, "\" <> ", written(rest)]), concat(["\"", right, inner(rest_of_value), "\""])}, env}
    end
  end

  defp match(pattern, value, env) do
    case literal(pattern) do
      {:ok, literal} -> {ExUnit.Diff.diff(literal, value), env}
      :error -> {apart(pattern, value), env}
    end
  end

  defp inner(text), do: text |> inspect(binaries: :as_strings, printable_limit: :infinity) |> String.slice(1..-2//1)

  defp literal({:__aliases__, _, parts}), do: if(Enum.all?(parts, &is_atom/1), do: {:ok, Module.concat(parts)}, else: :error)
  defp literal({op, _, [number]}) when op in [:-, :+] and is_number(number), do: {:ok, if(op == :-, do: -number, else: number)}
  defp literal(pattern), do: if(is_atom(pattern) or is_number(pattern) or is_binary(pattern), do: {:ok, pattern}, else: :error)

  defp written(pattern), do: Macro.to_string(pattern)
  defp apart(pattern, value), do: {mark(written(pattern)), mark(plain(value))}

  # Compares elements by position.
  defp sequence(patterns, values, open, close, env) do
    {docs, env} = places(patterns, values, env)
    {lefts, rights} = Enum.unzip(docs)
    {{container(lefts, open, close), container(rights, open, close)}, env}
  end

  defp places([pattern | patterns], [value | values], env) do
    {docs, env} = match(pattern, value, env)
    {rest, env} = places(patterns, values, env)
    {[docs | rest], env}
  end

  defp places(patterns, values, env) do
    {for(pattern <- patterns, do: {mark(written(pattern)), nil}) ++ for(value <- values, do: {nil, mark(plain(value))}), env}
  end

  defp lists(patterns, value, env) do
    case List.last(patterns) do
      {:|, _, [last, tail]} -> with_tail(Enum.drop(patterns, -1) ++ [last], tail, value, env)
      _ -> if List.improper?(value), do: {apart(patterns, value), env}, else: proper(patterns, value, env)
    end
  end

  # Keyword lists are shown as such if their keys are equal.
  defp proper(patterns, value, env) do
    if patterns != [] and Keyword.keyword?(patterns) and Keyword.keyword?(value) and Keyword.keys(patterns) == Keyword.keys(value) do
      {docs, env} = places(Keyword.values(patterns), Keyword.values(value), env)
      keys = Keyword.keys(patterns)
      {lefts, rights} = Enum.unzip(docs)
      {{container(Enum.zip_with(keys, lefts, &keyed/2), "[", "]"), container(Enum.zip_with(keys, rights, &keyed/2), "[", "]")}, env}
    else
      sequence(patterns, value, "[", "]", env)
    end
  end

  defp with_tail(patterns, tail, value, env) do
    {heads, rest} = taken(value, length(patterns), [])

    if length(heads) < length(patterns) do
      {docs, env} = places(patterns, heads, env)
      {lefts, rights} = Enum.unzip(docs)
      {last, lefts} = List.pop_at(lefts, -1)
      {{container(lefts ++ [concat([last, " | ", written(tail)])], "[", "]"), container(rights, "[", "]")}, env}
    else
      {docs, env} = places(patterns, heads, env)
      {{tail_left, tail_right}, env} = match(tail, rest, env)
      {lefts, rights} = Enum.unzip(docs)
      {last, lefts} = List.pop_at(lefts, -1)
      left = container(lefts ++ [concat([last, " | ", tail_left])], "[", "]")
      {{left, whole(rights, tail, rest, tail_right, env)}, env}
    end
  end

  # The value for a list pattern with a tail is shown as one list if its tail is a list.
  defp whole(rights, tail, rest, _shown, env) when is_list(tail) and is_list(rest) do
    {docs, _} = places(tail, rest, env)
    container(rights ++ for({_, doc} <- docs, do: doc), "[", "]")
  end

  defp whole(rights, _tail, rest, _shown, _env) when is_list(rest), do: container(rights ++ Enum.map(rest, &plain/1), "[", "]")
  defp whole(rights, _tail, _rest, shown, _env), do: container(rights ++ [concat(["| ", shown])], "[", "]")

  defp taken([head | tail], n, acc) when n > 0, do: taken(tail, n - 1, [head | acc])
  defp taken(rest, _n, acc), do: {Enum.reverse(acc), rest}

  defp maps(pairs, value, env) do
    {name, pairs} = Keyword.pop(if(Keyword.keyword?(pairs), do: pairs, else: []), :__struct__) |> named(pairs)

    {lefts, {seen, env}} =
      Enum.map_reduce(pairs, {%{}, env}, fn {key, pattern}, {seen, env} ->
        with {:ok, key} <- literal(key), {:ok, found} <- Map.fetch(value, key) do
          {{left, right}, env} = match(pattern, found, env)
          {keyed(key, left), {Map.put(seen, key, right), env}}
        else
          _ -> {mark(keyed(key, written(pattern))), {seen, env}}
        end
      end)

    rights = for {key, found} <- ExUnit.Diff.pairs(value), do: keyed(key, Map.get(seen, key) || plain(found))
    {{container(lefts, left_open(name, value), "}"), container(rights, right_open(name, value), "}")}, env}
  end

  defp named({nil, _}, pairs), do: {nil, pairs}
  defp named({name, pairs}, _all), do: {name, pairs}

  defp left_open(nil, _value), do: "%{"
  defp left_open(name, value), do: concat(["%", if(same?(name, value), do: written(name), else: mark(written(name))), "{"])

  defp right_open(nil, %module{}), do: "%#{inspect(module)}{"
  defp right_open(name, %module{} = value), do: concat(["%", if(same?(name, value), do: inspect(module), else: mark(inspect(module))), "{"])
  defp right_open(_name, _map), do: "%{"

  defp same?(name, %module{}) do
    case literal(name) do
      {:ok, literal} -> literal == module
      :error -> true
    end
  end

  defp same?(_name, _map), do: false

  defp keyed(key, doc) when is_atom(key), do: concat([Macro.inspect_atom(:key, key), " ", doc])
  defp keyed(key, doc), do: concat([if(is_tuple(key), do: written(key), else: plain(key)), " => ", doc])
end

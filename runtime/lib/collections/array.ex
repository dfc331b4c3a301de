defmodule :array do
  @moduledoc """
  Erlang's arrays: trees of tuples of ten, `{:array, size, max, default, elements}`. An inner node has an eleventh
  element, the number of elements that each of its children covers. A subtree without elements is represented by
  that number alone. `max` is the capacity of the tree, or 0 for a fixed array.
  """

  @leaf 10

  def new, do: new([])
  def new(options), do: made(options)
  def new(size, options), do: made([options, {:size, size}, {:fixed, true}] |> :lists.flatten() |> size_first())

  # A size makes an array fixed. The size comes first in the options, so that explicit options
  # override its effect.
  defp size_first(options), do: [{:size, :proplists.get_value(:size, :lists.reverse(options))} | :lists.keydelete(:size, 1, options)]

  defp made(options) when is_list(options) do
    options = :lists.map(&option/1, options)
    size = :proplists.get_value(:size, options, 0)
    fixed = :proplists.get_value(:fixed, options, :lists.keymember(:size, 1, options))
    default = :proplists.get_value(:default, options, :undefined)
    room = room(size, @leaf)
    {:array, size, if(fixed, do: 0, else: room), default, room}
  end

  defp made(option), do: made([option])

  defp option(size) when is_integer(size) and size >= 0, do: {:size, size}
  defp option(:fixed), do: {:fixed, true}
  defp option({:fixed, fixed}) when is_boolean(fixed), do: {:fixed, fixed}
  defp option({:size, size}) when is_integer(size) and size >= 0, do: {:size, size}
  defp option({:default, default}), do: {:default, default}
  defp option(_), do: :erlang.error(:badarg)

  defp room(size, room) when size > room, do: room(size, room * @leaf)
  defp room(_, room), do: room

  def is_array({:array, size, max, _, _}) when is_integer(size) and is_integer(max), do: true
  def is_array(_), do: false
  def size({:array, size, _, _, _}), do: size
  def size(_), do: :erlang.error(:badarg)
  def default({:array, _, _, default, _}), do: default
  def default(_), do: :erlang.error(:badarg)
  def is_fix({:array, _, 0, _, _}), do: true
  def is_fix({:array, _, _, _, _}), do: false
  def is_fix(_), do: :erlang.error(:badarg)
  def fix({:array, size, _, default, tree}), do: {:array, size, 0, default, tree}
  def relax({:array, size, 0, default, tree}), do: {:array, size, room(size, @leaf), default, tree}
  def relax({:array, _, _, _, _} = array), do: array

  def resize(array), do: resize(sparse_size(array), array)

  def resize(size, {:array, _, max, default, tree}) when is_integer(size) and size >= 0 do
    covered = covers(tree)
    tree = if size > covered, do: raised(tree, covered, room(size, covered)), else: tree
    {:array, size, if(max == 0, do: 0, else: covers(tree)), default, tree}
  end

  def resize(_, _), do: :erlang.error(:badarg)

  defp covers(room) when is_integer(room), do: room
  defp covers(node) when tuple_size(node) == 11, do: elem(node, 10) * @leaf
  defp covers(_), do: @leaf

  defp raised(room, _, wanted) when is_integer(room), do: wanted
  defp raised(tree, covered, covered), do: tree
  defp raised(tree, covered, wanted), do: raised(put_elem(inner(covered), 0, tree), covered * @leaf, wanted)

  defp inner(child), do: :erlang.list_to_tuple(:lists.duplicate(10, child) ++ [child])

  def get(i, {:array, size, max, default, tree}) when is_integer(i) and i >= 0 do
    cond do
      i < size -> value(tree, i, default)
      max > 0 -> default
      true -> :erlang.error(:badarg)
    end
  end

  def get(_, _), do: :erlang.error(:badarg)

  defp value(room, _, default) when is_integer(room), do: default

  defp value(node, i, default) when tuple_size(node) == 11 do
    child = elem(node, 10)
    value(elem(node, div(i, child)), rem(i, child), default)
  end

  defp value(leaf, i, _), do: elem(leaf, i)

  def set(i, value, {:array, size, max, default, tree}) when is_integer(i) and i >= 0 do
    cond do
      i < size ->
        {:array, size, max, default, put(tree, i, value, default)}

      max > 0 ->
        covered = covers(tree)
        tree = raised(tree, covered, room(i + 1, covered))
        {:array, i + 1, covers(tree), default, put(tree, i, value, default)}

      true ->
        :erlang.error(:badarg)
    end
  end

  def set(_, _, _), do: :erlang.error(:badarg)

  defp put(@leaf, i, value, default), do: put_elem(:erlang.make_tuple(@leaf, default), i, value)
  defp put(room, i, value, default) when is_integer(room), do: put(inner(div(room, @leaf)), i, value, default)

  defp put(node, i, value, default) when tuple_size(node) == 11 do
    child = elem(node, 10)
    at = div(i, child)
    put_elem(node, at, put(elem(node, at), rem(i, child), value, default))
  end

  defp put(leaf, i, value, _), do: put_elem(leaf, i, value)

  def reset(i, {:array, size, max, default, tree} = array) when is_integer(i) and i >= 0 do
    cond do
      i < size and value(tree, i, default) === default -> array
      i < size -> {:array, size, max, default, put(tree, i, default, default)}
      max > 0 -> array
      true -> :erlang.error(:badarg)
    end
  end

  def reset(_, _), do: :erlang.error(:badarg)

  def to_list({:array, size, _, default, tree}), do: elements(tree, size, default)
  def to_list(_), do: :erlang.error(:badarg)

  # Returns the first `size` elements of a tree.
  defp elements(_, size, _) when size <= 0, do: []
  defp elements(room, size, default) when is_integer(room), do: :lists.duplicate(min(size, room), default)

  defp elements(node, size, default) when tuple_size(node) == 11 do
    child = elem(node, 10)
    :lists.append(for at <- 0..9, do: elements(elem(node, at), min(size - at * child, child), default))
  end

  defp elements(leaf, size, _), do: :lists.sublist(:erlang.tuple_to_list(leaf), size)

  def sparse_to_list({:array, _, _, default, _} = array), do: :lists.filter(&(&1 !== default), to_list(array))
  def to_orddict(array), do: numbered(to_list(array), 0)
  def sparse_to_orddict({:array, _, _, default, _} = array), do: for({_, v} = pair <- to_orddict(array), v !== default, do: pair)

  def sparse_size(array) do
    case :lists.reverse(sparse_to_orddict(array)) do
      [{i, _} | _] -> i + 1
      [] -> 0
    end
  end

  defp numbered([value | rest], i), do: [{i, value} | numbered(rest, i + 1)]
  defp numbered([], _), do: []

  def from_list(list, default \\ :undefined)

  def from_list(list, default) when is_list(list) do
    from_pairs(numbered(list, 0), length(list), default)
  end

  def from_list(_, _), do: :erlang.error(:badarg)

  def from_orddict(pairs, default \\ :undefined)

  def from_orddict(pairs, default) when is_list(pairs) do
    size =
      :lists.foldl(
        fn
          {i, _}, next when is_integer(i) and i >= next -> i + 1
          _, _ -> :erlang.error(:badarg)
        end,
        0,
        pairs
      )

    from_pairs(pairs, size, default)
  end

  def from_orddict(_, _), do: :erlang.error(:badarg)

  defp from_pairs(pairs, size, default) do
    room = room(size, @leaf)
    {:array, size, room, default, built(pairs, room, 0, default)}
  end

  # Builds whole leaves at once from their pairs.
  defp built([], room, _, _), do: room

  defp built(pairs, @leaf, from, default) do
    :lists.foldl(fn {i, value}, leaf -> put_elem(leaf, i - from, value) end, :erlang.make_tuple(@leaf, default), pairs)
  end

  defp built(pairs, room, from, default) do
    child = div(room, @leaf)

    {children, []} =
      :lists.mapfoldl(
        fn at, pairs ->
          from = from + at * child
          {mine, pairs} = :lists.splitwith(fn {i, _} -> i < from + child end, pairs)
          {built(mine, child, from, default), pairs}
        end,
        pairs,
        :lists.seq(0, 9)
      )

    :erlang.list_to_tuple(children ++ [child])
  end

  def map(fun, {:array, size, max, default, _} = array) when is_function(fun, 2) do
    pairs = for {i, value} <- to_orddict(array), do: {i, fun.(i, value)}
    {:array, size, max, default, built(pairs, room(size, @leaf), 0, default)}
  end

  def map(_, _), do: :erlang.error(:badarg)

  def sparse_map(fun, {:array, size, max, default, _} = array) when is_function(fun, 2) do
    pairs = for {i, value} <- sparse_to_orddict(array), do: {i, fun.(i, value)}
    {:array, size, max, default, built(pairs, room(size, @leaf), 0, default)}
  end

  def sparse_map(_, _), do: :erlang.error(:badarg)

  def foldl(fun, acc, array), do: folded(fun, acc, to_orddict(array))
  def foldr(fun, acc, array), do: folded(fun, acc, :lists.reverse(to_orddict(array)))
  def sparse_foldl(fun, acc, array), do: folded(fun, acc, sparse_to_orddict(array))
  def sparse_foldr(fun, acc, array), do: folded(fun, acc, :lists.reverse(sparse_to_orddict(array)))

  defp folded(fun, acc, pairs) when is_function(fun, 3) do
    :lists.foldl(fn {i, value}, acc -> fun.(i, value, acc) end, acc, pairs)
  end

  defp folded(_, _, _), do: :erlang.error(:badarg)
end

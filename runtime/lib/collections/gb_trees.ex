defmodule :gb_trees do
  @moduledoc """
  Erlang's general balanced trees: `{size, node}`, where a node is `{key, value, smaller, larger}` or nil.

  If an insertion descends more than twice the logarithm of the size, the tree is rebalanced from the lowest node
  that is too deep (A. Andersson, General Balanced Trees, 1999). Deletions do not rebalance it.
  """

  def empty, do: {0, nil}
  def is_empty({0, nil}), do: true
  def is_empty(_), do: false
  def size({size, _}) when is_integer(size) and size >= 0, do: size

  def lookup(key, {_, node}), do: find(key, node)

  defp find(_, nil), do: :none
  defp find(key, {at, _, smaller, _}) when key < at, do: find(key, smaller)
  defp find(key, {at, _, _, larger}) when key > at, do: find(key, larger)
  defp find(_, {_, value, _, _}), do: {:value, value}

  def is_defined(key, {_, node}), do: find(key, node) != :none

  def get(key, {_, node}), do: get_1(key, node)

  defp get_1(key, {at, _, smaller, _}) when key < at, do: get_1(key, smaller)
  defp get_1(key, {at, _, _, larger}) when key > at, do: get_1(key, larger)
  defp get_1(_, {_, value, _, _}), do: value

  def update(key, value, {size, node}), do: {size, update_1(key, value, node)}

  defp update_1(key, value, {at, v, smaller, larger}) when key < at, do: {at, v, update_1(key, value, smaller), larger}
  defp update_1(key, value, {at, v, smaller, larger}) when key > at, do: {at, v, smaller, update_1(key, value, larger)}
  defp update_1(key, value, {_, _, smaller, larger}), do: {key, value, smaller, larger}

  def insert(key, value, {size, node}) when is_integer(size) do
    {size + 1, whole(place(key, value, node, (size + 1) * (size + 1)))}
  end

  defp whole({:deep, node, _, _}), do: node
  defp whole(node), do: node

  # left starts at the square of the size and halves with each level. If left is 0 at the new
  # node, the node is too deep, and the recursion returns {:deep, node, 2 to the height, size}.
  # Its callers then look for a subtree that is too deep for its size.
  defp place(key, value, nil, 0), do: {:deep, {key, value, nil, nil}, 1, 1}
  defp place(key, value, nil, _), do: {key, value, nil, nil}

  defp place(key, value, {at, v, smaller, larger}, left) when key < at do
    case place(key, value, smaller, div(left, 2)) do
      {:deep, node, height, size} -> weigh({at, v, node, larger}, height, size, larger)
      node -> {at, v, node, larger}
    end
  end

  defp place(key, value, {at, v, smaller, larger}, left) when key > at do
    case place(key, value, larger, div(left, 2)) do
      {:deep, node, height, size} -> weigh({at, v, smaller, node}, height, size, smaller)
      node -> {at, v, smaller, node}
    end
  end

  defp place(key, _, _, _), do: :erlang.error({:key_exists, key})

  defp weigh(node, height, size, beside) do
    {other_height, other_size} = measure(beside)
    height = 2 * max(height, other_height)
    size = size + other_size + 1
    if height > size * size, do: balanced(node, size), else: {:deep, node, height, size}
  end

  defp measure(nil), do: {1, 0}
  defp measure({_, _, nil, nil}), do: {1, 1}

  defp measure({_, _, smaller, larger}) do
    {height1, size1} = measure(smaller)
    {height2, size2} = measure(larger)
    {2 * max(height1, height2), size1 + size2 + 1}
  end

  def enter(key, value, tree) do
    if is_defined(key, tree), do: update(key, value, tree), else: insert(key, value, tree)
  end

  def balance({size, node}), do: {size, balanced(node, size)}

  defp balanced(node, size), do: from_pairs(pairs(node, []), size)

  def from_orddict(list) do
    size = length(list)
    {size, from_pairs(list, size)}
  end

  defp from_pairs(list, size) do
    {node, []} = grow(list, size)
    node
  end

  defp grow(list, 0), do: {nil, list}
  defp grow([{key, value} | rest], 1), do: {{key, value, nil, nil}, rest}

  defp grow(list, size) do
    more = div(size - 1, 2)
    {smaller, [{key, value} | rest]} = grow(list, size - 1 - more)
    {larger, rest} = grow(rest, more)
    {{key, value, smaller, larger}, rest}
  end

  def delete_any(key, tree), do: if(is_defined(key, tree), do: delete(key, tree), else: tree)

  def delete(key, {size, node}) when is_integer(size) and size >= 0, do: {size - 1, delete_1(key, node)}

  defp delete_1(key, {at, v, smaller, larger}) when key < at, do: {at, v, delete_1(key, smaller), larger}
  defp delete_1(key, {at, v, smaller, larger}) when key > at, do: {at, v, smaller, delete_1(key, larger)}
  defp delete_1(_, {_, _, smaller, larger}), do: joined(smaller, larger)

  defp joined(smaller, nil), do: smaller
  defp joined(nil, larger), do: larger

  defp joined(smaller, larger) do
    {key, value, larger} = take_smallest1(larger)
    {key, value, smaller, larger}
  end

  def take_any(key, tree), do: if(is_defined(key, tree), do: take(key, tree), else: :error)

  def take(key, {size, node}) when is_integer(size) and size >= 0 do
    value = get_1(key, node)
    {value, {size - 1, delete_1(key, node)}}
  end

  def take_smallest({size, node}) when is_integer(size) and size >= 0 do
    {key, value, node} = take_smallest1(node)
    {key, value, {size - 1, node}}
  end

  defp take_smallest1({key, value, nil, larger}), do: {key, value, larger}

  defp take_smallest1({at, v, smaller, larger}) do
    {key, value, smaller} = take_smallest1(smaller)
    {key, value, {at, v, smaller, larger}}
  end

  def take_largest({size, node}) when is_integer(size) and size >= 0 do
    {key, value, node} = take_largest1(node)
    {key, value, {size - 1, node}}
  end

  defp take_largest1({key, value, smaller, nil}), do: {key, value, smaller}

  defp take_largest1({at, v, smaller, larger}) do
    {key, value, larger} = take_largest1(larger)
    {key, value, {at, v, smaller, larger}}
  end

  def smallest({_, node}), do: smallest_1(node)

  defp smallest_1({key, value, nil, _}), do: {key, value}
  defp smallest_1({_, _, smaller, _}), do: smallest_1(smaller)

  def largest({_, node}), do: largest_1(node)

  defp largest_1({key, value, _, nil}), do: {key, value}
  defp largest_1({_, _, _, larger}), do: largest_1(larger)

  def to_list({_, node}), do: pairs(node, [])

  defp pairs(nil, rest), do: rest
  defp pairs({key, value, smaller, larger}, rest), do: pairs(smaller, [{key, value} | pairs(larger, rest)])

  def keys(tree), do: for({key, _} <- to_list(tree), do: key)
  def values(tree), do: for({_, value} <- to_list(tree), do: value)

  def map(fun, {size, node}) when is_function(fun, 2), do: {size, map_1(fun, node)}

  defp map_1(_, nil), do: nil

  defp map_1(fun, {key, value, smaller, larger}) do
    {key, fun.(key, value), map_1(fun, smaller), map_1(fun, larger)}
  end

  @doc "Returns an iterator: the list of nodes to visit, with the next node first."
  def iterator({_, node}), do: down(node, [])

  defp down(nil, rest), do: rest
  defp down({_, _, smaller, _} = node, rest), do: down(smaller, [node | rest])

  def iterator_from(key, {_, node}), do: down_from(key, node, [])

  defp down_from(_, nil, rest), do: rest
  defp down_from(key, {at, _, _, larger}, rest) when at < key, do: down_from(key, larger, rest)
  defp down_from(key, {at, _, smaller, _} = node, rest) when at > key, do: down_from(key, smaller, [node | rest])
  defp down_from(_, node, rest), do: [node | rest]

  def next([{key, value, _, larger} | rest]), do: {key, value, down(larger, rest)}
  def next([]), do: :none
end

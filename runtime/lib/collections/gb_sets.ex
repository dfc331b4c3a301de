defmodule :gb_sets do
  @moduledoc "Erlang's sets as general balanced trees: `{size, node}`, where a node is `{element, smaller, larger}` or nil. See `:gb_trees`."

  def empty, do: {0, nil}
  def new, do: empty()
  def is_empty({0, nil}), do: true
  def is_empty(_), do: false
  def size({size, _}), do: size
  def singleton(element), do: {1, {element, nil, nil}}

  def is_set({0, nil}), do: true
  def is_set({n, {_, _, _}}) when is_integer(n) and n >= 0, do: true
  def is_set(_), do: false

  def is_element(element, set), do: is_member(element, set)
  def is_member(element, {_, node}), do: member(element, node)

  defp member(_, nil), do: false
  defp member(element, {at, smaller, _}) when element < at, do: member(element, smaller)
  defp member(element, {at, _, larger}) when element > at, do: member(element, larger)
  defp member(_, {_, _, _}), do: true

  def insert(element, {size, node}) do
    {size + 1, whole(place(element, node, (size + 1) * (size + 1)))}
  end

  defp whole({:deep, node, _, _}), do: node
  defp whole(node), do: node

  defp place(element, nil, 0), do: {:deep, {element, nil, nil}, 1, 1}
  defp place(element, nil, _), do: {element, nil, nil}

  defp place(element, {at, smaller, larger}, left) when element < at do
    case place(element, smaller, div(left, 2)) do
      {:deep, node, height, size} -> weigh({at, node, larger}, height, size, larger)
      node -> {at, node, larger}
    end
  end

  defp place(element, {at, smaller, larger}, left) when element > at do
    case place(element, larger, div(left, 2)) do
      {:deep, node, height, size} -> weigh({at, smaller, node}, height, size, smaller)
      node -> {at, smaller, node}
    end
  end

  defp place(element, _, _), do: :erlang.error({:key_exists, element})

  defp weigh(node, height, size, beside) do
    {other_height, other_size} = measure(beside)
    height = 2 * max(height, other_height)
    size = size + other_size + 1
    if height > size * size, do: balanced(elements(node, []), size), else: {:deep, node, height, size}
  end

  defp measure(nil), do: {1, 0}
  defp measure({_, nil, nil}), do: {1, 1}

  defp measure({_, smaller, larger}) do
    {height1, size1} = measure(smaller)
    {height2, size2} = measure(larger)
    {2 * max(height1, height2), size1 + size2 + 1}
  end

  def add(element, set), do: if(is_member(element, set), do: set, else: insert(element, set))
  def add_element(element, set), do: add(element, set)

  def del_element(element, set), do: delete_any(element, set)
  def delete_any(element, set), do: if(is_member(element, set), do: delete(element, set), else: set)
  def delete(element, {size, node}), do: {size - 1, delete_1(element, node)}

  defp delete_1(element, {at, smaller, larger}) when element < at, do: {at, delete_1(element, smaller), larger}
  defp delete_1(element, {at, smaller, larger}) when element > at, do: {at, smaller, delete_1(element, larger)}
  defp delete_1(_, {_, smaller, nil}), do: smaller
  defp delete_1(_, {_, nil, larger}), do: larger

  defp delete_1(_, {_, smaller, larger}) do
    {element, larger} = take_smallest1(larger)
    {element, smaller, larger}
  end

  def take_smallest({size, node}) do
    {element, node} = take_smallest1(node)
    {element, {size - 1, node}}
  end

  defp take_smallest1({element, nil, larger}), do: {element, larger}

  defp take_smallest1({at, smaller, larger}) do
    {element, smaller} = take_smallest1(smaller)
    {element, {at, smaller, larger}}
  end

  def take_largest({size, node}) do
    {element, node} = take_largest1(node)
    {element, {size - 1, node}}
  end

  defp take_largest1({element, smaller, nil}), do: {element, smaller}

  defp take_largest1({at, smaller, larger}) do
    {element, larger} = take_largest1(larger)
    {element, {at, smaller, larger}}
  end

  def smallest({_, node}), do: smallest_1(node)

  defp smallest_1({element, nil, _}), do: element
  defp smallest_1({_, smaller, _}), do: smallest_1(smaller)

  def largest({_, node}), do: largest_1(node)

  defp largest_1({element, _, nil}), do: element
  defp largest_1({_, _, larger}), do: largest_1(larger)

  def to_list({_, node}), do: elements(node, [])

  defp elements(nil, rest), do: rest
  defp elements({element, smaller, larger}, rest), do: elements(smaller, [element | elements(larger, rest)])

  def from_list(list), do: from_ordset(:ordsets.from_list(list))

  def from_ordset(list) do
    size = length(list)
    {size, balanced(list, size)}
  end

  def balance({size, node}), do: {size, balanced(elements(node, []), size)}

  defp balanced(list, size) do
    {node, []} = grow(list, size)
    node
  end

  defp grow(list, 0), do: {nil, list}
  defp grow([element | rest], 1), do: {{element, nil, nil}, rest}

  defp grow(list, size) do
    more = div(size - 1, 2)
    {smaller, [element | rest]} = grow(list, size - 1 - more)
    {larger, rest} = grow(rest, more)
    {{element, smaller, larger}, rest}
  end

  # A set that is much smaller than the other is inserted element by element. Sets of similar size
  # are merged.
  def union({size1, _} = set1, {size2, _} = set2) when size2 < size1, do: unite(set2, set1)
  def union(set1, set2), do: unite(set1, set2)

  defp unite({few, _} = small, {many, _} = large) do
    if much_smaller?(few, many) do
      :lists.foldl(&add/2, large, to_list(small))
    else
      from_reversed(:lists.reverse(:ordsets.union(to_list(small), to_list(large))))
    end
  end

  defp much_smaller?(few, many), do: few < 10 or many > few * 10 * round(:math.log2(few))

  def union(sets), do: :lists.foldl(&union/2, empty(), sets)

  def intersection({size1, _} = set1, {size2, _} = set2) when size2 < size1, do: common(set2, set1)
  def intersection(set1, set2), do: common(set1, set2)

  defp common(small, large), do: from_reversed(:lists.reverse(for(element <- to_list(small), is_member(element, large), do: element)))

  def intersection([set | sets]), do: :lists.foldl(&intersection/2, set, sets)

  def is_disjoint({size1, _} = set1, {size2, _} = set2) when size2 < size1, do: apart?(set2, set1)
  def is_disjoint(set1, set2), do: apart?(set1, set2)

  defp apart?(small, large), do: not :lists.any(&is_member(&1, large), to_list(small))

  def subtract(set1, set2), do: difference(set1, set2)

  def difference(set1, set2) do
    from_reversed(for(element <- to_list(set1), not is_member(element, set2), do: element) |> :lists.reverse())
  end

  # The merged elements are in descending order, so the tree is built from the largest element
  # down.
  defp from_reversed(list) do
    size = length(list)
    {node, []} = grow_reversed(list, size)
    {size, node}
  end

  defp grow_reversed(list, 0), do: {nil, list}
  defp grow_reversed([element | rest], 1), do: {{element, nil, nil}, rest}

  defp grow_reversed(list, size) do
    less = div(size - 1, 2)
    {larger, [element | rest]} = grow_reversed(list, size - 1 - less)
    {smaller, rest} = grow_reversed(rest, less)
    {{element, smaller, larger}, rest}
  end

  def is_subset({size1, _}, {size2, _}) when size1 > size2, do: false
  def is_subset(set1, set2), do: :lists.all(&is_member(&1, set2), to_list(set1))

  def filter(fun, set) when is_function(fun, 1), do: from_ordset(for(element <- to_list(set), fun.(element), do: element))
  def fold(fun, acc, set) when is_function(fun, 2), do: :lists.foldl(fun, acc, to_list(set))

  @doc "Returns an iterator: the list of nodes to visit, with the next node first."
  def iterator({_, node}), do: down(node, [])

  defp down(nil, rest), do: rest
  defp down({_, smaller, _} = node, rest), do: down(smaller, [node | rest])

  def iterator_from(element, {_, node}), do: down_from(element, node, [])

  defp down_from(_, nil, rest), do: rest
  defp down_from(element, {at, _, larger}, rest) when at < element, do: down_from(element, larger, rest)
  defp down_from(element, {at, smaller, _} = node, rest) when at > element, do: down_from(element, smaller, [node | rest])
  defp down_from(_, node, rest), do: [node | rest]

  def next([{element, _, larger} | rest]), do: {element, down(larger, rest)}
  def next([]), do: :none
end

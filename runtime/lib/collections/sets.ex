defmodule :sets do
  @moduledoc "Erlang's sets: a hash table (version 1), or a map with the value `[]` for each element (version 2). Elements are compared by matching, so 1 and 1.0 differ."

  def new, do: :lab_linear_hash.new(:set)
  def new([{:version, 2}]), do: %{}
  def new(_), do: new()

  def from_list(list), do: :lists.foldl(&add_element/2, new(), list)
  def from_list(list, [{:version, 2}]), do: :maps.from_keys(list, [])
  def from_list(list, _), do: from_list(list)

  def is_set(%{} = set), do: :lists.all(&(&1 === []), :maps.values(set))
  def is_set(set), do: is_tuple(set) and tuple_size(set) == 9 and elem(set, 0) == :set

  def size(%{} = set), do: map_size(set)
  def size({:set, _, _, _, _, _, _, _, _} = set), do: elem(set, 1)
  def is_empty(%{} = set), do: map_size(set) == 0
  def is_empty({:set, _, _, _, _, _, _, _, _} = set), do: elem(set, 1) == 0

  def to_list(%{} = set), do: :maps.keys(set)
  def to_list({:set, _, _, _, _, _, _, _, _} = set), do: fold(&[&1 | &2], [], set)

  def is_element(element, %{} = set), do: is_map_key(set, element)

  def is_element(element, {:set, _, _, _, _, _, _, _, _} = set) do
    member?(element, :lab_linear_hash.get(:lab_linear_hash.slot(element, set), set))
  end

  defp member?(element, list), do: :lists.any(&(&1 === element), list)

  def add_element(element, %{} = set), do: :maps.put(element, [], set)

  def add_element(element, {:set, _, _, _, _, _, _, _, _} = set) do
    slot = :lab_linear_hash.slot(element, set)
    entries = :lab_linear_hash.get(slot, set)
    if member?(element, entries), do: set, else: :lab_linear_hash.put(slot, [element | entries], 1, set)
  end

  def del_element(element, %{} = set), do: :maps.remove(element, set)

  def del_element(element, {:set, _, _, _, _, _, _, _, _} = set) do
    slot = :lab_linear_hash.slot(element, set)
    entries = :lab_linear_hash.get(slot, set)

    if member?(element, entries),
      do: :lab_linear_hash.put(slot, :lists.filter(&(&1 !== element), entries), -1, set),
      else: set
  end

  def fold(fun, acc, %{} = set), do: :lists.foldl(fun, acc, :maps.keys(set))
  def fold(fun, acc, {:set, _, _, _, _, _, _, _, _} = set), do: :lab_linear_hash.fold(fun, acc, set)

  def union(set1, set2) do
    {small, large} = by_size(set1, set2)
    fold(&add_element/2, large, small)
  end

  defp by_size(set1, set2), do: if(size(set1) < size(set2), do: {set1, set2}, else: {set2, set1})

  def union([]), do: new()
  def union([set | sets]), do: :lists.foldl(&union(&2, &1), set, sets)

  def intersection(set1, set2) do
    {small, large} = by_size(set1, set2)
    filter(&is_element(&1, large), small)
  end

  def intersection([set | sets]), do: :lists.foldl(&intersection(&2, &1), set, sets)

  def is_disjoint(set1, set2) do
    {small, large} = by_size(set1, set2)
    not :lists.any(&is_element(&1, large), to_list(small))
  end

  def subtract(set1, set2), do: filter(&(not is_element(&1, set2)), set1)

  def is_subset(set1, set2), do: size(set1) <= size(set2) and :lists.all(&is_element(&1, set2), to_list(set1))

  def filter(fun, %{} = set), do: :maps.filter(fn element, _ -> fun.(element) end, set)

  def filter(fun, {:set, _, _, _, _, _, _, _, _} = set), do: :lab_linear_hash.filter(&:lists.reverse(:lists.filter(fun, &1)), set)
end

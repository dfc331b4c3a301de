defmodule :ordsets do
  @moduledoc "Erlang's sets as ordered lists. Elements that are equal (1 and 1.0) are the same element."

  def new, do: []
  def is_set([first | rest]), do: ordered?(rest, first)
  def is_set([]), do: true
  def is_set(_), do: false

  defp ordered?([next | rest], before) when before < next, do: ordered?(rest, next)
  defp ordered?([], _), do: true
  defp ordered?(_, _), do: false

  def size(set), do: length(set)
  def is_empty(set), do: set === []
  def to_list(set), do: set
  def from_list(list), do: :lists.usort(list)

  def is_element(element, [at | rest]) when element > at, do: is_element(element, rest)
  def is_element(element, [at | _]) when element < at, do: false
  def is_element(_, [_ | _]), do: true
  def is_element(_, []), do: false

  def add_element(element, [at | rest]) when element > at, do: [at | add_element(element, rest)]
  def add_element(element, [at | _] = set) when element < at, do: [element | set]
  def add_element(_, [_ | _] = set), do: set
  def add_element(element, []), do: [element]

  def del_element(element, [at | rest]) when element > at, do: [at | del_element(element, rest)]
  def del_element(element, [at | _] = set) when element < at, do: set
  def del_element(_, [_ | rest]), do: rest
  def del_element(_, []), do: []

  def union([a | as], [b | _] = bs) when a < b, do: [a | union(as, bs)]
  def union([a | _] = as, [b | bs]) when a > b, do: [b | union(as, bs)]
  def union([a | as], [_ | bs]), do: [a | union(as, bs)]
  def union([], bs), do: bs
  def union(as, []), do: as

  def union(sets), do: :lists.umerge(sets)

  def intersection([a | as], [b | _] = bs) when a < b, do: intersection(as, bs)
  def intersection([a | _] = as, [b | bs]) when a > b, do: intersection(as, bs)
  def intersection([a | as], [_ | bs]), do: [a | intersection(as, bs)]
  def intersection([], _), do: []
  def intersection(_, []), do: []

  def intersection([set | sets]), do: :lists.foldl(&intersection/2, set, sets)

  def is_disjoint(set1, set2), do: intersection(set1, set2) == []

  def subtract([a | as], [b | _] = bs) when a < b, do: [a | subtract(as, bs)]
  def subtract([a | _] = as, [b | bs]) when a > b, do: subtract(as, bs)
  def subtract([_ | as], [_ | bs]), do: subtract(as, bs)
  def subtract([], _), do: []
  def subtract(as, []), do: as

  def is_subset(set1, set2), do: subtract(set1, set2) == []

  def fold(fun, acc, set), do: :lists.foldl(fun, acc, set)
  def filter(fun, set), do: :lists.filter(fun, set)
end

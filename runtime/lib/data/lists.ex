defmodule :lists do
  @moduledoc "The less frequent functions of Erlang's `:lists`. The others are in Go."

  def enumerate(list), do: enumerate(1, list)

  def enumerate(index, [first | rest]) when is_integer(index), do: [{index, first} | enumerate(index + 1, rest)]
  def enumerate(index, []) when is_integer(index), do: []

  def merge(lists), do: :lists.foldr(&:lists.merge/2, [], lists)
  def merge3(list1, list2, list3), do: :lists.merge(list1, :lists.merge(list2, list3))

  # Takes from the second list when the fun returns false for the first elements.
  def merge(fun, [a | as] = list1, [b | bs] = list2) when is_function(fun, 2) do
    if fun.(a, b), do: [a | merge(fun, as, list2)], else: [b | merge(fun, list1, bs)]
  end

  def merge(fun, [], list2) when is_function(fun, 2), do: list2
  def merge(fun, list1, []) when is_function(fun, 2), do: list1

  def umerge(lists), do: :lists.foldr(&:lists.umerge/2, [], lists)
  def umerge3(list1, list2, list3), do: :lists.umerge(list1, :lists.umerge(list2, list3))

  def umerge(fun, [a | as] = list1, [b | bs] = list2) when is_function(fun, 2) do
    cond do
      not fun.(a, b) -> [b | umerge(fun, list1, bs)]
      fun.(b, a) -> umerge(fun, list1, bs)
      true -> [a | umerge(fun, as, list2)]
    end
  end

  def umerge(fun, [], list2) when is_function(fun, 2), do: list2
  def umerge(fun, list1, []) when is_function(fun, 2), do: list1

  def keymerge(n, list1, list2) when is_integer(n) and n > 0 do
    merge(&(:erlang.element(n, &1) <= :erlang.element(n, &2)), list1, list2)
  end

  def ukeymerge(n, list1, list2) when is_integer(n) and n > 0 do
    umerge(&(:erlang.element(n, &1) <= :erlang.element(n, &2)), list1, list2)
  end

  def zf(fun, list), do: :lists.filtermap(fun, list)

  def zipwith3(fun, [a | as], [b | bs], [c | cs]), do: [fun.(a, b, c) | zipwith3(fun, as, bs, cs)]
  def zipwith3(fun, [], [], []) when is_function(fun, 3), do: []
end

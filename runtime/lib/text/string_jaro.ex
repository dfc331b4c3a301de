defmodule String.Jaro do
  @moduledoc false

  # Computes the similarity of two lists of characters (M. A. Jaro, 1989). It depends on the
  # number of common characters close to each other, and on the number of common characters in a
  # different order.

  def distance(as, bs) do
    {la, lb} = {length(as), length(bs)}
    reach = div(max(la, lb), 2) - 1
    {short, long} = if la < lb, do: {as, bs}, else: {bs, as}

    taken = matches(short, List.to_tuple(long), reach, 0, %{})
    common(map_size(taken), taken, long, la, lb)
  end

  defp common(0, _taken, _long, _la, _lb), do: 0.0

  # The number of transpositions is half the number of common characters that differ between both
  # orders.
  defp common(m, taken, long, la, lb) do
    in_order = for {x, j} <- Enum.with_index(long), is_map_key(taken, j), do: x
    by_short = for {_i, x} <- taken |> Map.values() |> Enum.sort(), do: x
    elsewhere = Enum.count(Enum.zip(in_order, by_short), fn {x, y} -> x != y end)
    (m / la + m / lb + (m - elsewhere / 2) / m) / 3
  end

  # Each character takes the first unused equal character within reach.
  defp matches([], _long, _reach, _i, taken), do: taken

  defp matches([x | rest], long, reach, i, taken) do
    window = max(i - reach, 0)..min(i + reach, tuple_size(long) - 1)//1

    case Enum.find(window, &(not is_map_key(taken, &1) and elem(long, &1) == x)) do
      nil -> matches(rest, long, reach, i + 1, taken)
      j -> matches(rest, long, reach, i + 1, Map.put(taken, j, {i, x}))
    end
  end
end

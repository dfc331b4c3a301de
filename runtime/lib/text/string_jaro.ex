defmodule String.Jaro do
  @moduledoc false

  # How alike two lists of characters are (M. A. Jaro, 1989): by how many are in both, near to
  # each other, and how many of those are in another order.

  def distance(as, bs) do
    {la, lb} = {length(as), length(bs)}
    reach = div(max(la, lb), 2) - 1
    {short, long} = if la < lb, do: {as, bs}, else: {bs, as}

    case matches(short, List.to_tuple(long), reach, 0, %{}, {0, 0, -1}) do
      {0, _, _} -> 0.0
      {m, moved, _} -> (m / la + m / lb + (m - moved) / m) / 3
    end
  end

  # Each character takes the first one like it within reach that is not taken.
  # One that lies before the one taken last was moved.
  defp matches([], _long, _reach, _i, _taken, counts), do: counts

  defp matches([x | rest], long, reach, i, taken, {m, moved, last} = counts) do
    window = max(i - reach, 0)..min(i + reach, tuple_size(long) - 1)//1

    case Enum.find(window, &(not is_map_key(taken, &1) and elem(long, &1) == x)) do
      nil -> matches(rest, long, reach, i + 1, taken, counts)
      j when j < last -> matches(rest, long, reach, i + 1, Map.put(taken, j, true), {m + 1, moved + 1, j})
      j -> matches(rest, long, reach, i + 1, Map.put(taken, j, true), {m + 1, moved, j})
    end
  end
end

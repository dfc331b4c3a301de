# This file holds twelve programs of the kind that learners of Elixir write. Each output line is a
# name and the nanoseconds of the best of several runs, as in work.exs.

defmodule Permutations do
  def of([]), do: [[]]
  def of(list), do: for(x <- list, rest <- of(list -- [x]), do: [x | rest])
end

defmodule Grid do
  @doc "Returns the next generation of Life. The map has positions as keys and :alive or :dead as values."
  def step(grid) do
    Map.new(grid, fn {{x, y} = place, state} ->
      near =
        for dx <- -1..1, dy <- -1..1, {dx, dy} != {0, 0}, Map.get(grid, {x + dx, y + dy}) == :alive do
          1
        end

      case {state, length(near)} do
        {:alive, n} when n in 2..3 -> {place, :alive}
        {:dead, 3} -> {place, :alive}
        _ -> {place, :dead}
      end
    end)
  end

  def new(size) do
    for x <- 1..size, y <- 1..size, into: %{} do
      {{x, y}, if(rem(x * 7 + y * 3, 5) < 2, do: :alive, else: :dead)}
    end
  end
end

defmodule Collatz do
  def longest(limit) do
    {_, best} =
      Enum.reduce(1..limit, {%{1 => 1}, {1, 1}}, fn n, {memo, {_, most} = best} ->
        {steps, memo} = steps(n, memo)
        {memo, if(steps > most, do: {n, steps}, else: best)}
      end)

    best
  end

  defp steps(n, memo) do
    case memo do
      %{^n => known} ->
        {known, memo}

      _ ->
        next = if rem(n, 2) == 0, do: div(n, 2), else: 3 * n + 1
        {rest, memo} = steps(next, memo)
        {rest + 1, Map.put(memo, n, rest + 1)}
    end
  end
end

defmodule Text do
  def report(n) do
    1..n
    |> Enum.map(fn i -> "#{i}: " <> String.pad_leading(Integer.to_string(i * i), 8) <> "\n" end)
    |> Enum.join()
    |> String.length()
  end

  def caesar(text, by) do
    for <<c <- text>>, into: "" do
      cond do
        c in ?a..?z -> <<rem(c - ?a + by, 26) + ?a>>
        c in ?A..?Z -> <<rem(c - ?A + by, 26) + ?A>>
        true -> <<c>>
      end
    end
  end

  def count_words(text) do
    text
    |> String.downcase()
    |> String.split(~r/[^a-z]+/, trim: true)
    |> Enum.frequencies()
    |> Enum.sort_by(fn {word, n} -> {-n, word} end)
    |> Enum.take(3)
  end
end

defmodule Sorting do
  def quick([]), do: []

  def quick([pivot | rest]) do
    {low, high} = Enum.split_with(rest, &(&1 < pivot))
    quick(low) ++ [pivot | quick(high)]
  end

  def merge([x]), do: [x]

  def merge(list) do
    {left, right} = Enum.split(list, div(length(list), 2))
    join(merge(left), merge(right))
  end

  defp join([], right), do: right
  defp join(left, []), do: left
  defp join([a | left], [b | _] = right) when a <= b, do: [a | join(left, right)]
  defp join(left, [b | right]), do: [b | join(left, right)]
end

defmodule Packets do
  def make(n), do: for(i <- 1..n, into: <<>>, do: <<1, i::16, rem(i, 7)::8, String.duplicate("x", rem(i, 7))::binary>>)

  def parse(<<1, id::16, size::8, body::binary-size(size), rest::binary>>, acc), do: parse(rest, [{id, body} | acc])
  def parse(<<>>, acc), do: Enum.reverse(acc)
end

defmodule Numbers do
  def palindromes(range) do
    for a <- range, b <- range, a <= b, n = a * b, palindrome?(n), reduce: 0 do
      best -> max(best, n)
    end
  end

  defp palindrome?(n) do
    digits = Integer.digits(n)
    digits == Enum.reverse(digits)
  end

  def sieve(limit) do
    2..limit
    |> Enum.reduce(MapSet.new(), fn n, composite ->
      if MapSet.member?(composite, n) or n * n > limit,
        do: composite,
        else: Enum.reduce((n * n)..limit//n, composite, &MapSet.put(&2, &1))
    end)
    |> then(fn composite -> Enum.count(2..limit, &(not MapSet.member?(composite, &1))) end)
  end
end

defmodule Puzzle do
  @doc "Finds the digits for which I + BB = ILL by trying all assignments in order."
  def solve, do: try_letters([:i, :b, :l], %{}, Enum.to_list(0..9))

  defp try_letters([], %{i: i, b: b, l: l} = digits, _left) do
    if i > 0 and b > 0 and i + 11 * b == 100 * i + 11 * l, do: digits
  end

  defp try_letters([letter | letters], digits, left) do
    Enum.find_value(left, fn digit -> try_letters(letters, Map.put(digits, letter, digit), List.delete(left, digit)) end)
  end
end

defmodule Maze do
  def distance(size) do
    walls = for x <- 0..size, y <- 0..size, rem(x, 3) == 1 and rem(y * 7 + x, 5) != 0, into: MapSet.new(), do: {x, y}
    search([{0, 0}], [], MapSet.new([{0, 0}]), walls, size, 0)
  end

  defp search([], [], _seen, _walls, _size, steps), do: steps
  defp search([], next, seen, walls, size, steps), do: search(next, [], seen, walls, size, steps + 1)

  defp search([{x, y} | rest], next, seen, walls, size, steps) do
    open =
      for {dx, dy} <- [{0, 1}, {1, 0}, {0, -1}, {-1, 0}],
          place = {x + dx, y + dy},
          inside?(place, size) and not MapSet.member?(walls, place) and not MapSet.member?(seen, place),
          do: place

    search(rest, open ++ next, Enum.into(open, seen), walls, size, steps)
  end

  defp inside?({x, y}, size), do: x >= 0 and y >= 0 and x <= size and y <= size
end

defmodule Knapsack do
  def best(items, room) do
    items
    |> Enum.reduce(Map.new(0..room, &{&1, 0}), fn {weight, value}, table ->
      Map.new(table, fn
        {n, best} when n < weight -> {n, best}
        {n, best} -> {n, max(best, table[n - weight] + value)}
      end)
    end)
    |> Map.fetch!(room)
  end
end

defmodule Best do
  def of(name, fun) do
    times =
      for _ <- 1..15 do
        start = System.monotonic_time(:nanosecond)
        fun.()
        System.monotonic_time(:nanosecond) - start
      end

    IO.puts("#{name} #{Enum.min(times)}")
  end
end

shuffled = for i <- 1..2000, do: rem(i * 7919, 2003)
text = String.duplicate("The quick brown fox jumps over the lazy dog. ", 100)
packets = Packets.make(2000)
grid = Grid.new(24)
items = for i <- 1..20, do: {rem(i * 7, 11) + 1, rem(i * 13, 17) + 1}

Best.of("permutations", fn -> Permutations.of([1, 2, 3, 4, 5, 6]) end)
Best.of("life-on-a-map", fn -> Grid.step(grid) end)
Best.of("memo-in-a-map", fn -> Collatz.longest(1500) end)
Best.of("comprehension", fn -> for(a <- 1..60, b <- a..60, c <- b..60, a * a + b * b == c * c, do: {a, b, c}) end)
Best.of("string-building", fn -> Text.report(1000) end)
Best.of("caesar", fn -> Text.caesar(text, 13) end)
Best.of("word-count", fn -> Text.count_words(text) end)
Best.of("sorting", fn -> {Sorting.quick(shuffled), Sorting.merge(shuffled), Enum.sort(shuffled)} end)
Best.of("mapset-sieve", fn -> Numbers.sieve(3000) end)
Best.of("binary-parsing", fn -> Packets.parse(packets, []) end)
Best.of("palindrome-products", fn -> Numbers.palindromes(50..120) end)
Best.of("letter-puzzle", fn -> Puzzle.solve() end)
Best.of("maze-search", fn -> Maze.distance(30) end)
Best.of("knapsack", fn -> Knapsack.best(items, 60) end)

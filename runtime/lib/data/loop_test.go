package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestLoopsAreUsedAgain checks that a loop can be reused after its end, but not after an exception
// or while its fun runs a nested loop.
func TestLoopsAreUsedAgain(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Turns do
  def id(x), do: x
  def table(n), do: Enum.map(1..n, fn x -> Enum.map(1..n, fn y -> id(x) * id(y) end) end)
  def left(list) do
    Enum.map(list, fn x ->
      try do
        Enum.reduce([1, 2, x], 0, fn y, sum -> sum + div(6, id(y)) end)
      rescue
        ArithmeticError -> Enum.filter([x, 5], &(id(&1) > 1))
      catch
        thrown -> thrown
      end
    end)
  end
  def found(list), do: Enum.find_value(list, fn x -> Enum.find_value(list, fn y -> x + y == 7 and id({x, y}) end) end)
  def kept(list), do: Enum.map(list, fn x -> hd(Enum.take_while([x, 9, 1], &(id(&1) > 2)) ++ [:none]) end)
  def trace do
    Enum.map([1], fn _ -> Enum.map([2], fn x -> raise "at #{x}" end) end)
  rescue
    _ -> for {_, name, arity, _} <- __STACKTRACE__, name != :trace, do: {name, arity}
  end
end`)
	for _, c := range []struct{ src, want string }{
		{`Turns.table(3)`, "[[1, 2, 3], [2, 4, 6], [3, 6, 9]]"},
		{`Turns.left([0, 3, 0])`, "[[5], 11, [5]]"},
		{`Turns.found([1, 2, 3, 4])`, "{3, 4}"},
		{`Turns.kept([4, 1])`, "[4, :none]"},
		{`Enum.take(Turns.trace(), 4) == Enum.take(Turns.trace(), 4)`, "true"},
		{`1..8 |> Task.async_stream(fn n -> Enum.sum(List.flatten(Turns.table(n))) end) |> Enum.map(&elem(&1, 1))`, "[1, 9, 36, 100, 225, 441, 784, 1296]"},
		{`Enum.map([1 | 2] |> List.wrap() |> Enum.take(1), &(&1 + 1))`, "[2]"},
		{`{Enum.zip_with([[1, 2], [3, 4], [5]], & &1), Enum.zip_with([[1], []], & &1), Enum.zip_with([[1], [2 | 3]], &Enum.sum/1)}`, "{[[1, 3, 5]], [], [3]}"},
		{`Enum.scan(1..12, &+/2)`, "[1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 66, 78]"},
		{`Enum.filter(1..40, &(rem(&1, 3) == 0))`, "[3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39]"},
		{`for n <- 1..11, do: List.delete(Enum.to_list(1..11), n) |> Enum.sum()`, `~c"A@?>=<;:987"`},
		{`{Enum.max_by([1, 2.0, 2, 0], & &1), Enum.min_by([3, 1.0, 1], & &1), Enum.min_by(["b", :c], &is_atom/1)}`, `{2.0, 1.0, "b"}`},
		{`{Enum.max_by([3, 5], &Turns.id/1), Enum.max_by(1..4, &(-Turns.id(&1))), Enum.min_by(%{a: 2, b: 1}, &elem(&1, 1))}`, "{5, 1, {:b, 1}}"},
		{`{Enum.max([1, 3.0, 3]), Enum.min([2, 1, 1.0]), List.last([1]), :lists.last([1, :b])}`, "{3.0, 1, 1, :b}"},
		{`Enum.sort_by(["ccc", "a", "bb", "d"], &byte_size/1)`, `["a", "d", "bb", "ccc"]`},
		{`{Enum.sort([1, 2, 1.0, 3], :desc), Enum.sort(["b", "c", "a"]), Enum.sort(Enum.map(1..20, &rem(&1 * 7, 20)), :desc) |> hd()}`, `{[3, 2, 1.0, 1], ["a", "b", "c"], 19}`},
		{`{Enum.to_list(7..1//-3), Enum.to_list(1..0//1), :lists.seq(1, 0, 2), :lists.seq(2, 9, 3)}`, "{[7, 4, 1], [], [], [2, 5, 8]}"},
		{`(Enum.each(1..3, &send(self(), &1)); Enum.each(%{k: 4}, fn {:k, v} -> send(self(), v) end); Enum.map(1..4, fn _ -> receive do n -> n end end))`, "[1, 2, 3, 4]"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s is %s, want %s", c.src, got, c.want)
		}
	}
}

// TestLoopsEndWithTheTurn checks a loop that ends before its last element and returns to an outer
// loop, whose next call is the end of the process's turn. The lengths vary, so that each of the
// places of a round is the last of a turn.
func TestLoopsEndWithTheTurn(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Ends do
  def id(x), do: x
  def any(n), do: Enum.count(1..n, fn x -> id(x) > 0 and Enum.any?([0, x, 0], &(&1 == x)) end)
  def while(n), do: Enum.map(1..n, fn x -> Enum.reduce_while([x, 0], id(1), fn y, acc -> {:halt, y - acc} end) end) |> Enum.sum()
end`)
	for _, c := range []struct{ src, want string }{
		{`Enum.all?(7990..8010, &(Ends.any(&1) == &1))`, "true"},
		{`Enum.all?(7990..8010, &(Ends.while(&1) == div(&1 * (&1 - 1), 2)))`, "true"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s is %s, want %s", c.src, got, c.want)
		}
	}
}

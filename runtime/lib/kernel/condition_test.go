package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestConditions checks comparisons and type tests as conditions, which are compiled in place. A
// condition that is not a boolean must still raise.
func TestConditions(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Ask do
  def within(n, least, most), do: if(n >= least and n <= most and n != 13, do: {:in, n})
  def either(a, b), do: (a > 0 and b > 0) or (is_atom(a) and not is_atom(b))
  def left(a, b), do: a > 1 and b
  def right(a, b), do: a and b > 1
  def way(a) do
    case a > 1 do
      false -> :no
      true -> :yes
      _ -> :never
    end
  end
  def first(a, b) do
    cond do
      a > 1 and b < 3 -> :one
      a == b or b > 7 -> :two
      true -> :three
    end
  end
  def count(list), do: Enum.count(list, fn x -> x > 2 and (x < 9 or x == 20) end)
  def picked(list), do: Enum.map(list, fn x -> cond do x == 1 or x === 2.0 -> :low; is_atom(x) and x != nil -> :atom; x -> x end end)
end`)
	for _, c := range []struct{ src, want string }{
		{`Enum.map([3, 13, 20, 21], &Ask.within(&1, 4, 20))`, "[nil, nil, {:in, 20}, nil]"},
		{`{Ask.either(1, 1), Ask.either(0, 1), Ask.either(:a, :b), Ask.either(:a, 0)}`, "{true, false, true, true}"},
		{`{Ask.left(2, :any), Ask.left(1, :any), Ask.right(false, 9), Ask.right(true, 9)}`, "{:any, false, false, true}"},
		{`{Ask.way(1), Ask.way(2)}`, "{:no, :yes}"},
		{`{Ask.first(2, 2), Ask.first(5, 5), Ask.first(1, 8), Ask.first(1, 5)}`, "{:one, :two, :two, :three}"},
		{`Ask.count([1, 2, 3, 8, 9, 20])`, "3"},
		{`Ask.picked([1, 2.0, :b, "c"])`, `[:low, :low, :atom, "c"]`},
		{`try do Ask.right(3, 1) rescue e -> e.term end`, "3"},
		{`try do Ask.picked([nil]) rescue e -> e.__struct__ end`, "CondClauseError"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s is %s, want %s", c.src, got, c.want)
		}
	}
}

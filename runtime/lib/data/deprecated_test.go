package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestNamesOfBefore calls deprecated functions of Elixir 1.18.4.
func TestNamesOfBefore(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"chunks", `{apply(Enum, :chunk, [[1, 2, 3], 2]), apply(Enum, :chunk, [[1, 2, 3], 2, 1]), apply(Enum, :chunk, [[1, 2, 3], 2, 2, [0]]), Enum.to_list(apply(Stream, :chunk, [[1, 2, 3], 2]))}`,
			"{[[1, 2]], [[1, 2], [2, 3]], [[1, 2], [3, 0]], [[1, 2]]}"},
		{"of Enum", `{apply(Enum, :partition, [[1, 2], &(&1 > 1)]), apply(Enum, :uniq, [[1, 3], &rem(&1, 2)]), apply(Enum, :filter_map, [[1, 2], &(&1 > 1), &(&1 * 2)])}`, "{{[2], [1]}, [1], [4]}"},
		{"of maps", `{apply(Map, :map, [%{a: 1}, fn {_, v} -> v + 1 end]), apply(Keyword, :size, [[a: 1]]), apply(Keyword, :delete, [[a: 1, a: 2], :a, 1]), apply(Range, :range?, [1..2])}`, "{%{a: 2}, 1, [a: 2], true}"},
		{"of texts", `{apply(String, :strip, [" a "]), apply(String, :lstrip, ["xa", ?x]), apply(String, :rjust, ["a", 3]), apply(String, :ljust, ["a", 3, ?-]), apply(Integer, :to_char_list, [42])}`,
			`{"a", "a", "  a", "a--", ~c"42"}`},
		{"slices that go down", `{Enum.slice([1, 2, 3], 0..-2//-1), String.slice("elixir", 3..1//-1)}`, `{[1, 2], ""}`},
		{"a struct of a map", `defmodule Made do defstruct [:a] end; struct!(Made, %{a: 1}).a`, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

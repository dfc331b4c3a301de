package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestPaths sets values at paths through maps, which Go code implements, and through other values.
func TestPaths(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Shelf do
  defstruct [:left]
end`)
	for src, want := range map[string]string{
		`put_in(%{a: %{b: 1, c: 2}, d: 3}, [:a, :b], 7)`:                                                         "%{a: %{b: 7, c: 2}, d: 3}",
		`put_in(%{}, [:a], 7)`:                                                                                   "%{a: 7}",
		`put_in(%{a: %{}}, [:a, "b"], nil)`:                                                                      `%{a: %{"b" => nil}}`,
		`put_in(%{a: [b: 1]}, [:a, :b], 7)`:                                                                      "%{a: [b: 7]}",
		`put_in([a: %{b: 1}], [:a, :b], 7)`:                                                                      "[a: %{b: 7}]",
		`put_in(%{a: [1, 2]}, [:a, Access.at(1)], 7)`:                                                            "%{a: [1, 7]}",
		`put_in(%{a: %{b: 1}}, [Access.key(:a), :b], 7)`:                                                         "%{a: %{b: 7}}",
		`put_in(%{a: %Shelf{left: 1}}, [:a, Access.key(:left)], 7)`:                                              "%{a: %Shelf{left: 7}}",
		`put_in(%{Shelf => %{&is_map/1 => 1}}, [Shelf, &is_map/1], 7)`:                                           "%{Shelf => %{&:erlang.is_map/1 => 7}}",
		`put_in(Enum.reduce(9..1//-1, 0, &%{&1 => &2}), Enum.to_list(1..9), :end)`:                               "%{1 => %{2 => %{3 => %{4 => %{5 => %{6 => %{7 => %{8 => %{9 => :end}}}}}}}}}",
		`try do put_in(%{}, [:a, :b], 7) rescue e -> e.message end`:                                              `"could not put/update key :b on a nil value"`,
		`try do put_in(%{a: 1}, [:a, :b], 7) rescue e -> e.__struct__ end`:                                       "FunctionClauseError",
		`try do put_in(%{a: %Shelf{}}, [:a, :left], 7) rescue e -> e.__struct__ end`:                             "UndefinedFunctionError",
		`try do put_in(%{}, [], 7) rescue e -> e.__struct__ end`:                                                 "FunctionClauseError",
		`{Enum.map(3..9//3, & &1), Enum.map(9..3//-4, & &1), Enum.map(3..1//1, & &1), Enum.map(1..3//-1, & &1)}`: "{[3, 6, 9], [9, 5], [], []}",
		`Enum.map((2 ** 70)..(2 ** 70 + 1), &(&1 - 2 ** 70))`:                                                    "[0, 1]",
		`Enum.map((2 ** 56)..(2 ** 56 + 1), &(&1 - 2 ** 56))`:                                                    "[0, 1]",
		`Enum.reduce((1 - 2 ** 56)..(2 ** 56 - 1)//(2 ** 56 - 1), 0, &+/2)`:                                      "0",
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestPlaces checks functions that change lists at an index, and keyword lists at a key.
func TestPlaces(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`for i <- -4..4, do: List.replace_at([:a, :b, :c], i, :x)`: "[[:a, :b, :c], [:x, :b, :c], [:a, :x, :c], [:a, :b, :x], " +
			"[:x, :b, :c], [:a, :x, :c], [:a, :b, :x], [:a, :b, :c], [:a, :b, :c]]",
		`for i <- -4..4, do: List.insert_at([:a, :b], i, :x)`: "[[:x, :a, :b], [:x, :a, :b], [:a, :x, :b], [:a, :b, :x], " +
			"[:x, :a, :b], [:a, :x, :b], [:a, :b, :x], [:a, :b, :x], [:a, :b, :x]]",
		`{List.replace_at([7 | 8], 0, 1), List.insert_at([7 | 8], 1, 1)}`:                              "{[1 | 8], [7, 1 | 8]}",
		`{List.replace_at([1], 2 ** 70, 7), List.insert_at([1], 2 ** 70, 7)}`:                          "{[1], [1, 7]}",
		`1..9000 |> Enum.to_list() |> List.replace_at(8000, 0) |> Enum.sum()`:                          "40496499",
		`1..9000 |> Enum.to_list() |> List.delete(8000) |> Enum.sum()`:                                 "40496500",
		`Keyword.merge([a: 1, b: 2, a: 3, c: 4], a: 9, d: 3)`:                                          "[b: 2, c: 4, a: 9, d: 3]",
		`{Keyword.delete([a: 1, b: 2, a: 3], :a), Keyword.put([a: 1, b: 2], :b, 7)}`:                   "{[b: 2], [b: 7, a: 1]}",
		`Keyword.delete([{"a", 1}, {:a, 2}], :a)`:                                                      `[{"a", 1}]`,
		`for k <- [[], [a: 1], [{:a, 1} | 2], [{:a, 1, 2}], [{"a", 1}], %{}], do: Keyword.keyword?(k)`: "[true, true, false, false, false, false]",
		`{List.last([]), List.last([], 3), List.last([1, nil], 3), List.last([1, 2])}`:                 "{nil, 3, nil, 2}",
		`for r <- [1..4, 4..1//1, 9..1//-3, 5..5], do: Enum.sum(r)`:                                    "[10, 0, 18, 5]",
		`(m = %{a: 1, b: 2}; {Map.put(m, :a, 1), Map.put(m, :a, 1.0), Map.put(%{a: "x"}, :a, "x")})`:   `{%{a: 1, b: 2}, %{a: 1.0, b: 2}, %{a: "x"}}`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

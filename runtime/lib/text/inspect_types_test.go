package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestInspectTypes calls the implementations of Inspect for built-in types, as implementations for
// structs do. The results are those of Elixir 1.18.
func TestInspectTypes(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Pair do
  defstruct left: 1, right: nil
  def text(doc), do: doc |> Inspect.Algebra.format(80) |> IO.iodata_to_binary()
end
defmodule Tight do
  defstruct [:at]
  defimpl Inspect do
    def inspect(tight, opts), do: Inspect.Algebra.concat(["Tight ", Inspect.Map.inspect(Map.from_struct(tight), opts)])
  end
end`)
	for src, want := range map[string]string{
		`Pair.text(Inspect.Map.inspect(%{2 => 3, a: 1}, %Inspect.Opts{}))`:                                                          `"%{2 => 3, :a => 1}"`,
		`Pair.text(Inspect.Map.inspect(%{a: 1, b: 2}, "Pair", [%{field: :b}], %Inspect.Opts{}))`:                                    `"%Pair{b: 2}"`,
		`Pair.text(Inspect.Any.inspect(struct(Pair), "Pair", [%{field: :left}], %Inspect.Opts{}))`:                                  `"#Pair<left: 1, ...>"`,
		`Pair.text(Inspect.List.keyword({:"a b", %{c: 1}}, %Inspect.Opts{}))`:                                                       `"\"a b\": %{c: 1}"`,
		`{Inspect.List.keyword?([a: 1]), Inspect.List.keyword?([{String, 1}]), Inspect.List.keyword?([])}`:                          `{true, false, true}`,
		`for v <- [:a, "b", 1.5, 2, {3}, [4]], do: v |> Inspect.impl_for() |> apply(:inspect, [v, %Inspect.Opts{}]) |> Pair.text()`: `[":a", "\"b\"", "1.5", "2", "{3}", "[4]"]`,
		`[struct(Tight, at: [1])]`: `[Tight %{at: [1]}]`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

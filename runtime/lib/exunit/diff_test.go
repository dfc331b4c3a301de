package exunit_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestDiff compares the differences that ExUnit marks with those of ExUnit 1.18. The test shows the
// marks as < and >.
func TestDiff(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Cup do defstruct [:size, :lid] end
	defmodule Show do
		def both(left, right, context \\ :==) do
			formatter = fn
				kind, text when kind in [:diff_delete_whitespace, :diff_insert_whitespace] -> "(" <> text <> ")"
				_kind, text -> "<" <> text <> ">"
			end
			{l, r} = ExUnit.Diff.texts(left, right, context, 60, formatter)
			l <> " | " <> r
		end
	end`)
	for _, c := range []struct{ name, src, want string }{
		{"texts", `Show.both("read it", "reads it")`, `"read it" | "read<s> it"`},
		{"texts unlike each other", `Show.both("up", "sideways")`, `"<up>" | "<sideways>"`},
		{"blanks", `Show.both("p q", "pq")`, `"p( )q" | "pq"`},
		{"numbers", `Show.both(1250, 1350)`, `1<2>50 | 1<3>50`},
		{"other kinds", `Show.both(1, 1.0, :===)`, `<1> | <1.0>`},
		{"lists", `Show.both([1, 2, 3], [1, 3, 4])`, `[1, <2>, 3] | [1, 3, <4>]`},
		{"improper", `Show.both([1 | 2], [1 | 3])`, `[1 | <2>] | [1 | <3>]`},
		{"charlists", `Show.both(~c"abc", ~c"abd")`, `~c"ab<c>" | ~c"ab<d>"`},
		{"keywords", `Show.both([p: 1, q: 2], [p: 1, r: 2])`, `[p: 1, <q:> 2] | [p: 1, <r:> 2]`},
		{"keywords of other lengths", `Show.both([p: 1], [p: 1, r: 2])`, `[p: 1] | [{:p, 1}, <{:r, 2}>]`},
		{"maps", `Show.both(%{p: 1, q: [1]}, %{p: 1, q: [2], r: 3})`, `%{p: 1, q: [<1>]} | %{p: 1, q: [<2>], <r: 3>}`},
		{"keys", `Show.both(%{1 => :p, q: 1}, %{1 => :p})`, `%{1 => :p, <:q => 1>} | %{1 => :p}`},
		{"structs", `Show.both(%{struct(Cup) | size: 1}, %{struct(Cup) | size: 2})`, `%Cup{lid: nil, size: <1>} | %Cup{lid: nil, size: <2>}`},
		{"struct and map", `Show.both(%{struct(Cup) | size: 1}, %{size: 1})`, `%<Cup>{size: 1, <lid: nil>} | %{size: 1}`},
		{"shown otherwise", `Show.both(~D[2024-02-01], ~D[2024-03-01])`, `~D[2024-0<2>-01] | ~D[2024-0<3>-01]`},
		{"lines", `Show.both(Enum.to_list(1000..1014), Enum.to_list(1001..1014)) |> String.split("\n") |> length()`, `32`},
		{"pattern", `Show.both(quote(do: {:ok, %{id: 1, at: _}}), {:ok, %{id: 2, at: 7, by: 8}}, {:match, []})`, `{:ok, %{at: _, id: <1>}} | {:ok, %{at: 7, id: <2>, by: 8}}`},
		{"equal numbers", `Show.both(1, 1.0)`, `1 | 1.0`},
		{"more on the right", `Show.both([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7])`, `[<1>, 2, 3, 4, 5, 6] | [2, 3, 4, 5, 6, <7>]`},
		{"a proper and an improper list", `Show.both([1 | 2], [1, 2])`, `[1 | <2>] | [1, <2>]`},
		{"fields that are not shown", `defmodule Sec do @derive {Inspect, only: [:a]}; defstruct [:a, :b] end; Show.both(struct(Sec, a: 1, b: 2), struct(Sec, a: 1, b: 3))`, `%Sec{a: 1, b: <2>} | %Sec{a: 1, b: <3>}`},
		{"sum of lists", `Show.both(quote(do: [1] ++ [x] ++ rest), [2, 3, 4], {:match, []})`, `[<1>] ++ [x] ++ rest | [2, <3>, 4]`},
		{"texts behind each other", `Show.both(quote(do: "a" <> "b" <> x), "acde", {:match, []})`, `"a" <> "<b>" <> x | "a<c>de"`},
		{"guard", `Show.both(quote(do: {x, y} when x > y and is_atom(x) or x == 1), {2, 3}, {:match, []})`, `{x, y} when <x > y> and <is_atom(x)> or <x == 1> | {2, 3}`},
		{"guard of a pattern that does not match", `Show.both(quote(do: {:a, x} when x > 1), {:b, 2}, {:match, []})`, `{<:a>, x} when x > 1 | {<:b>, 2}`},
		{"any struct", `Show.both(quote(do: %_{size: 1}), struct(Cup), {:match, []})`, `%{__struct__: _, size: <1>} | %Cup{size: <nil>, lid: nil}`},
		{"struct of literals", `Show.both({:%, [], [Cup, {:%{}, [], [size: 1]}]}, struct(Cup, size: 2), {:match, []})`, `%Cup{size: <1>} | %Cup{size: <2>, lid: nil}`},
		{"date", `Show.both({:%, [], [Date, {:%{}, [], [calendar: Calendar.ISO, day: 1, month: 1, year: 2020]}]}, ~D[2020-01-02], {:match, []})`, `~D[2020-01-0<1>] | ~D[2020-01-0<2>]`},
		{"maps in a list", `Show.both(quote(do: [%{id: 1}, %{id: 2}]), [%{id: 1, n: "x"}, %{id: 3, n: "y"}, %{id: 4}], {:match, []})`, `[%{id: 1}, %{id: <2>}] | [%{id: 1, n: "x"}, %{id: <3>, n: "y"}, <%{id: 4}>]`},
		{"closures", `f = fn x -> fn -> x end end; Show.both(f.(1), f.(2)) |> String.replace(~r/\d+\.\d+\/\d/, "N") |> String.replace(~r/ in [^\n]*/, "")`, "#Function<\n  N\n  [<1>]\n> | #Function<\n  N\n  [<2>]\n>"},
		{"pins", `Show.both(quote(do: {^p, ^q, r}), {1, 3, 4}, {:match, [p: 1, q: 2]})`, `{^p, <^q>, r} | {1, <3>, 4}`},
		{"part of a pinned value", `Show.both(quote(do: {^p, 1}), {%{k: 3, l: 5}, 1}, {:match, [p: %{k: 2, l: 5}]})`, `{<^p>, 1} | {%{k: <3>, l: 5}, 1}`},
		{"variable twice", `Show.both(quote(do: [p, p]), [1, 2], {:match, []})`, `[p, <p>] | [1, <2>]`},
		{"key that is missing", `Show.both(quote(do: %{"p" => _}), %{"q" => 1}, {:match, []})`, `%{<"p" => _>} | %{"q" => 1}`},
		{"prefix", `Show.both(quote(do: "cat" <> _), "cut off", {:match, []})`, `"c<a>t" <> _ | "c<u>t off"`},
		{"tail", `Show.both(quote(do: [1 | [3]]), [1, 2], {:match, []})`, `[1 | [<3>]] | [1, <2>]`},
		{"sizes", `Show.both(quote(do: {1, 2, _}), {1, 2}, {:match, []})`, `{1, 2, <_>} | {1, 2}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.want
			if got := st.Eval(t, c.src); got != want && got != st.Eval(t, "~S'''\n"+want+"\n''' |> String.trim_trailing()") {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}

// TestFailureText formats failed assertions as ExUnit 1.18 does.
func TestFailureText(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Mug do
		import ExUnit.Assertions
		@full 3
		def long(), do: assert(%{mugs: %{blue: "on the upper shelf", green: "in the sink"}, plates: 4} == Map.put(%{mugs: %{blue: "on the upper shelf"}}, :plates, 4))
		def numbers(), do: assert(Enum.to_list(100..130) == [])
		def pinned(tea, cup), do: assert({^cup, ^tea, _} = {1, 1, 1})
		def attribute(), do: assert({@full, 1} = {2, 1})
	end
	defmodule Told do
		def of(fun) do
			fun.()
		rescue
			error -> ExUnit.Formatter.format_assertion_error(error)
		end
	end`)
	for _, c := range []struct{ name, src, want string }{
		{"code breaks in what is asserted", `Told.of(&Mug.long/0)`,
			"Assertion with == failed\ncode:  assert %{mugs: %{blue: \"on the upper shelf\", green: \"in the sink\"}, plates: 4} ==\n" +
				"         Map.put(%{mugs: %{blue: \"on the upper shelf\"}}, :plates, 4)\n" +
				"left:  %{\n         mugs: %{\n           blue: \"on the upper shelf\",\n           green: \"in the sink\"\n         },\n         plates: 4\n       }\nright: %{mugs: %{blue: \"on the upper shelf\"}, plates: 4}"},
		{"lines of a value", `Told.of(&Mug.numbers/0)`,
			"Assertion with == failed\ncode:  assert Enum.to_list(100..130) == []\nleft:  [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112,\n" +
				"        113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123,\n        124, 125, 126, 127, 128, 129, 130]\nright: []"},
		{"pins", `Told.of(fn -> Mug.pinned(5, 1) end)`,
			"match (=) failed\nThe following variables were pinned:\n  tea = 5\n  cup = 1\ncode:  assert {^cup, ^tea, _} = {1, 1, 1}\nleft:  {^cup, ^tea, _}\nright: {1, 1, 1}"},
		{"attribute", `Told.of(&Mug.attribute/0)`, "match (=) failed\ncode:  assert {@full, 1} = {2, 1}\nleft:  {3, 1}\nright: {2, 1}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(st.Printed())
			st.Eval(t, "IO.write("+c.src+")")
			if got := st.Printed()[before:]; got != c.want+"\n" {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

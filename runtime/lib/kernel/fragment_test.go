package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestFragments compares with the results of Code.Fragment of Elixir 1.18.4.
func TestFragments(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ code, want string }{
		{`Code.Fragment.cursor_context("foo, ")`, ":expr"},
		{`Code.Fragment.cursor_context("x |> Enum.ma")`, `{:dot, {:alias, ~c"Enum"}, ~c"ma"}`},
		{`Code.Fragment.cursor_context("%__MODULE__.Wor")`, `{:struct, {:alias, {:local_or_var, ~c"__MODULE__"}, ~c"Wor"}}`},
		{`Code.Fragment.cursor_context("@a.b. # said\n c(")`, `{:dot_call, {:dot, {:module_attribute, ~c"a"}, ~c"b"}, ~c"c"}`},
		{`Code.Fragment.cursor_context("f(?), ')').x")`, `{:dot, :expr, ~c"x"}`},
		{`Code.Fragment.cursor_context("Foo . + /")`, `{:dot_arity, {:alias, ~c"Foo"}, ~c"+"}`},
		{`Code.Fragment.cursor_context("x when ")`, `{:operator_call, ~c"when"}`},
		{`Code.Fragment.cursor_context(":hell@o.wor")`, `{:dot, {:unquoted_atom, ~c"hell@o"}, ~c"wor"}`},
		{`Code.Fragment.cursor_context("f.(")`, `{:anonymous_call, {:var, ~c"f"}}`},
		{`Code.Fragment.cursor_context("~r<")`, ":none"},
		{`Code.Fragment.surround_context("Foo # dc\n. Bar .\n Baz", {2, 1})`, `%{begin: {1, 1}, context: {:alias, ~c"Foo.Bar.Baz"}, end: {3, 5}}`},
		{`Code.Fragment.surround_context("if foo?, do: bar()", {1, 10})`, `%{begin: {1, 10}, context: {:key, ~c"do"}, end: {1, 12}}`},
		{`Code.Fragment.surround_context("a / b", {1, 1})`, `%{begin: {1, 1}, context: {:local_arity, ~c"a"}, end: {1, 2}}`},
		{`Code.Fragment.surround_context("& &123 + 1", {1, 5})`, `%{begin: {1, 3}, context: {:capture_arg, ~c"&123"}, end: {1, 7}}`},
		{`Code.Fragment.surround_context("foo", {1, 4})`, ":none"},
		{`Code.Fragment.container_cursor_to_quoted("max(some_value, ")`, "{:ok, {:max, [line: 1], [{:some_value, [line: 1], nil}, {:__cursor__, [line: 1], []}]}}"},
		{`Code.Fragment.container_cursor_to_quoted("fn x", trailing_fragment: " -> :ok end")`, "{:ok, {:fn, [line: 1], [{:->, [line: 1], [[{:__cursor__, [line: 1], []}], :ok]}]}}"},
		{`Code.Fragment.container_cursor_to_quoted("foo(]") |> elem(1) |> elem(2)`, `"]"`},
		{`Code.string_to_quoted("when")`, `{:error, {[line: 1, column: 1], "syntax error before: ", "'when'"}}`},
		{`Code.string_to_quoted("~foo(a) + b") |> elem(1) |> elem(2)`, `"~foo(a) + b"`},
		{`{:escape, 1} in Macro.__info__(:functions)`, "true"},
	} {
		if got := st.Eval(t, c.code); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.code, got, c.want)
		}
	}
}

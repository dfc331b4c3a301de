package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestInspectPrograms compares with the results of Elixir 1.18.4.
func TestInspectPrograms(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"colours end", `{inspect(1, syntax_colors: [number: :red]), inspect(<<1::12>>, syntax_colors: [binary: :green])}`, `{"\e[31m1\e[0m", "\e[32m<<\e[0m0, 1::size(4)\e[32m>>\e[0m"}`},
		{"bytes as strings", `inspect(<<193>>, base: :hex, binaries: :as_strings)`, `"\"\\xC1\""`},
		{"nothing of it", `{inspect([1], limit: 0), inspect("ab", printable_limit: 0), inspect(%{a: 1}, limit: 0)}`, `{"[...]", "\"\" <> ...", "%{...}"}`},
		{"limits beyond 64 bits", `l = Enum.to_list(1..60); for o <- [[limit: 10 ** 20], [limit: 2 ** 63], [printable_limit: 10 ** 20]], do: {byte_size(inspect(l, o)), byte_size(inspect(String.duplicate("a", 5000), o))}`, `[{231, 4105}, {231, 4105}, {196, 5002}]`},
		{"other values of options", `{inspect(~c"cat", charlists: []), inspect("cat", binaries: :any), inspect([~c"a", "b"], charlists: :any)}`, `{"[99, 97, 116]", "<<99, 97, 116>>", "[[97], \"b\"]"}`},
		{"sequences of colours", `IO.ANSI.format(["a", :bright, "b"], true)`, `[[[[[], "a"] | "\e[1m"], "b"] | "\e[0m"]`},
		{"names", `for a <- [Elixir.Elixir, :~~~, :^^^, :"ola\u0301", :"\u2063"], do: inspect(a)`, `["Elixir.Elixir", ":\"~~~\"", ":\"^^^\"", ":\"olá\"", ":\"\\u2063\""]`},
		{"invisible", `inspect("a\u2063\u00a0")`, `"\"a\\u2063\\u00A0\""`},
		{"expressions", `for s <- ["a\\/b", "a/b", "\b\e/"], do: inspect(Regex.compile!(s))`, `["~r/a\\/b/", "~r/a\\/b/", "~r/\\x08\\x1B\\//"]`},
		{"expressions with options", `{inspect(Regex.compile!("a", [:caseless])), inspect(Regex.compile!("a", [:ucp]))}`, `{"~r/a/i", "Regex.compile!(\"a\", [:ucp])"}`},
		{"ranges without a step", `r = %{__struct__: Range, first: 3, last: 1}; {inspect(r), Enum.to_list(r), Range.size(r), String.slice("elixir", %{r | first: 1, last: 3})}`, `{"3..1//-1", [3, 2, 1], 3, "lix"}`},
		{"a function of one's own", `(hide = fn
				"pin" <> _, _ -> "?"
				value, opts -> Inspect.inspect(value, opts)
			end
			own = inspect(%{:a => ["pin 1", {"pin 2", [b: "c"]}], "pin 3" => ~c"d"}, inspect_fun: hide)
			Inspect.Opts.default_inspect_fun(hide)
			all = inspect({"pin", MapSet.new(["pin"])})
			Inspect.Opts.default_inspect_fun(&Inspect.inspect/2)
			{own, all, inspect("pin")})`, `{"%{:a => [?, {?, [b: \"c\"]}], ? => ~c\"d\"}", "{?, MapSet.new([?])}", "\"pin\""}`},
		{"documents", `(require Inspect.Algebra; for doc <- ["a", :doc_nil, Inspect.Algebra.break(), {:a, 1}, 1, nil], do: Inspect.Algebra.is_doc(doc))`, `[true, true, true, false, false, false]`},
		{"an implementation that fails", `defmodule Failing do
				defstruct [:name]
				defimpl Inspect do
					def inspect(failing, _), do: Atom.to_string(failing.name)
				end
			end
			shown = inspect(struct(Failing, name: "x"))
			raised = try do inspect(struct(Failing, name: "x"), safe: false) rescue e in Inspect.Error -> Exception.message(e) end
			{String.slice(shown, 0, 50), raised}`,
			`{"#Inspect.Error<\n  got ArgumentError with message:\n", "got ArgumentError with message:\n\n    \"\"\"\n    errors were found at the given arguments:\n\n      * 1st argument: not an atom\n    \"\"\"\n\nwhile inspecting:\n\n    %{__struct__: Failing, name: \"x\"}\n"}`},
		{"an implementation that misses a key", `defmodule Missing do
				defstruct [:name]
				defimpl Inspect do
					def inspect(missing, _), do: missing.size
				end
			end
			try do inspect(struct(Missing, name: "x"), safe: false) rescue e in Inspect.Error -> Exception.message(e) end`,
			`"got KeyError with message:\n\n    \"\"\"\n    key :size not found in: %{__struct__: Missing, name: \"x\"}\n    \"\"\"\n\nwhile inspecting:\n\n    %{__struct__: Missing, name: \"x\"}\n"`},
		{"versions", `{inspect(Version.parse!("7.1.0")), inspect(Version.parse!("7.1.0-rc+x")), inspect(%{__struct__: Version, major: 7})}`, `{"%Version{major: 7, minor: 1, patch: 0}", "%Version{major: 7, minor: 1, patch: 0, pre: [\"rc\"], build: \"x\"}", "%Version{major: 7, minor: nil, patch: nil, pre: nil}"}`},
		{"fields that are not there", `try do defmodule Derived do
				@derive {Inspect, only: [:c]}
				defstruct [:a]
			end rescue e -> e.message end`, `"unknown fields [:c] in :only when deriving the Inspect protocol for Derived"`},
		{"lines that collapse", `import Inspect.Algebra; d = concat([collapse_lines(2), line(), line(), line(), "a"]); d |> nest(2) |> format(10) |> IO.iodata_to_binary()`, `"\n\n  a"`},
		{"containers", `import Inspect.Algebra; show = fn l -> container_doc("[", l, "]", %Inspect.Opts{}, fn d, _ -> d end) |> format(80) |> IO.iodata_to_binary() end
			{show.(["a", empty(), "b"]), show.(["a" | "b"]), show.([empty()])}`, `{"[a, b]", "[a | b]", "[]"}`},
		{"cut-off characters at the end", `for b <- [<<240, 159>>, <<240, 159, 145, 195>>, <<237, 160>>], do: String.replace_invalid(b)`, `["�", "��", "��"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

package kernel_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestEncoded parses text with literal and atom encoders, and formats quoted forms. The results are
// those of Elixir 1.18.
func TestEncoded(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `defmodule Laid do
		def wrap(v, meta), do: {:ok, {:__block__, meta, [v]}}

		def out(form, options \\ [], width \\ 98) do
			form |> Code.quoted_to_algebra(options) |> Inspect.Algebra.format(width) |> IO.iodata_to_binary()
		end

		def text(text), do: text |> Code.string_to_quoted!(literal_encoder: &wrap/2, token_metadata: true, unescape: false) |> Macro.to_string()

		def again(text, width \\ 98) do
			{form, comments} = Code.string_to_quoted_with_comments!(text, literal_encoder: &wrap/2, token_metadata: true, unescape: false)
			out(form, [comments: comments, escape: false], width)
		end
	end`)
	for _, c := range []struct{ src, want string }{
		{`Code.string_to_quoted!("[1, :a]", literal_encoder: fn v, _ -> {:ok, {:lit, v}} end)`, `{:lit, [lit: 1, lit: :a]}`},
		{`Code.string_to_quoted("1 + 2", literal_encoder: fn _, _ -> {:error, "no numbers"} end)`, `{:error, {[line: 1], "no numbers: ", "1"}}`},
		{`Code.string_to_quoted("new_name", static_atoms_encoder: fn n, meta -> {:ok, {n, meta[:column]}} end)`, `{:ok, {{"new_name", 1}, [line: 1], nil}}`},
		{`Code.string_to_quoted("x.y", static_atoms_encoder: fn n, _ -> if n == "y", do: {:error, "odd"}, else: {:ok, :x} end)`, `{:error, {[line: 1, column: 3], "odd: ", "y"}}`},
		{`Code.string_to_quoted!("\"a\\nb\"", unescape: false)`, `"a\\nb"`},
		{`Code.string_to_quoted_with_comments("f() # one\n\n# two")`,
			`{:ok, {:f, [line: 1], []}, [%{column: 5, line: 1, next_eol_count: 2, previous_eol_count: 0, text: "# one"}, %{column: 1, line: 3, next_eol_count: 0, previous_eol_count: 2, text: "# two"}]}`},
		{`for c <- elem(Code.string_to_quoted_with_comments!("# one\n1 # two\n \n# three\n\n"), 1), do: {c.previous_eol_count, c.next_eol_count}`, `[{1, 1}, {0, 2}, {2, 2}]`},
		{`for c <- elem(Code.string_to_quoted_with_comments!("\n\n# one\n"), 1), do: {c.previous_eol_count, c.next_eol_count}`, `[{2, 1}]`},
		{`Code.string_to_quoted!("a # c\n\nb", token_metadata: true, columns: true) |> elem(2) |> hd() |> elem(1)`, `[end_of_expression: [newlines: 2, line: 1, column: 3], line: 1, column: 1]`},
		{`Laid.out([{:__block__, [token: "1", line: 1], [:a]}])`, `"[:a]"`},
		{`Laid.again("%{a: 1, b: %S{c: [d: 2]}} = x")`, `"%{a: 1, b: %S{c: [d: 2]}} = x"`},
		{`Laid.again("%{\"k\" => 1, a: 2}")`, `"%{\"k\" => 1, a: 2}"`},
		{`Laid.text("if x, do: %{a: [b: 1]}, else: {1, c: 2}")`, `"if x, do: %{a: [b: 1]}, else: {1, c: 2}"`},
		{`Laid.text("def f(x) do\n  x\nend")`, `"def f(x) do\n  x\nend"`},
		{`Laid.text("f a: 1, b: 2 do\n  3\nend")`, `"f a: 1, b: 2 do\n  3\nend"`},
		{`match?({:error, {_, _, _}}, Code.string_to_quoted_with_comments("f("))`, "true"},
		{`Laid.out(quote(do: f(1, [a: 2])))`, `"f(1, a: 2)"`},
		{`Laid.out(quote(do: mine(1, 2)), locals_without_parens: [mine: 2])`, `"mine 1, 2"`},
		{`Laid.out(quote(do: [1, 2, 3]), [], 5)`, `"[\n  1,\n  2,\n  3\n]"`},
		{`Laid.out(quote(do: (fn 1 -> 2; _ -> 3 end).(1)))`, `"(fn\n   1 -> 2\n   _ -> 3\n end).(1)"`},
		{`Laid.out(quote(do: [{String, 1}]))`, `"[{String, 1}]"`},
		{`Laid.again("f do\n  # why\n  0x1F\n\n  'c'\nend")`, `"f do\n  # why\n  0x1F\n\n  'c'\nend"`},
		{`Laid.out(quote(do: "foo#{bar}baz"))`, `"\"foo\#{bar}baz\""`},
		{`Laid.again("~s(one \#{2} three)")`, `"~s(one \#{2} three)"`},
		{`Code.eval_quoted(quote(do: List.flatten([[1]])), [], %{__ENV__ | tracers: [:missing]}) |> elem(0)`, "[1]"},
		{`Laid.out({:__block__, [], {:bar, [], []}})`, `"{:__block__, [], {:bar, [], []}}"`},
		{`Macro.to_string({1, 2, 3, {:a, [], nil}})`, `"{1, 2, 3, {:a, [], nil}}"`},
		{`Macro.to_string(quote(do: :erlang.binary_to_atom(<<>>, :utf8)))`, `":\"\""`},
		{`Laid.again("call(one, two)", 10)`, `"call(\n  one,\n  two\n)"`},
		{`Code.format_string!("~W/a  b/x", sigils: [W: fn text, opts -> send(self(), opts); String.replace(text, "  ", " ") end]) |> IO.iodata_to_binary()`, `"~W/a b/x"`},
		{`Code.format_string!("~W/a/x", sigils: [W: fn _, opts -> inspect(opts) end]) |> IO.iodata_to_binary()`,
			`"~W/[file: nil, line: 1, sigil: :W, modifiers: ~c\"x\", opening_delimiter: \"\\/\"]/x"`},
		{`Code.format_string!("unless a, do: 'b'", migrate: true) |> IO.iodata_to_binary()`, `"if !a, do: ~c\"b\""`},
	} {
		t.Run(c.src, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

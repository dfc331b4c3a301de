package syntax

import (
	"testing"

	"lab/runtime/term"
)

// TestCursor parses texts that end at a cursor. The quoted form must be that of the text in same,
// as Code.Fragment.container_cursor_to_quoted/2 of Elixir 1.18.4 returns it.
func TestCursor(t *testing.T) {
	for _, c := range []struct{ text, following, same string }{
		{"", "", "__cursor__()"},
		{"max(some, ", "", "max(some, __cursor__())"},
		{"max(some, [1, 2", "", "max(some, [1, __cursor__()])"},
		{"if(is_atom(var))", "", "__cursor__()"},
		{"foo.bar ", "", "foo.bar(__cursor__())"},
		{"foo.bar", "", "foo(__cursor__())"},
		{"alias Foo.Bar, as: ", "", "alias Foo.Bar, as: __cursor__()"},
		{"&Foo.bar/1", "", "&Foo.bar/__cursor__()"},
		{"foo(bar: baz,", "", "foo([bar: baz, __cursor__()])"},
		{"%Foo{foo | bar: baz, b", "", "%Foo{foo | bar: baz, __cursor__()}"},
		{"<<foo, bar::baz", "", "<<foo, bar::__cursor__()>>"},
		{"if foo do bar end", "", "if __cursor__()"},
		{"if foo do\nbar\nelse", "", "if foo do\nbar\nelse __cursor__() end"},
		{"\"a #{\"b #{{", "", "\"a #{\"b #{{__cursor__()}}\"}\""},
		{"IO.puts \"a", "", "IO.puts __cursor__()"},
		{"foo(123, ~r/", "", "foo(123, __cursor__())"},
		{"foo(123, :", "", "foo(123, __cursor__())"},
		{"(fn x, ", "", "(__cursor__())"},
		{"fn {a, ", "", "__cursor__()"},
		{"(fn x, y -> x + y", "", "(fn x, y -> x + __cursor__() end)"},
		{"(fn x, {y", ", z} -> :ok end)", "(fn x, {__cursor__(), z} -> :ok end)"},
		{"(fn x,", "\ny -> :ok end)", "(fn x, __cursor__()\n -> :ok end)"},
		{"case x do\n a when ", "b and c -> d\n end\nfoo", "case x do\n a when __cursor__() -> d\n end"},
		{"foo(1, ", "2, 3)\nbar", "foo(1, __cursor__())"},
		{"foo do\n a", "\nelse\n b\nend", "foo do\n \n__cursor__()\nelse\n b\nend"},
	} {
		o := Options{Cursor: true, Following: c.following}
		got, err := Parse(c.text, o)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		want, err := Parse(c.same, Options{})
		if err != nil {
			t.Fatalf("%q: %v", c.same, err)
		}
		if g, w := Format(got), Format(want); g != w {
			t.Errorf("%q with %q behind it: got\n%s\nwant\n%s", c.text, c.following, g, w)
		}
	}
	for _, text := range []string{"foo)", "foo(]", "?", "a: "} {
		if got, err := Parse(text, Options{Cursor: true}); err == nil {
			t.Errorf("%q: %s", text, term.Inspect(got, term.Opts{}))
		}
	}
}

// TestCursorAnywhere puts the cursor at each byte of a text. Parse must return a form or an error
// for each of three texts after the cursor: none, the rest of the text, and the whole text.
func TestCursorAnywhere(t *testing.T) {
	const text = "defmodule A.B do\n  @doc \"\"\"\n  said #{x}\n  \"\"\"\n  def f(%{a: 1, \"b\" => [c | d]} = e, <<g::8, _::binary>>) when g in 1..2 do\n" +
		"    fn {h, i}, j when h > 1 -> \"k #{\"l #{m}\"} n\"; _, _ -> ~s(o #{p}) end # q\n    case r do\n      ?s -> :\"t #{u}\"\n      'v' -> &w.x/1\n    end\n" +
		"    |> y.z(if: 1, else: 0x1F)\n  rescue\n    _ -> not(1) ++ [a: 1, b: ~w[c d]a]\n  end\nend\n"
	for at := range len(text) + 1 {
		for _, following := range []string{"", text[at:], text} {
			if form, err := Parse(text[:at], Options{Cursor: true, Following: following}); err == nil && form.IsNone() {
				t.Errorf("%q with %q behind it: neither a form nor an error", text[:at], following)
			}
		}
	}
}

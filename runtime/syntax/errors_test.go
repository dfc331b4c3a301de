package syntax

import (
	"errors"
	"strings"
	"testing"
)

// messages are error messages that iex 1.18.4 printed, and messages from the documentation of
// Elixir 1.18's exceptions.
var messages = []struct{ src, file, kind, want string }{
	{")", "iex", KindSyntax, "invalid syntax found on iex:1:1:\n    error: unexpected token: )\n    │\n  1 │ )\n    │ ^\n    │\n    └─ iex:1:1"},
	{"[1, 2\n3]", "iex", KindSyntax, "invalid syntax found on iex:2:1:\n    error: syntax error before: \"3\"\n    │\n  2 │ 3]\n    │ ^\n    │\n    └─ iex:2:1"},
	{"1 2", "iex", KindSyntax, "invalid syntax found on iex:1:3:\n    error: syntax error before: \"2\"\n    │\n  1 │ 1 2\n    │   ^\n    │\n    └─ iex:1:3"},
	{"end", "iex", KindSyntax, "invalid syntax found on iex:1:1:\n    error: unexpected reserved word: end\n    │\n  1 │ end\n    │ ^\n    │\n    └─ iex:1:1"},
	{"defmodule X do def a, do: 1 end end", "iex", KindSyntax, "invalid syntax found on iex:1:33:\n    error: unexpected reserved word: end\n    │\n" +
		"  1 │ defmodule X do def a, do: 1 end end\n    │                                 ^\n    │\n    └─ iex:1:33"},
	{"%{a: }", "iex", KindSyntax, "invalid syntax found on iex:1:6:\n    error: syntax error before: '}'\n    │\n  1 │ %{a: }\n    │      ^\n    │\n    └─ iex:1:6"},
	{"[1, 2, 3, 4, 5, 6)", "nofile", KindMismatchedDelimiter, "mismatched delimiter found on nofile:1:18:\n    error: unexpected token: )\n    │\n" +
		"  1 │ [1, 2, 3, 4, 5, 6)\n    │ │                └ mismatched closing delimiter (expected \"]\")\n    │ └ unclosed delimiter\n    │\n    └─ nofile:1:18"},
	{"[a, b, c\n d, f, g}", "nofile", KindMismatchedDelimiter, "mismatched delimiter found on nofile:2:9:\n    error: unexpected token: }\n    │\n" +
		"  1 │ [a, b, c\n    │ └ unclosed delimiter\n  2 │  d, f, g}\n    │         └ mismatched closing delimiter (expected \"]\")\n    │\n    └─ nofile:2:9"},
	{"[ :a,\n\n\n\n\n\n\n\n)", "nofile", KindMismatchedDelimiter, "mismatched delimiter found on nofile:9:1:\n    error: unexpected token: )\n    │\n" +
		"  1 │ [ :a,\n    │ └ unclosed delimiter\n ...\n  9 │ )\n    │ └ mismatched closing delimiter (expected \"]\")\n    │\n    └─ nofile:9:1"},
	{"my_numbers = [1, 2, 3, 4, 5, 6\nIO.inspect(my_numbers)\n", "nofile", KindTokenMissing, "token missing on nofile:2:23:\n    error: missing terminator: ]\n    │\n" +
		"  1 │ my_numbers = [1, 2, 3, 4, 5, 6\n    │              └ unclosed delimiter\n  2 │ IO.inspect(my_numbers)\n" +
		"    │                       └ missing closing delimiter (expected \"]\")\n    │\n    └─ nofile:2:23"},
	{"2 \\", "nofile", KindTokenMissing, "token missing on nofile:1:3:\n    error: invalid escape \\ at end of file\n    │\n  1 │ 2 \\\n    │   ^\n    │\n    └─ nofile:1:3"},
	{"~s<foobar", "nofile", KindTokenMissing, "token missing on nofile:1:10:\n    error: missing terminator: > (for sigil ~s< starting at line 1)\n    │\n" +
		"  1 │ ~s<foobar\n    │   │      └ missing closing delimiter (expected \">\")\n    │   └ unclosed delimiter\n    │\n    └─ nofile:1:10"},
	{":\"foobar", "nofile", KindTokenMissing, "token missing on nofile:1:9:\n    error: missing terminator: \" (for atom starting at line 1)\n    │\n" +
		"  1 │ :\"foobar\n    │  │      └ missing closing delimiter (expected \")\n    │  └ unclosed delimiter\n    │\n    └─ nofile:1:9"},
}

func TestMessages(t *testing.T) {
	for _, m := range messages {
		_, err := Parse(m.src, Options{File: m.file})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: no error", m.src)
			continue
		}
		if e.Kind != m.kind || e.Message() != m.want {
			t.Errorf("%q: %s\n got %s\nwant %s", m.src, e.Kind, e.Message(), m.want)
		}
	}
}

func TestReservedWordMessage(t *testing.T) {
	_, err := Parse("if x, do: 1, else", Options{File: "iex", Line: 34})
	want := "invalid syntax found on iex:34:14:\n    error: syntax error before: else. \"else\" is a reserved word in Elixir and therefore " +
		"its usage is limited. For instance, it can't be used as a variable or be defined nor invoked as a regular function\n" +
		"    │\n 34 │ if x, do: 1, else\n    │              ^\n    │\n    └─ iex:34:14"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestIncomplete checks that Incomplete is set exactly for the errors that more input could
// correct. A prompt waits for more input after such an error.
func TestIncomplete(t *testing.T) {
	incomplete := []string{"1 +", "foo(", "[1,", "{1, 2", "\"abc", "\"", "'a", "fn -> 1", "if true do\n1", "spawn(fn ->\nIO.puts(\"x\"", "x =", "a.",
		"\"\"\"\nabc", "~s(a", "\"a#{1", "&", "@", "not", "foo a,", ":\"a", "(1", "<<1", "%{", "1 |>", "1 and", "a when"}
	for _, src := range incomplete {
		_, err := Parse(src+"\n", Options{})
		var e *Error
		if !errors.As(err, &e) || !e.Incomplete {
			t.Errorf("%q: %v, want it to be incomplete", src, err)
		}
	}
	for _, src := range []string{")", "1 2", "%{a: }", "[1 2]", "foo)", "[1}", "end", "if x, do: 1, else"} {
		_, err := Parse(src, Options{})
		var e *Error
		if !errors.As(err, &e) || e.Incomplete {
			t.Errorf("%q: %v, want it to be wrong for good", src, err)
		}
	}
}

// TestPlaces compares the positions and the first words of errors with those of Elixir.
func TestPlaces(t *testing.T) {
	places := []struct {
		src       string
		line, col int
		words     string
	}{
		{"(1, 2)", 1, 6, "syntax error before: ')'"},
		{"1 Foo", 1, 3, "syntax error before: 'Foo'"},
		{"1 :a", 1, 3, "syntax error before: a"},
		{`1 "a"`, 1, 3, `syntax error before: "a"`},
		{"1 ~s(a)", 1, 3, "syntax error before: sigil ~s starting with content 'a'"},
		{"and 1", 1, 1, "syntax error before: and. \"and\" is a reserved word"},
		{"1 ?a", 1, 3, "syntax error before: ?a"},
		{"[a b, c]", 1, 0, "unexpected comma. Parentheses are required to solve ambiguity inside containers."},
		{"foo a, bar b, c", 1, 0, "unexpected comma. Parentheses are required to solve ambiguity in nested calls."},
		{"foo (1,2)", 1, 5, "unexpected parentheses."},
		{"a[1,2]", 1, 4, "too many arguments when accessing a value."},
		{"fn 1 end", 1, 1, "expected anonymous functions to be defined with -> inside: 'fn'"},
		{"fn 1; x -> 2 end", 1, 0, "unexpected operator ->."},
		{"foo(a: 1, 2)", 1, 9, "unexpected expression after keyword list. Keyword lists must always come as the last argument."},
		{"[a: 1, 2]", 1, 6, "unexpected expression after keyword list. Keyword lists must always come last in lists and maps."},
		{"{a: 1}", 1, 1, "unexpected keyword list inside tuple."},
		{"1 not in 2 2", 1, 12, `syntax error before: "2"`},
		{":foo.Bar", 1, 6, "atom cannot be followed by an alias."},
		{"1//2", 1, 2, "the range step operator (//) must immediately follow the range definition operator (..)"},
		{"%{a | b + c}", 1, 12, "syntax error before: '}'"},
		{"%{1 + 2}", 1, 8, "syntax error before: '}'"},
		{"1 <<a>>", 1, 3, "syntax error before: '<<'"},
		{"1 %{}", 1, 3, "syntax error before: '%{}'"},
		{"1 fn -> 1 end", 1, 3, "syntax error before: fn. \"fn\" is a reserved word"},
		{"foo()()()", 1, 8, "syntax error before: '('"},
		{"1a", 1, 1, "invalid character \"a\" after number 1."},
		{"Foo()", 1, 4, "unexpected ( after alias Foo."},
		{"foo:bar", 1, 1, "keyword argument must be followed by space after: foo:"},
		{"% {}", 1, 3, "unexpected space between % and {"},
		{"a\n$", 2, 1, "unexpected token: \"$\" (column 1, code point U+0024)"},
		{"\"\\xZ\"", 1, 2, "invalid hex escape character"},
		{"fn do 1 end", 1, 4, "unexpected reserved word: do. Anonymous functions are written as:"},
		{"if true, do\n1 end", 1, 10, "unexpected reserved word: do. In case you wanted"},
	}
	for _, c := range places {
		_, err := Parse(c.src, Options{})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: no error", c.src)
			continue
		}
		if e.Line != c.line || e.Column != c.col || !strings.HasPrefix(e.Description, c.words) {
			t.Errorf("%q: %d:%d %s\nwant %d:%d %s", c.src, e.Line, e.Column, e.Description, c.line, c.col, c.words)
		}
	}
}

// TestWarnings checks the warning about a charlist in single quotes. "not in" has no warning.
func TestWarnings(t *testing.T) {
	var got []Warning
	if _, err := Parse("x = 'a'\ny not in z", Options{File: "iex", Warn: func(w Warning) { got = append(got, w) }}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Line != 1 || got[0].Column != 5 || !strings.HasPrefix(got[0].Message, "using single-quoted strings") {
		t.Errorf("got %v", got)
	}
}

// TestBounds checks that deeply nested text exhausts neither the stack nor time.
func TestBounds(t *testing.T) {
	for _, unit := range []string{"(", "[", "{", "fn ->", "(a, ", "((a) -> ", "\"#{", "!", "a ++ ", "a do ", "%{", "x.", "f ", "@", "&", "-", "if a do ", "a[", "%"} {
		src := strings.Repeat(unit, 100_000)
		_, _ = Parse(src, Options{TokenMetadata: true})
		Tokens(src)
	}
}

func BenchmarkParse(b *testing.B) {
	unit := "  def handle_call({:add, key, value}, _from, %{items: items} = state) when is_list(items) do\n" +
		"    new = Map.update(state, :items, [], fn xs -> [{key, value} | xs] end)\n" +
		"    Logger.info(\"added #{inspect(key)} to #{length(items)} items\")\n    {:reply, :ok, new}\n  end\n\n"
	src := "defmodule A do\n" + strings.Repeat(unit, 100_000/len(unit)) + "end\n"
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := Parse(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

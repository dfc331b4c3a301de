package syntax

import (
	"strings"
	"testing"

	"lab/runtime/term"
)

// TestLiterals checks that Options.Wrap wraps literals and adds the metadata of Elixir 1.18.
func TestLiterals(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`"a"`, `{:lit, [delimiter: "\"", line: 1], ["a"]}`},
		{`'a'`, `{:lit, [delimiter: "'", line: 1], [~c"a"]}`},
		{`0x1F`, `{:lit, [token: "0x1F", line: 1], [31]}`},
		{`:nil`, `{:lit, [format: :atom, line: 1], [nil]}`},
		{`:"a b"`, `{:lit, [delimiter: "\"", line: 1], [:"a b"]}`},
		{`[a: 1]`, `{:lit, [closing: [line: 1], line: 1], [[{{:lit, [format: :keyword, line: 1], [:a]}, {:lit, [token: "1", line: 1], [1]}}]]}`},
		{`(2)`, `{:lit, [parens: [line: 1, closing: [line: 1]], token: "2", line: 1], [2]}`},
		{`%{"k" => v}`, `{:%{}, [closing: [line: 1], line: 1], [{{:lit, [assoc: [line: 1], delimiter: "\"", line: 1], ["k"]}, {:v, [line: 1], nil}}]}`},
		{`f."a b"`, `{{:., [line: 1], [{:f, [line: 1], nil}, :"a b"]}, [no_parens: true, delimiter: "\"", line: 1], []}`},
		{`fn (a) -> a end`, `{:fn, [closing: [line: 1], line: 1], [{:->, [line: 1], [[{:a, [parens: [line: 1, closing: [line: 1]], line: 1], nil}], {:a, [line: 1], nil}]}]}`},
		{`fn () -> a end`, `{:fn, [closing: [line: 1], line: 1], [{:->, [parens: [line: 1, closing: [line: 1]], line: 1], [[], {:a, [line: 1], nil}]}]}`},
		{"(\n)", `{:__block__, [parens: [line: 1, closing: [line: 2]]], []}`},
		{"a; b", `{:__block__, [], [{:a, [end_of_expression: [newlines: 0, line: 1], line: 1], nil}, {:b, [line: 1], nil}]}`},
	} {
		q, err := Parse(c.src, Options{TokenMetadata: true, Wrap: "lit"})
		if got := term.Inspect(q, term.Opts{Limit: -1}); err != nil || got != c.want {
			t.Errorf("%s\n got %s (%v)\nwant %s", c.src, got, err, c.want)
		}
	}
}

// TestNames checks that Options.Names receives the names in a text and their places.
func TestNames(t *testing.T) {
	for src, want := range map[string]string{
		"one.two(three, :four)":    "one 1:1, two 1:5, three 1:9, four 1:16",
		"fn -> true end":           "",
		"~a(x)":                    "",
		"~NAME(x)":                 "sigil_NAME 1:1",
		"[do: 1, \"some key\": 2]": "do 1:2, some key 1:9",
		"Mod.Name":                 "Mod 1:1, Name 1:5",
	} {
		var names []Name
		if _, err := Parse(src, Options{Names: &names}); err != nil {
			t.Errorf("%s: %v", src, err)
		}
		var got []string
		for _, n := range names {
			got = append(got, n.Text+" "+term.Inspect(term.Int(int64(n.Line)), term.Opts{})+":"+term.Inspect(term.Int(int64(n.Column)), term.Opts{}))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: names %q, want %q", src, got, want)
		}
	}
}

// TestMigrate checks the optional migrations of Elixir 1.18's formatter.
func TestMigrate(t *testing.T) {
	for _, c := range []struct {
		how       Migration
		src, want string
	}{
		{Migration{Charlists: true}, `'ab'`, `~c"ab"`},
		{Migration{Charlists: true}, `'it\'s'`, `~c"it's"`},
		{Migration{Charlists: true}, `'say "it\'s"'`, `~c'say "it\'s"'`},
		{Migration{Charlists: true}, `'a#{b}c'`, `~c"a#{b}c"`},
		{Migration{Charlists: true}, "'''\nab\n'''", "~c\"\"\"\nab\n\"\"\""},
		{Migration{Modifiers: true}, `<<n::integer()-size(s), m::mine>>`, `<<n::integer-size(s), m::mine()>>`},
		{Migration{Modifiers: true}, `<<n::size*unit>>`, `<<n::size*unit>>`},
		{Migration{Unless: true}, `unless a, do: b`, `if !a, do: b`},
		{Migration{Unless: true}, `unless a != b, do: c`, `if a == b, do: c`},
		{Migration{Unless: true}, `unless a in b, do: c`, `if a not in b, do: c`},
		{Migration{Unless: true}, `unless is_nil(a), do: b`, `if not is_nil(a), do: b`},
		{Migration{Unless: true}, `unless !a, do: b`, `if a, do: b`},
		{Migration{Unless: true}, `a |> b() |> unless(do: c)`, `a |> b() |> Kernel.!() |> if(do: c)`},
		{Migration{DoEnd: true}, `f(do: 1)`, "f do\n  1\nend"},
		{Migration{DoEnd: true}, `f(do: 1, do: 2)`, `f(do: 1, do: 2)`},
		{Migration{}, `unless 'a', do: <<b::c>>`, `unless 'a', do: <<b::c>>`},
	} {
		got, err := FormatSource(c.src, Options{Migrate: c.how})
		if err != nil || got != c.want {
			t.Errorf("%s\n got %s (%v)\nwant %s", c.src, got, err, c.want)
		}
	}
}

package syntax

import "testing"

// TestFormatLong compares Format with Macro.to_string/1 of Elixir 1.18 for forms of several lines.
func TestFormatLong(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"@spec fetch(name :: binary()) :: {:ok, entry()} | {:error, :missing | {:unreadable, reason :: term()}} | :stopped",
			"@spec fetch(name :: binary()) ::\n        {:ok, entry()} | {:error, :missing | {:unreadable, reason :: term()}} | :stopped"},
		{"check %{first_of_all_the_names: 1, second_of_all_the_names: 2} == %{first_of_all_the_names: 1, second_of_all: 3}",
			"check(\n  %{first_of_all_the_names: 1, second_of_all_the_names: 2} == %{\n    first_of_all_the_names: 1,\n    second_of_all: 3\n  }\n)"},
		{"a |> first_step(with: :some, more: :options) |> second_step(fn x -> x + 1 end) |> third_step(:and_what_it_takes)",
			"a\n|> first_step(with: :some, more: :options)\n|> second_step(fn x -> x + 1 end)\n|> third_step(:and_what_it_takes)"},
	} {
		q, err := Parse(c.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := Format(q); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

// TestFormatClosed compares Format with Macro.to_string/1 of Elixir 1.18 for calls that need
// parentheses only inside other forms (closed.go).
func TestFormatClosed(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`[assert(a), b]`, `[assert(a), b]`},
		{`{raise("a")}`, `{raise("a")}`},
		{`go(1, raise("a"))`, `go(1, raise("a"))`},
		{`go(raise("a"))`, `go(raise "a")`},
		{`go(x: raise("a"))`, `go(x: raise("a"))`},
		{`%{k => raise("a")}`, `%{k => raise("a")}`},
		{`%{"Elixir.Kind": 1}`, `%{Kind => 1}`},
		{`raise("a") || raise("b")`, `raise("a") || raise "b"`},
		{`x = y = raise("a")`, `x = y = raise "a"`},
		{`go(x = raise("a"))`, `go(x = raise("a"))`},
		{`raise("a").b`, `raise("a").b`},
		{`[a | raise("b")]`, `[a | raise("b")]`},
		{`<<raise("a")::8>>`, `<<raise("a")::8>>`},
		{`if raise("a"), do: raise("b")`, "if raise \"a\" do\n  raise \"b\"\nend"},
		{`fn raise(a) -> raise(b) end`, `fn raise(a) -> raise b end`},
		{`test(:a) :: integer()`, `test(:a) :: integer()`},
	} {
		q, err := Parse(c.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := Format(q); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

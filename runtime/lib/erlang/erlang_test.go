package erlang_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
)

func TestErlang(t *testing.T) {
	station.Check(t, []station.Want{
		{"erlang", "+", []any{1, 2}, "3"},
		{"erlang", "+", []any{1, 2.5}, "3.5"},
		{"erlang", "+", []any{1, station.Atom("a")}, "error :badarith"},
		{"erlang", "*", []any{1 << 50, 1 << 50}, "1267650600228229401496703205376"},
		{"erlang", "/", []any{4, 2}, "2.0"},
		{"erlang", "/", []any{4, 0}, "error :badarith"},
		{"erlang", "div", []any{-7, 2}, "-3"},
		{"erlang", "rem", []any{-7, 2}, "-1"},
		{"erlang", "div", []any{1, 0}, "error :badarith"},
		{"erlang", "bsl", []any{1, 70}, "1180591620717411303424"},
		{"erlang", "bsr", []any{-1, 70}, "-1"},
		{"erlang", "bsl", []any{8, -2}, "2"},
		{"erlang", "bsl", []any{-3, 58}, "-864691128455135232"},
		{"erlang", "bsl", []any{3, 62}, "13835058055282163712"},
		{"erlang", "bsr", []any{-9, 1}, "-5"},
		{"erlang", "bsr", []any{-9, 90}, "-1"},
		{"erlang", "bsr", []any{3, -61}, "6917529027641081856"},
		{"erlang", "abs", []any{-7}, "7"},
		{"erlang", "bnot", []any{5}, "-6"},
		{"erlang", "round", []any{2.5}, "3"},
		{"erlang", "round", []any{-2.5}, "-3"},
		{"erlang", "trunc", []any{1.0e20}, "100000000000000000000"},
		{"erlang", "trunc", []any{"x"}, station.FirstArgument + "not a number\n"},
		{"erlang", "hd", []any{[]any{}}, station.FirstArgument + "not a nonempty list\n"},
		{"erlang", "length", []any{3}, station.FirstArgument + "not a list\n"},
		{"erlang", "element", []any{2, station.Tuple{1, 2}}, "2"},
		{"erlang", "element", []any{station.Atom("a"), 1}, station.FirstArgument + "not an integer\n  * 2nd argument: not a tuple\n"},
		{"erlang", "element", []any{3, station.Tuple{1, 2}}, station.FirstArgument + "out of range\n"},
		{"erlang", "--", []any{[]any{1, 2, 1, 3, 1}, []any{1, 1, 4}}, "[2, 3, 1]"},
		{"erlang", "--", []any{[]any{1, 2, 1, 3, 1}, []any{1, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}}, "[2, 3, 1]"},
		{"erlang", "--", []any{[]any{1, 2}, []any{}}, "[1, 2]"},
		{"erlang", "--", []any{[]any{1}, 2}, "error :badarg"},
		{"erlang", "++", []any{[]any{1}, 2}, "[1 | 2]"},
		{"erlang", "binary_to_integer", []any{"-12"}, "-12"},
		{"erlang", "binary_to_integer", []any{"1_2"}, station.FirstArgument + "not a textual representation of an integer\n"},
		{"erlang", "binary_to_integer", []any{"ff", 16}, "255"},
		{"erlang", "integer_to_binary", []any{255, 16}, `"FF"`},
		{"erlang", "float_to_binary", []any{3.14159, []any{station.Tuple{station.Atom("decimals"), 2}}}, `"3.14"`},
		{"erlang", "float_to_binary", []any{0.1}, `"1.00000000000000005551e-01"`},
		{"erlang", "binary_to_float", []any{"1.5e3"}, "1500.0"},
		{"erlang", "binary_to_float", []any{"1"}, station.FirstArgument + "not a textual representation of a float\n"},
		{"erlang", "iolist_to_binary", []any{[]any{"a", []any{98}, "c"}}, `"abc"`},
		{"erlang", "iolist_to_binary", []any{[]any{300}}, station.FirstArgument + "not an iodata term\n"},
		{"erlang", "binary_part", []any{"abc", 1, 5}, "error :badarg errors were found at the given arguments:\n\n  * 3rd argument: out of range\n"},
		{"erlang", "map_get", []any{1, 2}, "error {:badmap, 2}"},
		{"erlang", "crc32", []any{"hello"}, "907060870"},
		{"erlang", "list_to_tuple", []any{[]any{1, 2}}, "{1, 2}"},
		{"erlang", "binary_to_existing_atom", []any{"no such atom here"}, station.FirstArgument + "not an already existing atom\n"},
	})
}

func TestExternal(t *testing.T) {
	m := station.Natives(t)
	v := station.T([]any{1, "a", station.Tuple{station.Atom("x"), 2.5}, term.MapOf(station.T(1), station.T(2))})
	b, err := m.Call(term.Intern("erlang"), term.Intern("term_to_binary"), v)
	if err != nil {
		t.Fatal(err)
	}
	if got := station.Call(m, "erlang", "binary_to_term", b); got != term.Inspect(v, term.Opts{}) {
		t.Errorf("there and back: %s", got)
	}
	if got := station.Call(m, "erlang", "binary_to_term", station.T("abc")); got != station.FirstArgument+"invalid external representation of a term\n" {
		t.Errorf("not a term: %s", got)
	}
}

package data_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
)

func TestLists(t *testing.T) {
	a, b := station.Tuple{1, "a"}, station.Tuple{2, "b"}
	station.Check(t, []station.Want{
		{"lists", "reverse", []any{[]any{1, 2, 3}}, "[3, 2, 1]"},
		{"lists", "sort", []any{[]any{3, 1.0, 1, 2}}, "[1.0, 1, 2, 3]"},
		{"lists", "usort", []any{[]any{3, 1.0, 1, 2, 3}}, "[1.0, 2, 3]"},
		{"lists", "sort", []any{1}, "error :function_clause"},
		{"lists", "keysort", []any{1, []any{b, a}}, `[{1, "a"}, {2, "b"}]`},
		{"lists", "keyfind", []any{2.0, 1, []any{a, b}}, `{2, "b"}`},
		{"lists", "keyfind", []any{1, 0, []any{}}, "error :badarg errors were found at the given arguments:\n\n  * 2nd argument: out of range\n"},
		{"lists", "keystore", []any{3, 1, []any{a}, b}, `[{1, "a"}, {2, "b"}]`},
		{"lists", "keytake", []any{1, 1, []any{a, b}}, `{:value, {1, "a"}, [{2, "b"}]}`},
		{"lists", "nth", []any{2, []any{1, 2}}, "2"},
		{"lists", "flatten", []any{[]any{1, []any{2, []any{3}}, []any{}}}, "[1, 2, 3]"},
		{"lists", "seq", []any{1, 5, 2}, "[1, 3, 5]"},
		{"lists", "seq", []any{1, 0}, "[]"},
		{"lists", "sum", []any{[]any{1, 2.5}}, "3.5"},
		{"lists", "zip", []any{[]any{1, 2}, []any{3, 4}}, "[{1, 3}, {2, 4}]"},
		{"lists", "concat", []any{[]any{station.Atom("a"), 1, []any{98}}}, "~c\"a1b\""},
		{"lists", "split", []any{1, []any{1, 2}}, "{[1], [2]}"},
		{"lists", "uniq", []any{[]any{1, 2, 1, 1.0}}, "[1, 2, 1.0]"},
	})
}

func TestListsFun(t *testing.T) {
	negate, isAtom := station.Fun("erlang", "-", 1), station.Fun("erlang", "is_atom", 1)
	station.Check(t, []station.Want{
		{"lists", "map", []any{negate, []any{1, 2}}, "[-1, -2]"},
		{"lists", "map", []any{negate, 1}, "error {:case_clause, 1}"},
		{"lists", "map", []any{1, []any{}}, "error :function_clause"},
		{"lists", "filter", []any{isAtom, []any{1, station.Atom("a")}}, "[:a]"},
		{"lists", "foldl", []any{station.Fun("erlang", "-", 2), 0, []any{1, 2, 3}}, "2"},
		{"lists", "foldr", []any{station.Fun("erlang", "-", 2), 0, []any{1, 2, 3}}, "2"},
		{"lists", "sort", []any{station.Fun("erlang", ">=", 2), []any{1, 3, 2}}, "[3, 2, 1]"},
		{"lists", "usort", []any{station.Fun("erlang", "=<", 2), []any{1, 3, 2, 1}}, "[1, 2, 3]"},
		{"lists", "all", []any{isAtom, []any{}}, "true"},
		{"lists", "any", []any{isAtom, []any{1, station.Atom("a")}}, "true"},
		{"lists", "partition", []any{isAtom, []any{1, station.Atom("a")}}, "{[:a], [1]}"},
		{"lists", "splitwith", []any{isAtom, []any{station.Atom("a"), 1, station.Atom("b")}}, "{[:a], [1, :b]}"},
		{"maps", "map", []any{station.Fun("erlang", "+", 2), term.MapOf(station.T(1), station.T(2))}, "%{1 => 3}"},
		{"maps", "fold", []any{station.Fun("erlang", "max", 2), 0, 3},
			station.FirstArgument + "not a fun that takes three arguments\n  * 3rd argument: not a map or an iterator\n"},
	})
}

func TestMaps(t *testing.T) {
	m := term.MapOf(station.T(station.Atom("a")), station.T(1), station.T(station.Atom("b")), station.T(2))
	station.Check(t, []station.Want{
		{"maps", "get", []any{station.Atom("a"), m}, "1"},
		{"maps", "get", []any{station.Atom("z"), m}, "error {:badkey, :z}"},
		{"maps", "get", []any{station.Atom("z"), 1, 0}, "error {:badmap, 1}"},
		{"maps", "find", []any{station.Atom("a"), m}, "{:ok, 1}"},
		{"maps", "remove", []any{station.Atom("a"), m}, "%{b: 2}"},
		{"maps", "merge", []any{m, term.MapOf(station.T(station.Atom("b")), station.T(3))}, "%{a: 1, b: 3}"},
		{"maps", "with", []any{[]any{station.Atom("a"), 1}, m}, "%{a: 1}"},
		{"maps", "without", []any{[]any{station.Atom("a"), 1}, m}, "%{b: 2}"},
		{"maps", "from_list", []any{[]any{station.Tuple{1, 2}, station.Tuple{1, 3}}}, "%{1 => 3}"},
		{"maps", "from_list", []any{[]any{1}}, "error :badarg"},
		{"maps", "take", []any{station.Atom("a"), m}, "{1, %{b: 2}}"},
	})
}

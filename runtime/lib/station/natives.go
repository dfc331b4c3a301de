package lib

import (
	"errors"
	"math/big"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// machine returns an engine with the natives and nothing else.
func machine(t *testing.T) *vm.Machine {
	t.Helper()
	m := vm.New(vm.Config{Workers: 1})
	t.Cleanup(m.Close)
	InstallNatives(m)
	return m
}

// call calls a native in a process of its own and shows what it answers, or
// the class and reason of what it raises and the remark on its arguments.
func call(m *vm.Machine, mod, fn string, args ...term.Term) string {
	v, err := m.Call(vm.ModuleAtom(mod), term.Intern(fn), args...)
	if err == nil {
		return term.Inspect(v, term.Opts{})
	}
	var e *vm.Exception
	if !errors.As(err, &e) {
		return err.Error()
	}
	text := e.Class.String() + " " + term.Inspect(e.Reason, term.Opts{})
	if len(e.Stack) > 0 && e.Stack[0].Note != "" {
		text += " " + e.Stack[0].Note
	}
	return text
}

// T makes a term of a Go value: int, string, float64, []any (a list), tuple.
func T(v any) term.Term {
	switch v := v.(type) {
	case term.Term:
		return v
	case int:
		return term.Int(int64(v))
	case float64:
		return term.Float(v)
	case string:
		return term.Str(v)
	case atom:
		return term.Sym(string(v))
	case []any:
		return term.List(terms(v)...)
	case tuple:
		return term.Tup(terms(v)...)
	}
	panic("BUG: no term for it")
}

type (
	atom  string
	tuple []any
)

func terms(vs []any) []term.Term {
	out := make([]term.Term, len(vs))
	for i, v := range vs {
		out[i] = T(v)
	}
	return out
}

// a native call and what it answers.
type want struct {
	mod, fn string
	args    []any
	want    string
}

func check(t *testing.T, tests []want) {
	t.Helper()
	m := machine(t)
	for _, w := range tests {
		if got := call(m, w.mod, w.fn, terms(w.args)...); got != w.want {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", w.mod, w.fn, w.args, got, w.want)
		}
	}
}

const args1 = "error :badarg errors were found at the given arguments:\n\n  * 1st argument: "

func TestErlang(t *testing.T) {
	check(t, []want{
		{"erlang", "+", []any{1, 2}, "3"},
		{"erlang", "+", []any{1, 2.5}, "3.5"},
		{"erlang", "+", []any{1, atom("a")}, "error :badarith"},
		{"erlang", "*", []any{1 << 50, 1 << 50}, "1267650600228229401496703205376"},
		{"erlang", "/", []any{4, 2}, "2.0"},
		{"erlang", "/", []any{4, 0}, "error :badarith"},
		{"erlang", "div", []any{-7, 2}, "-3"},
		{"erlang", "rem", []any{-7, 2}, "-1"},
		{"erlang", "div", []any{1, 0}, "error :badarith"},
		{"erlang", "bsl", []any{1, 70}, "1180591620717411303424"},
		{"erlang", "bsr", []any{-1, 70}, "-1"},
		{"erlang", "bsl", []any{8, -2}, "2"},
		{"erlang", "bnot", []any{5}, "-6"},
		{"erlang", "round", []any{2.5}, "3"},
		{"erlang", "round", []any{-2.5}, "-3"},
		{"erlang", "trunc", []any{1.0e20}, "100000000000000000000"},
		{"erlang", "trunc", []any{"x"}, args1 + "not a number\n"},
		{"erlang", "hd", []any{[]any{}}, args1 + "not a nonempty list\n"},
		{"erlang", "length", []any{3}, args1 + "not a list\n"},
		{"erlang", "element", []any{2, tuple{1, 2}}, "2"},
		{"erlang", "element", []any{atom("a"), 1}, args1 + "not an integer\n  * 2nd argument: not a tuple\n"},
		{"erlang", "element", []any{3, tuple{1, 2}}, args1 + "out of range\n"},
		{"erlang", "--", []any{[]any{1, 2, 1, 3, 1}, []any{1, 1, 4}}, "[2, 3, 1]"},
		{"erlang", "++", []any{[]any{1}, 2}, "[1 | 2]"},
		{"erlang", "binary_to_integer", []any{"-12"}, "-12"},
		{"erlang", "binary_to_integer", []any{"1_2"}, args1 + "not a textual representation of an integer\n"},
		{"erlang", "binary_to_integer", []any{"ff", 16}, "255"},
		{"erlang", "integer_to_binary", []any{255, 16}, `"FF"`},
		{"erlang", "float_to_binary", []any{3.14159, []any{tuple{atom("decimals"), 2}}}, `"3.14"`},
		{"erlang", "float_to_binary", []any{0.1}, `"1.00000000000000005551e-01"`},
		{"erlang", "binary_to_float", []any{"1.5e3"}, "1500.0"},
		{"erlang", "binary_to_float", []any{"1"}, args1 + "not a textual representation of a float\n"},
		{"erlang", "iolist_to_binary", []any{[]any{"a", []any{98}, "c"}}, `"abc"`},
		{"erlang", "iolist_to_binary", []any{[]any{300}}, args1 + "not an iodata term\n"},
		{"erlang", "binary_part", []any{"abc", 1, 5}, "error :badarg errors were found at the given arguments:\n\n  * 3rd argument: out of range\n"},
		{"erlang", "map_get", []any{1, 2}, "error {:badmap, 2}"},
		{"erlang", "crc32", []any{"hello"}, "907060870"},
		{"erlang", "list_to_tuple", []any{[]any{1, 2}}, "{1, 2}"},
		{"erlang", "binary_to_existing_atom", []any{"no such atom here"}, args1 + "not an already existing atom\n"},
	})
}

func TestLists(t *testing.T) {
	a, b := tuple{1, "a"}, tuple{2, "b"}
	check(t, []want{
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
		{"lists", "concat", []any{[]any{atom("a"), 1, []any{98}}}, "~c\"a1b\""},
		{"lists", "split", []any{1, []any{1, 2}}, "{[1], [2]}"},
		{"lists", "uniq", []any{[]any{1, 2, 1, 1.0}}, "[1, 2, 1.0]"},
	})
}

// fun makes a fun of an exported function.
func fun(mod, name string, arity int) term.Term {
	return term.FromFun(&term.Fun{Module: vm.ModuleAtom(mod), Name: term.Intern(name), Arity: arity, External: true})
}

func TestListsFun(t *testing.T) {
	negate, isAtom := fun("erlang", "-", 1), fun("erlang", "is_atom", 1)
	check(t, []want{
		{"lists", "map", []any{negate, []any{1, 2}}, "[-1, -2]"},
		{"lists", "map", []any{negate, 1}, "error {:case_clause, 1}"},
		{"lists", "map", []any{1, []any{}}, "error :function_clause"},
		{"lists", "filter", []any{isAtom, []any{1, atom("a")}}, "[:a]"},
		{"lists", "foldl", []any{fun("erlang", "-", 2), 0, []any{1, 2, 3}}, "2"},
		{"lists", "foldr", []any{fun("erlang", "-", 2), 0, []any{1, 2, 3}}, "2"},
		{"lists", "sort", []any{fun("erlang", ">=", 2), []any{1, 3, 2}}, "[3, 2, 1]"},
		{"lists", "usort", []any{fun("erlang", "=<", 2), []any{1, 3, 2, 1}}, "[1, 2, 3]"},
		{"lists", "all", []any{isAtom, []any{}}, "true"},
		{"lists", "any", []any{isAtom, []any{1, atom("a")}}, "true"},
		{"lists", "partition", []any{isAtom, []any{1, atom("a")}}, "{[:a], [1]}"},
		{"lists", "splitwith", []any{isAtom, []any{atom("a"), 1, atom("b")}}, "{[:a], [1, :b]}"},
		{"maps", "map", []any{fun("erlang", "+", 2), term.MapOf(T(1), T(2))}, "%{1 => 3}"},
		{"maps", "fold", []any{fun("erlang", "max", 2), 0, 3},
			args1 + "not a fun that takes three arguments\n  * 3rd argument: not a map or an iterator\n"},
	})
}

func TestMaps(t *testing.T) {
	m := term.MapOf(T(atom("a")), T(1), T(atom("b")), T(2))
	check(t, []want{
		{"maps", "get", []any{atom("a"), m}, "1"},
		{"maps", "get", []any{atom("z"), m}, "error {:badkey, :z}"},
		{"maps", "get", []any{atom("z"), 1, 0}, "error {:badmap, 1}"},
		{"maps", "find", []any{atom("a"), m}, "{:ok, 1}"},
		{"maps", "remove", []any{atom("a"), m}, "%{b: 2}"},
		{"maps", "merge", []any{m, term.MapOf(T(atom("b")), T(3))}, "%{a: 1, b: 3}"},
		{"maps", "with", []any{[]any{atom("a"), 1}, m}, "%{a: 1}"},
		{"maps", "without", []any{[]any{atom("a"), 1}, m}, "%{b: 2}"},
		{"maps", "from_list", []any{[]any{tuple{1, 2}, tuple{1, 3}}}, "%{1 => 3}"},
		{"maps", "from_list", []any{[]any{1}}, "error :badarg"},
		{"maps", "take", []any{atom("a"), m}, "{1, %{b: 2}}"},
	})
}

func mustBig(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("BUG: " + s)
	}
	return n
}

func TestShortFloat(t *testing.T) {
	for f, want := range map[float64]string{
		1500: "1.5e3", 100: "100.0", 0.1: "0.1", 0.001: "0.001", 0.0001: "0.0001", 1e-5: "1.0e-5", 1e22: "1.0e22", 123456.789: "123456.789",
		-0.5: "-0.5", 9007199254740992: "9.007199254740992e15", 0: "0.0",
	} {
		if got := shortFloat(f); got != want {
			t.Errorf("%v: %s; want %s", f, got, want)
		}
	}
}

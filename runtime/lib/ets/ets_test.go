package ets_test

import (
	"testing"

	"lab/runtime/lib/station"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// script runs calls one after the other in one process, which owns the tables, and compares their
// results.
func script(t *testing.T, steps func(do func(want, mod, fn string, args ...any))) {
	t.Helper()
	m := station.Natives(t)
	type order struct {
		mod, fn string
		args    []term.Term
	}
	orders, answers := make(chan order), make(chan string)
	var loop vm.Step
	loop = func(p *vm.Process) vm.Step {
		var o order
		open := false
		return p.BlockThen(func() (term.Term, error) { o, open = <-orders; return term.Nil, nil }, func(p *vm.Process, _ term.Term) vm.Step {
			if !open {
				return p.Return(term.Ok)
			}
			return p.Try(func(p *vm.Process) vm.Step {
				return p.TailApply(vm.ModuleAtom(o.mod), term.Intern(o.fn), o.args...)
			}, func(p *vm.Process, v term.Term) vm.Step {
				answers <- term.Inspect(v, term.Opts{})
				return loop(p)
			}, func(p *vm.Process, e *vm.Exception) vm.Step {
				answers <- e.Class.String() + " " + term.Inspect(e.Reason, term.Opts{}) + " " + e.Stack[0].Note
				return loop(p)
			})
		})
	}
	m.SpawnStep(vm.SpawnOpts{}, loop)
	defer close(orders)
	steps(func(want, mod, fn string, args ...any) {
		t.Helper()
		orders <- order{mod, fn, station.Terms(args)}
		if got := <-answers; got != want {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", mod, fn, args, got, want)
		}
	})
}

func TestEts(t *testing.T) {
	const badTable = "error :badarg errors were found at the given arguments:\n\n  * 1st argument: the table identifier does not refer to an existing ETS table\n"
	script(t, func(do func(want, mod, fn string, args ...any)) {
		tab := station.Atom("tab")
		do(badTable, "ets", "lookup", tab, 1)
		do(":tab", "ets", "new", tab, []any{station.Atom("named_table"), station.Atom("public")})
		do("error :badarg errors were found at the given arguments:\n\n  * 1st argument: table name already exists\n", "ets", "new", tab, []any{station.Atom("named_table")})
		do("true", "ets", "insert", tab, []any{station.Tuple{1, "a"}, station.Tuple{2, "b"}})
		do(`[{1, "a"}]`, "ets", "lookup", tab, 1)
		do("[]", "ets", "lookup", tab, 1.0)
		do("false", "ets", "insert_new", tab, []any{station.Tuple{3, "c"}, station.Tuple{1, "x"}})
		do("false", "ets", "member", tab, 3)
		do(`"b"`, "ets", "lookup_element", tab, 2, 2)
		do("5", "ets", "update_counter", tab, station.Atom("n"), 5, station.Tuple{station.Atom("n"), 0})
		do("0", "ets", "update_counter", tab, station.Atom("n"), station.Tuple{2, 10, 12, 0})
		do("true", "ets", "update_element", tab, 1, station.Tuple{2, "z"})
		do(`[{1, "z"}, {2, "b"}, {:n, 0}]`, "ets", "tab2list", tab)
		do("[1, 2]", "ets", "select", tab, []any{station.Tuple{station.Tuple{station.Atom("$1"), station.Atom("_")}, []any{station.Tuple{station.Atom("is_integer"), station.Atom("$1")}}, []any{station.Atom("$1")}}})

		do("error :badarg errors were found at the given arguments:\n\n  * 2nd argument: not a valid match specification\n", "ets", "select", tab, 1)
		do("2", "ets", "select_delete", tab, []any{station.Tuple{station.Tuple{station.Atom("$1"), station.Atom("_")}, []any{station.Tuple{station.Atom(">"), 3, station.Atom("$1")}}, []any{station.Atom("true")}}})
		do("1", "ets", "info", tab, station.Atom("size"))
		do("true", "ets", "delete", tab)
		do(":undefined", "ets", "info", tab)
	})
}

func TestEtsKinds(t *testing.T) {
	script(t, func(do func(want, mod, fn string, args ...any)) {
		o, b := station.Atom("ordered"), station.Atom("bag")
		do(":ordered", "ets", "new", o, []any{station.Atom("named_table"), station.Atom("ordered_set")})
		do("true", "ets", "insert", o, []any{station.Tuple{2}, station.Tuple{1, "a"}, station.Tuple{1.0, "b"}})
		do(`[{1.0, "b"}, {2}]`, "ets", "tab2list", o)
		do("2", "ets", "next", o, 1.5)
		do(`:"$end_of_table"`, "ets", "prev", o, 1)
		do("2", "ets", "last", o)
		do(":bag", "ets", "new", b, []any{station.Atom("named_table"), station.Atom("bag")})
		do("true", "ets", "insert", b, []any{station.Tuple{1, "a"}, station.Tuple{1, "b"}, station.Tuple{1, "a"}})
		do(`[{1, "a"}, {1, "b"}]`, "ets", "lookup", b, 1)
		do("true", "ets", "delete_object", b, station.Tuple{1, "a"})
		do("1", "ets", "info", b, station.Atom("size"))
		do(`["b"]`, "ets", "lookup_element", b, 1, 2)
		do(`[{1, "b"}]`, "ets", "take", b, 1)
		do("0", "ets", "foldl", station.Fun("erlang", "+", 2), 0, b)
	})
}

// TestSharedSpecifications checks that :ets rejects a specification whose parts are shared so often
// that walking over it would not end.
func TestSharedSpecifications(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Shared do
  def by(n, first, more), do: Enum.reduce(1..n, first, fn _, x -> more.(x) end)
  def tried(f), do: (try do f.() rescue e -> e.__struct__ end)
end`)
	for call, want := range map[string]string{
		`:ets.test_ms({1}, [{{:"$1"}, [Shared.by(60, true, &{:andalso, &1, &1})], [1]}])`:                                      `{:error, []}`,
		`:ets.test_ms({1}, [{{:"$1"}, [], [Shared.by(60, :"$1", &{{&1, &1}})]}])`:                                              `{:error, []}`,
		`:ets.test_ms({1}, [{{:"$1"}, [Shared.by(9, true, &{:andalso, &1, &1})], [:"$1"]}])`:                                   `{:ok, 1}`,
		`Shared.tried(fn -> t = :ets.new(:t, []); :ets.insert(t, {1, 1}); :ets.match(t, Shared.by(60, :"$1", &{&1, &1})) end)`: `SystemLimitError`,
		`Shared.tried(fn -> :ets.select(:ets.new(:t, []), [{Shared.by(60, :_, &{&1, &1}), [], [1]}]) end)`:                     `ArgumentError`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s: got %s, want %s", call, got, want)
		}
	}
}

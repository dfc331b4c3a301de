package library_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	functionCount = flag.Int("functions", 20, "give hard values to so many functions")
	valuesSeed    = flag.Uint64("values-seed", 1, "draws the functions")
)

// levels is the nesting depth of the hard values. It is far too deep for a Go function that calls
// itself once per level, given maxStack.
const (
	levels   = 300_000
	maxStack = 64 << 20
)

// hardValues returns two kinds of values. Some are deeply nested, each by a different kind of term
// or quoted form. The others share their parts so much that they have far more paths than parts.
func hardValues() term.Term {
	node := func(name string, args ...term.Term) term.Term {
		return term.Tup(term.Sym(name), term.Empty, term.List(args...))
	}
	deep := func(wrap func(term.Term) term.Term) term.Term {
		t := term.Int(1)
		for range levels {
			t = wrap(t)
		}
		return t
	}
	shared := term.Int(1)
	for range 200 {
		shared = term.Tup(shared, term.List(shared, shared))
	}
	a := term.Sym("a")
	return term.List(shared,
		deep(func(t term.Term) term.Term { return term.Tup(t) }),
		deep(func(t term.Term) term.Term { return term.Tup(a, t) }),
		deep(func(t term.Term) term.Term { return term.List(t) }),
		deep(func(t term.Term) term.Term { return term.List(t, term.Str("a")) }),
		deep(func(t term.Term) term.Term { return term.NewCons(t, term.Int(1)) }),
		deep(func(t term.Term) term.Term { return term.List(term.Tup(a, t)) }),
		deep(func(t term.Term) term.Term { return term.MapOf(a, t) }),
		deep(func(t term.Term) term.Term { return term.MapOf(t, a) }),
		deep(func(t term.Term) term.Term { return term.Tup(term.Sym("doc_cons"), t, term.Str("a")) }),
		deep(func(t term.Term) term.Term { return node("foo", t) }),
		deep(func(t term.Term) term.Term { return node("+", term.Int(1), t) }),
		deep(func(t term.Term) term.Term { return node("__block__", t) }),
		deep(func(t term.Term) term.Term { return node("fn", node("->", term.List(t), a)) }),
	)
}

// giver calls a function with each value in each argument position, each time in a new process. It
// kills the processes that do not return. It returns true if all of them have ended.
const giver = `
defmodule Giver do
  def functions(modules) do
    ends_all = [:halt, :stop, :restart, :reboot, :rm_rf, :rm_rf!, :purge, :delete, :group_leader, :system_flag]
    for mod <- Enum.sort(modules), Code.ensure_loaded?(mod), {f, n} <- Enum.sort(:test.exports(mod)),
      n in 1..4, f not in ends_all, mod not in [:test, __MODULE__], do: {mod, f, n}
  end

  def give({_, _, n} = function, values, seed) do
    :rand.seed(:exsss, {seed, 1, 1})
    pool = [[], %{}, "a", :a, 1, fn x -> x end, fn x, _ -> x end, [a: 1], {:ok, 1}, Enum, 1..3, [1, 2]]
    Enum.all?(for v <- values, at <- 0..n do
      ends?(function, if(at == n, do: List.duplicate(v, n), else: List.replace_at(Enum.take_random(pool, n), at, v)))
    end)
  end

  defp ends?({mod, f, _}, args) do
    deaf = spawn(fn -> receive do :never -> :ok end end)
    {pid, ref} = spawn_monitor(fn ->
      Process.group_leader(self(), deaf)
      try do apply(mod, f, args) catch _, _ -> :ok end
    end)
    receive do {:DOWN, ^ref, _, _, _} -> true after 20 ->
      Process.exit(pid, :kill)
      receive do {:DOWN, ^ref, _, _, _} -> true after 30_000 -> false end
    end
  end
end
Logger.configure(level: :none)`

// TestFunctionsTakeAnyValue passes hard values to random functions of the library. If Go's stack
// overflows, the test binary ends. Run it with -v to see the function.
func TestFunctionsTakeAnyValue(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(maxStack))
	st := station.BootWith(t, vm.Config{Workers: 2})
	st.M.Native("test", "exports", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		var out []term.Term
		for _, f := range st.M.Exports(a[0].Atom()) {
			out = append(out, term.Tup(f.Name.Term(), term.Int(int64(f.Arity))))
		}
		return term.List(out...), nil
	})
	st.Eval(t, giver)
	call := func(mod term.Atom, fn string, args ...term.Term) (term.Term, error) {
		return st.M.Call(mod, term.Intern(fn), args...)
	}
	mine := vm.ModuleAtom("Giver")
	known, err := call(term.Intern("code"), "known_modules")
	if err != nil {
		t.Fatal(err)
	}
	list, err := call(mine, "functions", known)
	if err != nil {
		t.Fatal(err)
	}
	functions, _ := list.Slice()
	values, draw := hardValues(), rand.New(rand.NewPCG(*valuesSeed, 0))
	for _, i := range draw.Perm(len(functions))[:min(*functionCount, len(functions))] {
		name := term.Inspect(functions[i], term.Opts{})
		if testing.Verbose() {
			fmt.Println(name)
		}
		ends, err := call(mine, "give", functions[i], values, term.Int(int64(i)))
		var e *vm.Exception
		switch {
		case errors.As(err, &e) && strings.Contains(e.Error(), "system_limit"):
			// The memory guard may end the process that holds the values.
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !ends.Is(term.ATrue):
			t.Errorf("%s goes on 30 s after it was killed", name)
		}
	}
}

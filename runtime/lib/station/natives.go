package station

import (
	"errors"
	"testing"

	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Natives returns an engine with the natives and nothing else.
func Natives(t *testing.T) *vm.Machine {
	t.Helper()
	m := vm.New(vm.Config{Workers: 1})
	t.Cleanup(m.Close)
	library.InstallNatives(m, lib.All())
	return m
}

// Call calls a native in a process of its own and shows what it answers, or
// the class and reason of what it raises and the remark on its arguments.
func Call(m *vm.Machine, mod, fn string, args ...term.Term) string {
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
	case Atom:
		return term.Sym(string(v))
	case []any:
		return term.List(Terms(v)...)
	case Tuple:
		return term.Tup(Terms(v)...)
	}
	panic("BUG: no term for it")
}

type (
	// Atom is an atom in a test.
	Atom string
	// Tuple is a tuple in a test.
	Tuple []any
)

// Terms makes a term of each.
func Terms(vs []any) []term.Term {
	out := make([]term.Term, len(vs))
	for i, v := range vs {
		out[i] = T(v)
	}
	return out
}

// A Want is a call of a native and what it answers: module, function,
// arguments, answer.
type Want [4]any

// Module is the module of the call.
func (w Want) Module() string { return w[0].(string) }

// Name is the function of the call.
func (w Want) Name() string { return w[1].(string) }

// Args are the arguments of the call.
func (w Want) Args() []any {
	args, _ := w[2].([]any)
	return args
}

// Answer is the answer as Call shows it.
func (w Want) Answer() string { return w[3].(string) }

// Check makes the calls.
func Check(t *testing.T, tests []Want) {
	t.Helper()
	m := Natives(t)
	for _, w := range tests {
		if got := Call(m, w.Module(), w.Name(), Terms(w.Args())...); got != w.Answer() {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", w.Module(), w.Name(), w.Args(), got, w.Answer())
		}
	}
}

// FirstArgument begins the remark on a first argument.
const FirstArgument = "error :badarg errors were found at the given arguments:\n\n  * 1st argument: "

// Fun makes a fun of an exported function.
func Fun(mod, name string, arity int) term.Term {
	return term.FromFun(&term.Fun{Module: vm.ModuleAtom(mod), Name: term.Intern(name), Arity: arity, External: true})
}

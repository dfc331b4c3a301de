package station

import (
	"errors"
	"testing"

	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Natives returns a machine with the natives only.
func Natives(t *testing.T) *vm.Machine {
	t.Helper()
	m := vm.New(vm.Config{Workers: 1})
	t.Cleanup(m.Close)
	library.InstallNatives(m, lib.All())
	return m
}

// Call calls a native in a new process and formats its result. For an error, it formats the class,
// the reason, and the notes on the arguments.
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

// T converts a Go value to a term: int, string, float64, []any (a list) or Tuple.
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
	// Atom makes T return an atom.
	Atom string
	// Tuple makes T return a tuple.
	Tuple []any
)

// Terms converts each value with T.
func Terms(vs []any) []term.Term {
	out := make([]term.Term, len(vs))
	for i, v := range vs {
		out[i] = T(v)
	}
	return out
}

// A Want is a call of a native and its expected result: module, function, arguments, result.
type Want [4]any

// Module returns the module of the call.
func (w Want) Module() string { return w[0].(string) }

// Name returns the function of the call.
func (w Want) Name() string { return w[1].(string) }

// Args returns the arguments of the call.
func (w Want) Args() []any {
	args, _ := w[2].([]any)
	return args
}

// Answer returns the expected result in the format of Call.
func (w Want) Answer() string { return w[3].(string) }

// Check makes the calls and compares the results.
func Check(t *testing.T, tests []Want) {
	t.Helper()
	m := Natives(t)
	for _, w := range tests {
		if got := Call(m, w.Module(), w.Name(), Terms(w.Args())...); got != w.Answer() {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", w.Module(), w.Name(), w.Args(), got, w.Answer())
		}
	}
}

// FirstArgument is the start of an error with a note on the first argument.
const FirstArgument = "error :badarg errors were found at the given arguments:\n\n  * 1st argument: "

// Fun returns a captured exported function.
func Fun(mod, name string, arity int) term.Term {
	return term.FromFun(&term.Fun{Module: vm.ModuleAtom(mod), Name: term.Intern(name), Arity: arity, External: true})
}

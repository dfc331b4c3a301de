package live

import (
	"lab/runtime/lib/live/client"
	"lab/runtime/library"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the natives of LiveView. client returns the client script. module returns
// a script for a JavaScript package. interpolation finds the end of an interpolated expression in
// a template.

func installLive(x library.Module) {
	x.Func("client", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Str(client.Script()), nil })
	x.Func("module", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		name, _ := a[0].AsStr()
		text, ok := client.Module(name)
		if !ok {
			return term.Term{}, vm.BadargAt(1, "not a module of the client")
		}
		return term.Str(text), nil
	})
	x.Func("interpolation", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		text, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.BadargAt(1, "not a binary")
		}
		if n, ok := syntax.Interpolation(text); ok {
			return term.Int(int64(n)), nil
		}
		return term.Nil, nil
	})
}

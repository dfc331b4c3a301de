package ets

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installFun2ms registers what :ets.fun2ms/1 asks of a function that was typed at a prompt: its
// quoted form, and whether it has captured values. The answer is nil for every other function.
func installFun2ms(x library.Module) {
	x.Func("source", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		f := a[0].Fun()
		if f == nil || f.Source.IsNone() {
			return term.Nil, nil
		}
		return term.Tup(f.Source.Elems()[0], term.Bool(len(f.Free) > 0)), nil
	})
}

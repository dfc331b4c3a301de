package ets

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installFun2ms registers the function behind :ets.fun2ms/1. For a fun typed at a prompt it
// returns the quoted form, and whether the fun has captured values. It returns nil for any other
// fun.
func installFun2ms(x library.Module) {
	x.Func("source", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		f := a[0].Fun()
		if f == nil || f.Source.IsNone() {
			return term.Nil, nil
		}
		return term.Tup(f.Source.Elems()[0], term.Bool(len(f.Free) > 0)), nil
	})
}

package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles `and` and `or`.

// leftOf returns the value of the left operand that decides the result, and the other boolean.
func leftOf(name term.Atom) (stop, other term.Atom) {
	if name == aOrelse {
		return term.ATrue, term.AFalse
	}
	return term.AFalse, term.ATrue
}

func (c *compiler) logicalExpr(name term.Atom, meta term.Term, args []term.Term) expr {
	a, b := c.operand(args[0]), c.operand(args[1])
	stop, other := leftOf(name)
	fn, line := c.fn, quoted.LineOf(meta)
	return func(p *vm.Process) term.Term {
		v := a.value(p)
		if v.Is(stop) {
			return v
		}
		if !v.Is(other) {
			panic(vm.At(badBool(name, v), fn, line))
		}
		return b.value(p)
	}
}

// logical compiles and/or with an operand that contains calls.
func (c *compiler) logical(name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	r := c.temp()
	right := c.compile(args[1], k)
	left := k.finish(inRegister(r))
	stop, other := leftOf(name)
	fn, line := c.fn, quoted.LineOf(meta)
	return c.compile(args[0], then{dst: r, next: func(p *vm.Process) vm.Step {
		switch v := p.R[r]; {
		case v.Is(stop):
			return left(p)
		case v.Is(other):
			return right(p)
		default:
			return p.Fail(vm.At(badBool(name, v), fn, line))
		}
	}})
}

func badBool(name term.Atom, v term.Term) error {
	op := aAnd
	if name == aOrelse {
		op = aOr
	}
	return vm.ErrorOf(term.Tup(aBadbool, op.Term(), v))
}

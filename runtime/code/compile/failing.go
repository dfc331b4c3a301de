package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file determines the stack traces of arithmetic operators that fail. Compiled code on the
// BEAM has instructions for frequent operands, and a failing instruction does not name a function.

// A naming is the way in which a stack trace names a failing operator.
type naming uint8

const (
	asWritten naming = iota
	// swapped names the operands in the opposite order. Erlang's compiler puts the constant of a
	// commutative operator last.
	swapped
	// unnamed leaves the operator out.
	unnamed
)

// smallest is the limit of the integers that fit into a word of the BEAM.
const smallest = 1 << 59

// namingOf returns the naming of an operator with the given operands.
func (c *compiler) namingOf(op string, a, b operand) naming {
	if c.interpreted {
		return asWritten
	}
	if op == "/" {
		return unnamed
	}
	first, second := a.form == constant, b.form == constant
	if first == second {
		return asWritten
	}
	value := b.want
	if first {
		value = a.want
	}
	switch op {
	case "+", "*", "band", "bor", "bxor":
		if op == "+" && isWord(value) || op[0] < 'a' && value.Kind() == term.KindFloat {
			return unnamed
		}
		if first {
			return swapped
		}
	case "-":
		if value.Kind() == term.KindFloat || second && isWord(value) && value.Small() >= 0 {
			return unnamed
		}
	}
	return asWritten
}

func isWord(v term.Term) bool {
	return v.IsSmall() && v.Small() >= -smallest && v.Small() < smallest
}

// failed returns the exception of an operator that failed with err.
func (n naming) failed(err error, f *vm.Func, args []term.Term) *vm.Exception {
	if n == swapped {
		args = []term.Term{args[1], args[0]}
	}
	e := vm.InNative(err, f, args)
	if n == unnamed && len(e.Stack) > 0 {
		e.Stack = e.Stack[1:]
	}
	return e
}

package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines protocol functions with default arguments.

// shorter defines the function that takes fewer arguments and calls the protocol function with the
// defaults.
func (x *expander) shorter(m *module, meta term.Term, name string, args []term.Term, given int) term.Term {
	var head, call []term.Term
	for _, a := range args {
		if value, has := defaultOf(a); has && given == 0 {
			call = append(call, value)
			continue
		} else if has {
			given--
		}
		v := x.FreshVar("arg")
		head, call = append(head, v), append(call, v)
	}
	return x.defines(m, quoted.ADef, meta, quoted.Node(name, meta, head...), term.List(quoted.Pair("do", quoted.Remote(meta, m.name.Term(), name, call...))))
}

// defaultOf returns the default value of an argument.
func defaultOf(arg term.Term) (term.Term, bool) {
	_, sides, ok := quoted.IsCallOf(arg, term.Intern(`\\`), 2)
	if !ok {
		return term.Term{}, false
	}
	return sides[1], true
}

func countDefaults(args []term.Term) (n int) {
	for _, a := range args {
		if _, has := defaultOf(a); has {
			n++
		}
	}
	return n
}

package cluster

import (
	"maps"
	"slices"

	"lab/runtime/term"
)

// This file defines the variables of evaluated code, and its errors.

// Bindings are the variables that are available to evaluated code.
type Bindings map[string]term.Term

func (b Bindings) keywords() term.Term {
	var pairs []term.Term
	for _, name := range slices.Sorted(maps.Keys(b)) {
		pairs = append(pairs, term.Tup(term.Sym(name), b[name]))
	}
	return term.List(pairs...)
}

// An EvalError is an Elixir exception in evaluated code. A node that cannot be reached is another
// kind of error.
type EvalError struct{ Text string }

func (e *EvalError) Error() string { return e.Text }

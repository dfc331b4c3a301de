package cluster

import (
	"maps"
	"slices"

	"lab/runtime/term"
)

// This file has what evaluated code is given, and what can be wrong with it.

// Bindings are the variables that evaluated code can use.
type Bindings map[string]term.Term

func (b Bindings) keywords() term.Term {
	var pairs []term.Term
	for _, name := range slices.Sorted(maps.Keys(b)) {
		pairs = append(pairs, term.Tup(term.Sym(name), b[name]))
	}
	return term.List(pairs...)
}

// An EvalError is an Elixir error in evaluated code, as opposed to a node that
// cannot be reached.
type EvalError struct{ Text string }

func (e *EvalError) Error() string { return e.Text }

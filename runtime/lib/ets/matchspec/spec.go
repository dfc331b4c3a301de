// Package matchspec runs match specifications. They select objects of an ETS table or the trace
// messages of a call (ERTS user's guide, "Match Specifications in Erlang").
//
// Start reading in spec.go, then eval.go.
package matchspec

import (
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
)

// A Spec is a list of clauses {head, guards, body}.
type Spec []clause

type clause struct {
	head         term.Term
	guards, body []term.Term
	// parts is the number of values in the clause, and the maximum number of steps of a run.
	parts int
}

// mostParts limits the number of values of a clause. A shared part counts each time it occurs,
// because an object is compared with each occurrence.
const mostParts = 1 << 17

// partsOf counts the values of a clause. It reports false if there are too many.
func partsOf(clause ...term.Term) (n int, ok bool) {
	for _, t := range clause {
		n += t.Values(mostParts)
	}
	return n, n < mostParts
}

// New parses a specification for objects. ok is false if it is invalid.
func New(t term.Term) (Spec, bool) {
	return read(t, false, func(head term.Term) bool { return head.IsTuple() || head.IsAtom() })
}

// NewCall parses a specification for the arguments of calls. ok is false if it is invalid.
func NewCall(t term.Term) (Spec, bool) {
	return read(t, true, func(head term.Term) bool {
		_, list := head.Slice()
		return list || head.IsAtom() && (head.Is(aUnderscore) || Var(head) >= 0)
	})
}

// Pattern returns the specification that matches head and returns body.
func Pattern(head, body term.Term) Spec {
	parts, _ := partsOf(head)
	return Spec{{head, nil, []term.Term{body}, parts}}
}

// OnlyHead returns the head of a specification with a single clause.
func (s Spec) OnlyHead() (term.Term, bool) {
	if len(s) != 1 {
		return term.Term{}, false
	}
	return s[0].head, true
}

// These are values for the body in Pattern.
var (
	// Whole is the matched object.
	Whole = aWhole.Term()
	// AllBound is the list of the variables' values.
	AllBound = aAllBound.Term()
)

// HasVars reports whether a pattern may contain variables or wildcards.
func HasVars(t term.Term) bool { return hasVars(t, 0) }

func hasVars(t term.Term, depth int) bool {
	switch t.Kind() {
	case term.KindAtom:
		return t.Is(aUnderscore) || Var(t) >= 0
	case term.KindTuple:
		return depth > maxDepth ||
			slices.ContainsFunc(t.Elems(), func(e term.Term) bool { return hasVars(e, depth+1) })
	case term.KindCons, term.KindMap:
		return true
	}
	return false
}

func read(t term.Term, calls bool, isHead func(term.Term) bool) (Spec, bool) {
	clauses, ok := t.Slice()
	if !ok || len(clauses) == 0 {
		return nil, false
	}
	spec := make(Spec, len(clauses))
	for i, c := range clauses {
		e := c.Elems()
		if len(e) != 3 || !isHead(e[0]) {
			return nil, false
		}
		guards, ok1 := e[1].Slice()
		body, ok2 := e[2].Slice()
		if !ok1 || !ok2 || len(body) == 0 && !calls {
			return nil, false
		}
		parts, ok := partsOf(e...)
		if !ok {
			return nil, false
		}
		spec[i] = clause{e[0], guards, body, parts}
		for _, x := range append(slices.Clone(guards), body...) {
			if !valid(x, calls, 0) {
				return nil, false
			}
		}
	}
	return spec, true
}

// maxDepth bounds the nesting of patterns and expressions.
const maxDepth = 1000

// functions are the functions allowed in guards and bodies, with their arity, or -1 for any.
var functions = map[string]int{
	"is_atom": 1, "is_float": 1, "is_integer": 1, "is_list": 1, "is_number": 1, "is_pid": 1, "is_port": 1,
	"is_reference": 1, "is_tuple": 1, "is_map": 1, "is_binary": 1, "is_bitstring": 1, "is_boolean": 1,
	"is_function": 1, "is_map_key": 2, "map_get": 2, "map_size": 1, "not": 1, "and": 2, "or": 2, "xor": 2,
	"andalso": -1, "orelse": -1, "abs": 1, "element": 2, "hd": 1, "tl": 1, "length": 1, "round": 1,
	"trunc": 1, "floor": 1, "ceil": 1, "float": 1, "size": 1, "bit_size": 1, "byte_size": 1, "tuple_size": 1,
	"+": 2, "-": 2, "*": 2, "/": 2, "div": 2, "rem": 2, "band": 2, "bor": 2, "bxor": 2, "bnot": 1, "bsl": 2,
	"bsr": 2, ">": 2, ">=": 2, "<": 2, "=<": 2, "=:=": 2, "==": 2, "=/=": 2, "/=": 2, "min": 2, "max": 2,
	"self": 0, "node": 0, "const": 1, "binary_part": 3, "is_record": 3,
}

// Actions are the additional functions allowed in bodies of specifications for calls, with their
// arities.
var Actions = map[string][]int{
	"return_trace": {0}, "exception_trace": {0}, "message": {1}, "caller": {0}, "caller_line": {0},
	"current_stacktrace": {0, 1}, "enable_trace": {1, 2}, "disable_trace": {1, 2}, "trace": {2, 3}, "silent": {1},
	"set_seq_token": {2}, "get_seq_token": {0}, "is_seq_trace": {0}, "display": {1},
}

func actionArity(name string, n int) bool { return slices.Contains(Actions[name], n) }

func callable(name string, n int, calls bool) bool {
	if calls && actionArity(name, n) {
		return true
	}
	arity, known := functions[name]
	return known && (arity < 0 || arity == n)
}

// valid reports whether an expression calls only allowed functions.
func valid(t term.Term, calls bool, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for c := t.Cons(); c != nil; c = t.Cons() {
		if !valid(c.Head, calls, depth+1) {
			return false
		}
		t = c.Tail
	}
	if m := t.Map(); m != nil {
		ok := true
		m.Each(func(_, v term.Term) bool {
			ok = valid(v, calls, depth+1)
			return ok
		})
		return ok
	}
	e := t.Elems()
	if e == nil {
		return true
	}
	args := e
	if len(e) == 1 && e[0].IsTuple() {
		args = e[0].Elems()
	} else {
		if len(e) == 0 || !callable(library.AtomName(e[0]), len(e)-1, calls) {
			return false
		}
		if e[0].Is(aConst) {
			return true
		}
		args = e[1:]
	}
	return !slices.ContainsFunc(args, func(e term.Term) bool { return !valid(e, calls, depth+1) })
}

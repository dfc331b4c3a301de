package syntax

import "lab/runtime/term"

// This file finds the calls that Macro.to_string/1 writes with parentheses when they are inside
// another form, and without parentheses when they stand alone. Examples are `[assert(x), y]` and
// `raise("x") + y`.

// A standing is the syntactic position of a form.
type standing uint8

const (
	standsAlone standing = iota // an expression of a body, or the last operand of an operator there
	soleArg                     // the only argument of a call
	amongOthers                 // an argument beside others, an element, a left operand
)

const aClosed = "closed"

// closeCalls returns t with aClosed in the metadata of the calls that need parentheses. at is the
// position of t.
func closeCalls(t term.Term, at standing) term.Term {
	if t.IsList() {
		return closeElements(t)
	}
	s := shapeOf(t)
	switch {
	case len(t.Elems()) == 2:
		return term.Tup(closeCalls(t.Elems()[0], amongOthers), closeCalls(t.Elems()[1], amongOthers))
	case !s.ok || !s.call:
		return t
	}
	head, meta := s.head, s.meta
	if head.IsTuple() {
		head = closeCalls(head, amongOthers)
	} else if at == amongOthers && (withoutParens(s.name(), len(s.args)) || isBareCall(s)) && !endsInBlock(s) {
		meta = with(meta, term.Sym(aClosed), term.True)
	}
	return term.Tup(head, meta, term.List(closeArgs(t, s, at)...))
}

// closeElements applies closeCalls to the elements of a list. The list may be improper.
func closeElements(t term.Term) term.Term {
	var out []term.Term
	c := t.Cons()
	for ; c != nil; c = t.Cons() {
		out, t = append(out, closeCalls(c.Head, amongOthers)), c.Tail
	}
	for i := len(out) - 1; i >= 0; i-- {
		t = term.NewCons(out[i], t)
	}
	return t
}

func endsInBlock(s shape) bool {
	_, ok := blockSections(s.args)
	return ok
}

// closeArgs applies closeCalls to the arguments of a form, each in its own position.
func closeArgs(t term.Term, s shape, at standing) []term.Term {
	out := make([]term.Term, len(s.args))
	for i, a := range s.args {
		out[i] = closeArg(t, s, at, i, a)
	}
	return out
}

func closeArg(t term.Term, s shape, at standing, i int, a term.Term) term.Term {
	last := i == len(s.args)-1
	switch {
	case s.is("__block__", -1), s.is("fn", -1), s.is("->", 2) && last:
		return closeCalls(a, standsAlone)
	case isBinary(t) && !last:
		return closeCalls(a, amongOthers)
	case isBinary(t) || isUnary(t) && s.name() != "&":
		if at != standsAlone {
			return closeCalls(a, amongOthers)
		}
		return closeCalls(a, standsAlone)
	case last && endsInBlock(s):
		return closeSections(a)
	case s.is("{}", 1), s.is("<<>>", 1):
		return closeCalls(a, amongOthers)
	case len(s.args) == 1 || len(s.args) == 2 && endsInBlock(s):
		return closeCalls(a, soleArg)
	}
	return closeCalls(a, amongOthers)
}

// closeSections applies closeCalls to the bodies of a do block.
func closeSections(sections term.Term) term.Term {
	pairs, _ := sections.Slice()
	out := make([]term.Term, len(pairs))
	for i, p := range pairs {
		body := p.Elems()[1]
		if clauses, ok := body.Slice(); ok && isClauses(clauses) {
			for j, c := range clauses {
				clauses[j] = closeCalls(c, standsAlone)
			}
			body = term.List(clauses...)
		} else {
			body = closeCalls(body, standsAlone)
		}
		out[i] = term.Tup(p.Elems()[0], body)
	}
	return term.List(out...)
}

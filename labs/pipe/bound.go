package pipe

import "lab/runtime/term"

// This file keeps what programs answer within what the lab's end can take.

// The bounds of an answer: how deep it may be nested, how many terms it may
// consist of, and how long its binaries may be together, in bytes.
const (
	maxDepth = 200
	maxTerms = 200_000
	maxBytes = 8 << 20
)

// within reports whether a term is within the bounds.
func within(t term.Term) bool {
	m := measure{terms: maxTerms, bytes: maxBytes}
	return m.term(t, maxDepth)
}

type measure struct{ terms, bytes int }

func (m *measure) term(t term.Term, depth int) bool {
	// A list is walked along its tail, which is no depth.
	for c := t.Cons(); c != nil; c = t.Cons() {
		if m.terms--; m.terms < 0 || !m.term(c.Head, depth-1) {
			return false
		}
		t = c.Tail
	}
	if m.terms--; m.terms < 0 || depth < 0 {
		return false
	}
	if text, ok := t.AsStr(); ok {
		m.bytes -= len(text)
		return m.bytes >= 0
	}
	for _, e := range t.Elems() {
		if !m.term(e, depth-1) {
			return false
		}
	}
	if f := t.Fun(); f != nil {
		for _, e := range f.Free {
			if !m.term(e, depth-1) {
				return false
			}
		}
	}
	fits := true
	if all := t.Map(); all != nil {
		all.Each(func(k, v term.Term) bool {
			fits = m.term(k, depth-1) && m.term(v, depth-1)
			return fits
		})
	}
	return fits
}

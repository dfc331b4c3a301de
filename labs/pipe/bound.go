package pipe

import (
	"sync"

	"lab/runtime/term"
)

// This file keeps what programs answer within what the lab's end can take.

// The bounds of an answer: how deep it may be nested, how many terms it may
// consist of, how long its binaries may be together, and one integer, in bytes.
const (
	maxDepth   = 200
	maxTerms   = 200_000
	maxBytes   = 8 << 20
	maxInteger = 4 << 10
)

// maxAtoms is how many atoms a node may tell of over its life. The lab's end keeps
// them for good, and there is no room for all that programs may make.
const maxAtoms = 10_000

// within reports whether a term is within the bounds. atoms are those that were told
// of before; it adds those of the term.
func within(t term.Term, atoms *told) bool {
	m := measure{terms: maxTerms, bytes: maxBytes, atoms: atoms}
	return m.term(t, maxDepth)
}

// told are the atoms that a node has told of.
type told struct {
	mu  sync.Mutex
	all map[term.Atom]bool
}

// add notes an atom, and reports whether there is room for it.
func (a *told) add(name term.Atom) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[term.Atom]bool{}
	}
	if len(a.all) >= maxAtoms && !a.all[name] {
		return false
	}
	a.all[name] = true
	return true
}

type measure struct {
	terms, bytes int
	atoms        *told
}

func (m *measure) term(t term.Term, depth int) bool {
	// A list is walked along its tail, which nests nothing.
	for c := t.Cons(); c != nil; c = t.Cons() {
		if m.terms--; m.terms < 0 || !m.term(c.Head, depth-1) {
			return false
		}
		t = c.Tail
	}
	if m.terms--; m.terms < 0 || depth < 0 || !m.leaf(t) {
		return false
	}
	for _, e := range t.Elems() {
		if !m.term(e, depth-1) {
			return false
		}
	}
	if f := t.Fun(); f != nil && !m.fun(f, depth-1) {
		return false
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

// leaf measures what a term is without those within it.
func (m *measure) leaf(t term.Term) bool {
	if t.IsAtom() {
		return m.atoms.add(t.Atom())
	}
	if b, ok := t.AsBits(); ok {
		m.bytes -= len(b.S)
		return m.bytes >= 0
	}
	if n, ok := t.AsBig(); ok {
		return n.BitLen() <= maxInteger*8
	}
	if p := t.Pid(); p != nil {
		return m.atoms.add(p.Node)
	}
	if r := t.Ref(); r != nil {
		return m.atoms.add(r.Node)
	}
	if p := t.Port(); p != nil {
		return m.atoms.add(p.Node)
	}
	return true
}

func (m *measure) fun(f *term.Fun, depth int) bool {
	if m.bytes -= len(f.Foreign); m.bytes < 0 || !m.atoms.add(f.Module) || !m.atoms.add(f.Name) {
		return false
	}
	if !f.Source.IsNone() && !m.term(f.Source, depth) {
		return false
	}
	for _, e := range f.Free {
		if !m.term(e, depth) {
			return false
		}
	}
	return true
}

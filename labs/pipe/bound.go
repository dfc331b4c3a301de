package pipe

import (
	"sync"

	"lab/runtime/term"
)

// This file limits the size of results, because programs produce them and the lab's process must
// hold them.

// These limits apply to a result: its nesting, its number of terms, the total size of its binaries
// in bytes, and the size of an integer in bytes.
const (
	maxDepth   = 200
	maxTerms   = 200_000
	maxBytes   = 8 << 20
	maxInteger = 4 << 10
)

// maxAtoms is the maximum number of different atoms in all results of a node. The lab's process
// never frees atoms.
const maxAtoms = 10_000

// within reports whether a term is within the limits. It adds the term's atoms to those that were
// sent before.
func within(t term.Term, atoms *told) bool {
	m := measure{terms: maxTerms, bytes: maxBytes, atoms: atoms}
	return m.term(t, maxDepth)
}

// told is the set of atoms that a node has sent.
type told struct {
	mu  sync.Mutex
	all map[term.Atom]bool
}

// add adds an atom. It returns false if there are too many.
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
	// Lists are walked iteratively along the tail, which does not count as nesting.
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

// leaf measures a term without its subterms.
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

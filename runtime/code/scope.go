package code

import "lab/runtime/term"

// A binding is one variable in scope; bindings are a list, newest first, so
// that leaving a scope is to forget the newer ones. kind tells variables of the
// same name apart: the atom of a hygiene context, or the negative counter of a
// macro's expansion.
type binding struct {
	name    term.Atom
	kind    int64
	version int
	used    *bool
	next    *binding
}

func kindOf(meta term.Term, ctx term.Atom) int64 {
	if c, ok := kwGet(meta, aCounter); ok {
		if n, ok := c.AsInt(); ok {
			return n
		}
	}
	return int64(ctx)
}

func kindOfTerm(t term.Term) int64 {
	if t.IsAtom() {
		return int64(t.Atom())
	}
	n, _ := t.AsInt()
	return n
}

func (b *binding) kindTerm() term.Term {
	if b.kind < 0 {
		return term.Int(b.kind)
	}
	return term.Atom(b.kind).Term()
}

func (b *binding) find(name term.Atom, kind int64) *binding {
	for ; b != nil; b = b.next {
		if b.name == name && b.kind == kind {
			return b
		}
	}
	return nil
}

// since returns the bindings newer than base, oldest first.
func (b *binding) since(base *binding) []*binding {
	var out []*binding
	for ; b != base && b != nil; b = b.next {
		out = append(out, b)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

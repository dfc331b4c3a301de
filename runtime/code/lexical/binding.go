package lexical

import "lab/runtime/term"

import (
	"slices"

	"lab/runtime/code/quoted"
)

// A Binding is a variable in scope. Bindings form a list, newest first, so that leaving a scope
// drops the newer bindings. Kind distinguishes variables of the same name: it is the atom of a
// hygiene context, or the negative counter of a macro expansion.
type Binding struct {
	Name    term.Atom
	Kind    int64
	Version int
	Used    *bool
	Next    *Binding
}

func KindOf(meta term.Term, ctx term.Atom) int64 {
	if c, ok := quoted.KwGet(meta, quoted.ACounter); ok {
		if n, ok := c.AsInt(); ok {
			return n
		}
	}
	return int64(ctx)
}

func KindOfTerm(t term.Term) int64 {
	if t.IsAtom() {
		return int64(t.Atom())
	}
	n, _ := t.AsInt()
	return n
}

func (b *Binding) KindTerm() term.Term {
	if b.Kind < 0 {
		return term.Int(b.Kind)
	}
	return term.Atom(b.Kind).Term()
}

func (b *Binding) Find(name term.Atom, kind int64) *Binding {
	for ; b != nil; b = b.Next {
		if b.Name == name && b.Kind == kind {
			return b
		}
	}
	return nil
}

// Since returns the bindings newer than base, oldest first.
func (b *Binding) Since(base *Binding) []*Binding {
	var out []*Binding
	for ; b != base && b != nil; b = b.Next {
		out = append(out, b)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// ScopeOf returns a scope that contains only the given variables.
func ScopeOf(bound []*Binding) (scope *Binding) {
	for _, b := range slices.Backward(bound) {
		only := *b
		only.Next = scope
		scope = &only
	}
	return scope
}

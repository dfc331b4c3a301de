package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installKeyword registers functions of Keyword that walk lists: keyword?(term), delete(list, key),
// and merge(left, right) for two keyword lists.
func installKeyword(x library.Module) {
	x.Func("keyword?", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room, list := room{p: p}, a[0]
		for c := list.Cons(); c != nil; c = list.Cons() {
			room.more()
			if pair := c.Head.Elems(); len(pair) != 2 || !pair[0].IsAtom() {
				return term.False, nil
			}
			list = c.Tail
		}
		return term.Bool(list.IsEmpty()), nil
	})
	x.Func("delete", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room, list, key := room{p: p, each: term.ConsBytes}, a[0], a[1].Atom()
		var out term.Builder
		for c := list.Cons(); c != nil; c = list.Cons() {
			room.more()
			pair := c.Head.Elems()
			if len(pair) != 2 {
				break
			}
			if !pair[0].Is(key) {
				out.Add(c.Head)
			}
			list = c.Tail
		}
		if !list.IsEmpty() {
			return term.Term{}, library.NoClause("Keyword", "delete_key", list, a[1])
		}
		return out.List(term.Empty), nil
	})
	x.Func("merge", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes}
		var out term.Builder
		for c := a[0].Cons(); c != nil; c = c.Tail.Cons() {
			room.more()
			n, found := searched(a[1], c.Head.Elems()[0].Atom())
			if !found {
				out.Add(c.Head)
			}
			p.Charge(n / elementsPerReduction)
		}
		return out.List(a[1]), nil
	})
}

// searched reports whether a keyword list has the key, and the number of pairs inspected.
func searched(keywords term.Term, key term.Atom) (n int, found bool) {
	for c := keywords.Cons(); c != nil; c = c.Tail.Cons() {
		n++
		if c.Head.Elems()[0].Is(key) {
			return n, true
		}
	}
	return n, false
}

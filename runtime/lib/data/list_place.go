package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installListPlaces registers last(list, default), and for an index that is not negative
// replace_at(list, index, value) and insert_at(list, index, value). The error of last names the
// clauses that Elixir's compiler inlines into last(list).
func installListPlaces(x library.Module) {
	x.Func("last", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room, list, last := room{p: p}, a[0], a[1]
		inner := "last"
		if a[1] == term.Nil && a[0].Cons() == nil {
			inner = "-inlined-last/2-"
		}
		for c := list.Cons(); c != nil; c = list.Cons() {
			room.more()
			last, list = c.Head, c.Tail
		}
		if !list.IsEmpty() {
			return term.Term{}, library.NoClause("List", inner, list, last)
		}
		return last, nil
	})
	x.Func("replace_at", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		rest, found := drop(p, a[0], count(a[1]))
		c := rest.Cons()
		switch {
		case c != nil:
			return front(p, a[0], found, term.NewCons(a[2], c.Tail)), nil
		case rest.IsEmpty():
			return a[0], nil
		}
		return term.Term{}, library.NoClause("List", "do_replace_at", rest, term.Int(int64(count(a[1])-found)), a[2])
	})
	x.Func("insert_at", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n := count(a[1])
		rest, found := drop(p, a[0], n)
		if found < n && !rest.IsEmpty() {
			return term.Term{}, library.NoClause("List", "do_insert_at", rest, term.Int(int64(n-found)), a[2])
		}
		return front(p, a[0], found, term.NewCons(a[2], rest)), nil
	})
}

// front returns the first n elements of list, followed by tail.
func front(p *vm.Process, list term.Term, n int, tail term.Term) term.Term {
	if n > cellsAtOnce {
		p.Need(n * term.ConsBytes)
	}
	return term.Front(list, n, tail)
}

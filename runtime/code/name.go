package code

import (
	"sort"
	"strconv"

	"lab/runtime/term"
)

// A nameArity is a function's name and its number of arguments.
type nameArity struct {
	name  term.Atom
	arity int
}

func sortedNames(set map[nameArity]bool) []nameArity {
	out := make([]nameArity, 0, len(set))
	for n := range set {
		out = append(out, n)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.name != b.name {
			return a.name.String() < b.name.String()
		}
		return a.arity < b.arity
	})
	return out
}

func namesTerm(names []nameArity) term.Term {
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = term.Tup(n.name.Term(), term.Int(int64(n.arity)))
	}
	return term.List(out...)
}

// String is name/arity.
func (n nameArity) String() string { return n.name.String() + "/" + strconv.Itoa(n.arity) }

func (n nameArity) term() term.Term { return term.Tup(n.name.Term(), term.Int(int64(n.arity))) }

func nameArityOf(t term.Term) (nameArity, bool) {
	el := t.Elems()
	if len(el) != 2 || !el[0].IsAtom() {
		return nameArity{}, false
	}
	n, ok := el[1].AsInt()
	return nameArity{el[0].Atom(), int(n)}, ok
}

package quoted

import (
	"sort"
	"strconv"

	"lab/runtime/term"
)

// A NameArity is a function's name and its number of arguments.
type NameArity struct {
	Name  term.Atom
	Arity int
}

func SortedNames(set map[NameArity]bool) []NameArity {
	out := make([]NameArity, 0, len(set))
	for n := range set {
		out = append(out, n)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Name != b.Name {
			return a.Name.String() < b.Name.String()
		}
		return a.Arity < b.Arity
	})
	return out
}

func NamesTerm(names []NameArity) term.Term {
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = term.Tup(n.Name.Term(), term.Int(int64(n.Arity)))
	}
	return term.List(out...)
}

// String returns name/arity.
func (n NameArity) String() string { return n.Name.String() + "/" + strconv.Itoa(n.Arity) }

func (n NameArity) Term() term.Term { return term.Tup(n.Name.Term(), term.Int(int64(n.Arity))) }

func NameArityOf(t term.Term) (NameArity, bool) {
	el := t.Elems()
	if len(el) != 2 || !el[0].IsAtom() {
		return NameArity{}, false
	}
	n, ok := el[1].AsInt()
	return NameArity{el[0].Atom(), int(n)}, ok
}

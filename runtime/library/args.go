package library

import (
	"math"

	"lab/runtime/term"
)

// AtomName returns the name of an atom, or "" for any other term.
func AtomName(t term.Term) string {
	if !t.IsAtom() {
		return ""
	}
	return t.Atom().String()
}

// Index converts an argument to an int that can index or count things.
func Index(t term.Term) (int, bool) {
	n, ok := t.AsInt()
	if !ok || n > math.MaxInt32 || n < math.MinInt32 {
		return 0, false
	}
	return int(n), true
}

// NotProper says why t is not a proper list, in the words of OTP.
func NotProper(t term.Term) string {
	if t.Cons() != nil {
		return "not a proper list"
	}
	return "not a list"
}

func Pairs(m *term.Map) term.Term {
	pairs := make([]term.Term, 0, m.Len())
	m.Each(func(k, v term.Term) bool {
		pairs = append(pairs, term.Tup(k, v))
		return true
	})
	return term.List(pairs...)
}

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

// NotBinary says why t is not a binary, in the words of OTP's library, or returns "" for a binary.
func NotBinary(t term.Term) string {
	if _, ok := t.AsStr(); ok {
		return ""
	}
	if _, ok := t.AsBits(); ok {
		return "is a bitstring (expected a binary)"
	}
	return "not a binary"
}

// NotCount says why t is not an integer from zero on, or returns "".
func NotCount(t term.Term) string { return notFrom(0, t) }

// NotPositive says why t is not a positive integer, or returns "".
func NotPositive(t term.Term) string { return notFrom(1, t) }

func notFrom(least int64, t term.Term) string {
	switch {
	case !t.IsInteger():
		return "not an integer"
	case term.Compare(t, term.Int(least)) < 0:
		return "out of range"
	}
	return ""
}

// Pairs returns the list of m's entries, each a tuple of a key and its value.
func Pairs(m *term.Map) term.Term {
	pairs := make([]term.Term, 0, m.Len())
	m.Each(func(k, v term.Term) bool {
		pairs = append(pairs, term.Tup(k, v))
		return true
	})
	return term.List(pairs...)
}

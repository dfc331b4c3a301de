package text

import (
	"testing"

	"lab/runtime/term"
)

// TestStructsInLargeValues checks that the search for structs remembers few cells of a list, and
// visits shared lists only once.
func TestStructsInLargeValues(t *testing.T) {
	const n = 500_000
	long := term.List(make([]term.Term, n)...)
	var s structsIn
	s.walk(long)
	if len(s.seen) > n/tailsPerNote+n/100 {
		t.Errorf("%d of %d cells are remembered", len(s.seen), n)
	}
	for what, grow := range map[string]func(t term.Term) term.Term{
		"head and tail": func(t term.Term) term.Term { return term.NewCons(t, t) },
		"elements":      func(t term.Term) term.Term { return term.List(t, t) },
		"tuples":        func(t term.Term) term.Term { return term.Tup(t, t) },
		"tails":         func(t term.Term) term.Term { return term.NewCons(term.Tup(term.Int(1)), t) },
	} {
		shared := term.Empty
		for range 1000 {
			shared = grow(shared)
		}
		s = structsIn{}
		s.walk(term.List(shared, shared))
		if s.steps > 3*notedAt {
			t.Errorf("%s: %d steps", what, s.steps)
		}
	}
}

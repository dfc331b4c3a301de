package term

import "unsafe"

// This file is the equality of terms. Values nest as deeply as memory allows, and
// share parts so that they have more paths than there is time for. So a walk on Go's
// stack goes no further than most values need; the rest is done with a stack of its
// own, which notes what it has seen once that is much.

const (
	// walked bounds the nested values that are looked at on Go's stack.
	walked = 10_000
	// notedAt is from how many on pairs are noted, and noted how many are at most.
	notedAt = 1 << 16
	noted   = 1 << 20
	// mostPairs are compared where not all could be noted.
	mostPairs = 1 << 26
)

func same(a, b Term, exact bool) bool {
	if a.ref == nil && b.ref == nil {
		return a.bits == b.bits
	}
	left := walked
	equal := sameWithin(a, b, exact, &left)
	if left < 0 {
		return sameDeep(a, b, exact)
	}
	return equal
}

// sameWithin is same; what it returns is of no use where left falls below zero.
func sameWithin(a, b Term, exact bool, left *int) bool {
	if a.ref == nil && b.ref == nil {
		return a.bits == b.bits
	}
	ka, kb := a.Kind(), b.Kind()
	if exact && ka != kb || rank(ka) != rank(kb) {
		return false
	}
	switch ka {
	case KindTuple, KindCons, KindMap, KindFun:
		if a.ref == b.ref {
			return true
		}
		if *left--; *left < 0 {
			return false
		}
	case KindBits:
		x, y := a.Bits(), b.Bits()
		return x.N == y.N && x.S == y.S
	}
	switch ka {
	case KindTuple:
		return sameElems(a.Elems(), b.Elems(), exact, left)
	case KindCons:
		return sameList(a, b, exact, left)
	case KindMap:
		return sameMap(a.Map(), b.Map(), exact, left)
	}
	return compare(a, b, exact) == 0
}

func sameElems(a, b []Term, exact bool, left *int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameWithin(a[i], b[i], exact, left) {
			return false
		}
	}
	return true
}

func sameList(a, b Term, exact bool, left *int) bool {
	for {
		ca, cb := a.Cons(), b.Cons()
		if ca == nil || cb == nil {
			return ca == nil && cb == nil && sameWithin(a, b, exact, left)
		}
		if ca == cb {
			return true
		}
		if !sameWithin(ca.Head, cb.Head, exact, left) {
			return false
		}
		a, b = ca.Tail, cb.Tail
	}
}

func sameMap(a, b *Map, exact bool, left *int) bool {
	if a.Len() != b.Len() {
		return false
	}
	if a.root == nil && b.root == nil {
		// Both are in order. To look for a key would compare it again at every level.
		shared := a.n > 0 && &a.keys[0] == &b.keys[0]
		return (shared || sameElems(a.keys, b.keys, true, left)) && sameElems(a.vals, b.vals, exact, left)
	}
	equal := true
	a.Each(func(k, v Term) bool {
		w, ok := b.Get(k)
		equal = ok && sameWithin(v, w, exact, left)
		return equal
	})
	return equal
}

// A pair are two values that are to be compared.
type pair struct {
	a, b  Term
	exact bool
}

// pairs are those that are still to be compared, the next one last, and those that
// were seen to be equal, or are about to be.
type pairs struct {
	open  []pair
	steps int
	seen  map[[2]unsafe.Pointer]bool
}

func (s *pairs) push(a, b Term, exact bool) { s.open = append(s.open, pair{a, b, exact}) }

// pop returns the next pair of different composite values, or of anything else.
func (s *pairs) pop() (p pair, ok bool) {
	for len(s.open) > 0 {
		last := len(s.open) - 1
		p = s.open[last]
		s.open[last] = pair{}
		s.open = s.open[:last]
		if p.a.ref == nil || p.a != p.b && !s.again(p) {
			return p, true
		}
	}
	return pair{}, false
}

// again notes the pair, and reports whether it was noted before.
func (s *pairs) again(p pair) bool {
	if s.steps++; s.steps < notedAt || p.b.ref == nil || p.a.ref == isFloat || p.b.ref == isFloat || p.a.IsBits() {
		return false
	}
	k := [2]unsafe.Pointer{p.a.ref, p.b.ref}
	if s.seen[k] {
		return true
	}
	if s.seen == nil {
		s.seen = map[[2]unsafe.Pointer]bool{}
	}
	switch {
	case len(s.seen) < noted:
		s.seen[k] = true
	case s.steps > mostPairs:
		panic(ErrTooDeep) // what is not noted may have more paths than there is time for
	}
	return false
}

// sameDeep is same with a stack of its own.
func sameDeep(a, b Term, exact bool) bool {
	var s pairs
	s.push(a, b, exact)
	for p, ok := s.pop(); ok; p, ok = s.pop() {
		if !s.sameShallow(p) {
			return false
		}
	}
	return true
}

// sameShallow compares a pair but for its parts, which become pairs themselves.
func (s *pairs) sameShallow(p pair) bool {
	ka, kb := p.a.Kind(), p.b.Kind()
	if ka != kb {
		left := walked
		return sameWithin(p.a, p.b, p.exact, &left)
	}
	switch ka {
	case KindTuple:
		x, y := p.a.Elems(), p.b.Elems()
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			s.push(x[i], y[i], p.exact)
		}
		return true
	case KindCons:
		x, y := p.a.Cons(), p.b.Cons()
		s.push(x.Tail, y.Tail, p.exact)
		s.push(x.Head, y.Head, p.exact)
		return true
	case KindMap:
		return s.sameShallowMap(p.a.Map(), p.b.Map(), p.exact)
	}
	return same(p.a, p.b, p.exact)
}

func (s *pairs) sameShallowMap(a, b *Map, exact bool) bool {
	if a.Len() != b.Len() {
		return false
	}
	if a.root == nil && b.root == nil {
		// Keys may be maps, whose keys are maps, and so on.
		for i := range a.keys {
			s.push(a.vals[i], b.vals[i], exact)
			s.push(a.keys[i], b.keys[i], true)
		}
		return true
	}
	found := true
	a.Each(func(k, v Term) bool {
		var w Term
		if w, found = b.Get(k); found {
			s.push(v, w, exact)
		}
		return found
	})
	return found
}

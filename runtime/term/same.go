package term

import "unsafe"

// This file implements the equality of terms. Values can be nested as deeply as memory allows, and
// shared parts can give them more paths than a walk could ever visit. So a walk on Go's stack stops
// at a bound, which most values do not reach. A walk with a stack on the heap then continues. It
// remembers visited pairs once there are many.

const (
	// walked bounds the nested values that are compared on Go's stack.
	walked = 10_000
	// notedAt is the number of pairs after which pairs are remembered. noted is the maximum number
	// of remembered pairs.
	notedAt = 1 << 16
	noted   = 1 << 20
	// mostPairs bounds the comparison when not all pairs could be remembered.
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

// sameWithin is like same, but compares at most *left nested values. Its result is invalid when
// *left falls below zero.
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
		// The keys of both maps are sorted. A lookup of each key would compare nested keys again at
		// every level.
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

// A pair is two values to compare.
type pair struct {
	a, b  Term
	exact bool
}

// pairs holds a stack of the pairs left to compare, and the set of pairs that are equal or on the
// stack.
type pairs struct {
	open  []pair
	steps int
	seen  map[[2]unsafe.Pointer]bool
}

func (s *pairs) push(a, b Term, exact bool) { s.open = append(s.open, pair{a, b, exact}) }

// pop returns the next pair that has to be compared. It skips identical values and pairs seen
// before.
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

// again reports whether the pair was seen before. It starts to remember pairs after notedAt pairs.
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
		panic(ErrTooDeep) // a value with this many pairs may have too many paths to finish
	}
	return false
}

// sameDeep is like same, but its stack is on the heap.
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

// sameShallow compares a pair and pushes its parts as new pairs.
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
		// Keys are pushed too, because maps can be nested in keys to any depth.
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

package term

import "cmp"

// compareDeep is like compare, but its stack is on the heap. It compares the parts of values in
// order.
func compareDeep(a, b Term, exact bool) int {
	var s pairs
	s.push(a, b, exact)
	for p, ok := s.pop(); ok; p, ok = s.pop() {
		if c := s.compareShallow(p); c != 0 {
			return c
		}
	}
	return 0
}

// compareShallow compares a pair and pushes its parts as new pairs.
func (s *pairs) compareShallow(p pair) int {
	ka, kb := p.a.Kind(), p.b.Kind()
	if ka != kb {
		return compare(p.a, p.b, p.exact)
	}
	switch ka {
	case KindTuple:
		return s.compareElems(p.a.Elems(), p.b.Elems(), p.exact)
	case KindCons:
		x, y := p.a.Cons(), p.b.Cons()
		s.push(x.Tail, y.Tail, p.exact)
		s.push(x.Head, y.Head, p.exact)
		return 0
	case KindMap:
		x, y := p.a.Map(), p.b.Map()
		if c := cmp.Compare(x.Len(), y.Len()); c != 0 {
			return c
		}
		kx, vx := x.sorted()
		ky, vy := y.sorted()
		for i := len(vx) - 1; i >= 0; i-- {
			s.push(vx[i], vy[i], p.exact)
		}
		for i := len(kx) - 1; i >= 0; i-- {
			s.push(kx[i], ky[i], true)
		}
		return 0
	case KindFun:
		x, y := p.a.Fun(), p.b.Fun()
		if c := compareCode(x, y); c != 0 {
			return c
		}
		if c := cmp.Compare(len(x.Free), len(y.Free)); c != 0 {
			return c
		}
		s.push(x.Source, y.Source, true)
		for i := len(x.Free) - 1; i >= 0; i-- {
			s.push(x.Free[i], y.Free[i], true)
		}
		return 0
	}
	return compare(p.a, p.b, p.exact)
}

func (s *pairs) compareElems(a, b []Term, exact bool) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	for i := len(a) - 1; i >= 0; i-- {
		s.push(a[i], b[i], exact)
	}
	return 0
}

// sorted returns the keys in order, and their values.
func (m *Map) sorted() (keys, vals []Term) {
	keys = m.sortedKeys()
	if m.root == nil {
		return keys, m.vals
	}
	vals = make([]Term, len(keys))
	for i, k := range keys {
		vals[i], _ = m.Get(k)
	}
	return keys, vals
}

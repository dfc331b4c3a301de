package term

// A Scale weighs values: what several share is weighed once. It stops at its
// limit, since what is beyond need not be told apart.
type Scale struct {
	// Bytes is what was weighed so far.
	Bytes uint64
	limit int
	seen  addresses
	open  []Term
}

// NewScale returns a scale that looks at no more than limit objects.
func NewScale(limit int) *Scale { return &Scale{limit: limit} }

// Full reports whether the limit was reached.
func (s *Scale) Full() bool { return s.seen.n >= s.limit }

// Bytes of the parts of which values are made.
const objectBytes = 32

// TermBytes is what a term takes where it stands.
const TermBytes = 16

// Add weighs t.
func (s *Scale) Add(t Term) {
	s.open = append(s.open, t)
	for len(s.open) > 0 && !s.Full() {
		last := len(s.open) - 1
		t := s.open[last]
		s.open = s.open[:last]
		s.one(t)
	}
	s.open = s.open[:0]
}

func (s *Scale) one(t Term) {
	if t.ref == nil || t.ref == isFloat || !s.seen.add(uintptr(t.ref)) {
		return
	}
	s.Bytes += objectBytes
	switch t.Kind() {
	case KindCons:
		c := t.Cons()
		s.open = append(s.open, c.Tail, c.Head)
	case KindBits:
		s.Bytes += uint64(len(t.Bits().S))
	case KindBig:
		s.Bytes += uint64(t.big().BitLen() / 8)
	case KindMap:
		v := t.Map()
		s.Bytes += uint64(v.Len()) * 2 * TermBytes
		v.Each(func(k, v Term) bool {
			s.open = append(s.open, k, v)
			return len(s.open) < s.limit
		})
	case KindFun:
		s.open = append(s.open, t.Fun().Free...)
	case KindTuple:
		elems := t.Elems()
		s.Bytes += uint64(len(elems)) * TermBytes
		s.open = append(s.open, elems...)
	}
}

// addresses is a set of the addresses of objects that something else keeps alive. It
// takes a fraction of the memory and time of a map, since it is needed where there is
// little of either.
type addresses struct {
	slots []uintptr // a power of two of them, half of them free
	n     int
}

// add reports whether a was not there.
func (s *addresses) add(a uintptr) bool {
	if 2*s.n >= len(s.slots) {
		old := s.slots
		s.slots = make([]uintptr, max(64, 2*len(old)))
		for _, a := range old {
			if a != 0 {
				s.slots[s.find(a)] = a
			}
		}
	}
	i := s.find(a)
	if s.slots[i] == a {
		return false
	}
	s.slots[i] = a
	s.n++
	return true
}

// find is the slot of a, or the one that is free for it.
func (s *addresses) find(a uintptr) int {
	mask := len(s.slots) - 1
	i := int(uint64(a)*0x9E3779B97F4A7C15>>20) & mask // Knuth, TAOCP 6.4: by the golden ratio
	for s.slots[i] != 0 && s.slots[i] != a {
		i = (i + 1) & mask
	}
	return i
}

// Larger reports whether a walk over t comes to more than n values, or to one that is
// itself large. It is about as fast as it is bounded.
func (t Term) Larger(n int) bool {
	t.within(&n, true)
	return n < 0
}

// Values is how many values t has where what it shares is counted each time, most at the most. It must
// not be nested more deeply than the stack has room for most of them.
func (t Term) Values(most int) int {
	left := most
	t.within(&left, false)
	return most - max(left, 0)
}

// largeBits is what is large of one value.
const largeBits = 1 << 15

func (t Term) within(left *int, large bool) {
	for *left >= 0 && t.ref != nil {
		*left--
		switch t.Kind() {
		case KindCons:
			c := t.Cons()
			c.Head.within(left, large)
			t = c.Tail
			continue
		case KindTuple:
			for _, e := range t.Elems() {
				e.within(left, large)
			}
		case KindBits:
			if large && t.Bits().N > largeBits {
				*left = -1
			}
		case KindBig:
			if large && t.big().BitLen() > largeBits {
				*left = -1
			}
		case KindMap:
			t.Map().Each(func(k, v Term) bool {
				k.within(left, large)
				v.within(left, large)
				return *left >= 0
			})
		}
		return
	}
}

package term

// A Scale measures the memory of values. It counts shared parts once, and stops after a maximum
// number of objects.
type Scale struct {
	// Bytes is the total so far.
	Bytes uint64
	limit int
	seen  addresses
	open  []Term
}

// NewScale returns a scale that visits at most limit objects.
func NewScale(limit int) *Scale { return &Scale{limit: limit} }

// Full reports whether the limit has been reached.
func (s *Scale) Full() bool { return s.seen.n >= s.limit }

// objectBytes is the assumed overhead of an object.
const objectBytes = 32

// TermBytes is the size of a Term in bytes.
const TermBytes = 16

// Add adds the size of t to Bytes.
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

// addresses is a set of object addresses. It does not keep the objects alive. It takes a fraction
// of the memory and time of a Go map. This matters because the set is used when memory and time are
// scarce.
type addresses struct {
	slots []uintptr // the length is a power of two; at least half are 0, which means free
	n     int
}

// add adds a and reports whether it was absent.
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

// find returns the slot of a, or the free slot for it.
func (s *addresses) find(a uintptr) int {
	mask := len(s.slots) - 1
	i := int(uint64(a)*0x9E3779B97F4A7C15>>20) & mask // multiplicative hashing, Knuth, TAOCP 6.4
	for s.slots[i] != 0 && s.slots[i] != a {
		i = (i + 1) & mask
	}
	return i
}

// Larger reports whether t has more than n nested values or contains a large binary or integer.
// Its cost is bounded by n.
func (t Term) Larger(n int) bool {
	t.within(&n, true)
	return n < 0
}

// Values returns the number of nested values of t, counting shared parts each time, up to most. t
// must not be nested deeply.
func (t Term) Values(most int) int {
	left := most
	t.within(&left, false)
	return most - max(left, 0)
}

// largeBits is the size in bits above which a binary or integer counts as large.
const largeBits = 1 << 15

func (t Term) within(left *int, large bool) {
	for *left >= 0 && t.ref != nil {
		*left--
		switch t.Kind() {
		case KindCons:
			c := t.Cons()
			if c.Head.ref != nil {
				c.Head.within(left, large)
			}
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

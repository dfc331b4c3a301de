package term

import "math/big"

// A Scale weighs values: what several share is weighed once. It stops at its
// limit, since what is beyond need not be told apart.
type Scale struct {
	// Bytes is what was weighed so far.
	Bytes uint64
	limit int
	seen  map[any]bool
	open  []Term
}

// NewScale returns a scale that looks at no more than limit objects.
func NewScale(limit int) *Scale { return &Scale{limit: limit, seen: map[any]bool{}} }

// Full reports whether the limit was reached.
func (s *Scale) Full() bool { return len(s.seen) >= s.limit }

// Bytes of the parts of which values are made.
const (
	termBytes   = 24
	objectBytes = 48
)

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
	if t.ref == nil || t.ref == isFloat || s.seen[t.ref] {
		return
	}
	s.seen[t.ref] = true
	s.Bytes += objectBytes
	switch v := t.ref.(type) {
	case *Cons:
		s.open = append(s.open, v.Tail, v.Head)
	case *Bits:
		s.Bytes += uint64(len(v.S))
	case *big.Int:
		s.Bytes += uint64(v.BitLen() / 8)
	case *Map:
		s.Bytes += uint64(v.Len()) * 2 * termBytes
		v.Each(func(k, v Term) bool {
			s.open = append(s.open, k, v)
			return len(s.open) < s.limit
		})
	case *Fun:
		s.open = append(s.open, v.Free...)
	default:
		if elems := t.Elems(); elems != nil {
			s.Bytes += uint64(len(elems)) * termBytes
			s.open = append(s.open, elems...)
		}
	}
}

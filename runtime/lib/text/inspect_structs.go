package text

import (
	"slices"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// structsIn collects the structs in a value, outermost first. It uses a stack on the heap, because
// values can be nested deeply, and visits shared parts only once. The process pays for it.
type structsIn struct {
	p    *vm.Process
	out  []term.Term
	open []visit
	seen map[term.Object]bool
	// steps counts the values visited. Once there are many, visited values are remembered.
	steps int
}

// A visit is a value to look at. tail is set if it is the tail of a list.
type visit struct {
	term.Term
	tail bool
}

const (
	// notedAt is the number of visited values after which visited values are remembered.
	notedAt = 1 << 16
	// notedBytes is the memory of a remembered value.
	notedBytes = 64
	// tailsPerNote is the number of tails of which one is remembered, so that a long list needs
	// little memory. A shared tail is left after about so many cells.
	tailsPerNote = 32
)

// again reports whether a value was visited before, as far as values are remembered. It remembers
// the value once many values were visited. For tails, it remembers only one of tailsPerNote.
func (s *structsIn) again(t visit) bool {
	s.p.Work(1)
	if s.steps++; s.steps < notedAt || t.tail && uintptr(t.Identity())/term.ConsBytes%tailsPerNote != 0 {
		return false
	}
	if s.seen == nil {
		s.seen = map[term.Object]bool{}
	}
	n := len(s.seen)
	s.seen[t.Identity()] = true
	if len(s.seen) == n {
		return true
	}
	s.p.Need(notedBytes)
	return false
}

func (s *structsIn) walk(t term.Term) {
	s.open = append(s.open, visit{Term: t})
	for len(s.open) > 0 {
		last := len(s.open) - 1
		t := s.open[last]
		s.open = s.open[:last]
		switch t.Kind() {
		case term.KindCons, term.KindTuple, term.KindMap:
			if s.again(t) {
				continue
			}
		}
		switch t.Kind() {
		case term.KindCons:
			c := t.Cons()
			s.open = append(s.open, visit{c.Tail, true}, visit{c.Head, false})
		case term.KindTuple:
			s.later(t.Elems())
		case term.KindMap:
			s.inMap(t.Term)
		}
	}
}

// later pushes elems so that the first is visited next.
func (s *structsIn) later(elems []term.Term) {
	s.p.Need(len(elems) * 2 * term.TermBytes)
	for _, e := range slices.Backward(elems) {
		s.open = append(s.open, visit{Term: e})
	}
}

func (s *structsIn) inMap(t term.Term) {
	m := t.Map()
	if name, ok := m.Get(term.AStruct.Term()); ok && name.IsAtom() && !term.ShowsItself(m) {
		s.out = append(s.out, t)
	}
	s.p.Need(m.Len() * 2 * term.TermBytes)
	pairs := make([]term.Term, 0, 2*m.Len())
	m.Each(func(k, v term.Term) bool {
		pairs = append(pairs, k, v)
		return true
	})
	s.later(pairs)
}

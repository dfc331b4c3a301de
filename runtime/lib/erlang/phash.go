package erlang

import (
	"math"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// These are the multipliers of erlang:phash/2 for the kinds of terms (ERTS, "a portable hash
// function that gives the same hash for the same Erlang term").
const (
	phashAtom    = 268440163
	phashByte    = 268439161
	phashNil     = 268435459
	phashMinus   = 268436141
	phashPid     = 268438633
	phashFloat   = 268437017
	phashPidEnd  = 268438039
	phashCons    = 268437511
	phashTuple   = 268439627
	phashBits    = 268440581
	phashMap     = 268440593
	phashMapPlus = 268440611
)

// phashDepth bounds the nesting of terms, since the hash is computed recursively.
const phashDepth = 1_000_000

// Phash returns the hash of erlang:phash/2 before its reduction to a range. The hash determines
// the slots of :sets and :dict. Phash calls work while it walks the term, and panics with a
// system limit if t is nested too deeply.
func Phash(t term.Term, work func(n int)) uint32 { return (&phasher{work: work}).of(t, 0) }

// A phasher is the state of one walk over a term.
type phasher struct {
	work  func(n int)
	depth int
}

func (w *phasher) of(t term.Term, h uint32) uint32 {
	w.work(1)
	if w.depth++; w.depth > phashDepth {
		panic(vm.ErrorOf(term.Sym("system_limit")))
	}
	defer func() { w.depth-- }()
	switch {
	case t.IsEmpty():
		return h*phashNil + 1
	case t.IsAtom():
		return h*phashAtom + term.Phash2Range(t, 1<<32, w.work)
	case t.IsInteger():
		return phashInteger(t, h)
	case t.IsTuple():
		for _, e := range t.Elems() {
			h = w.of(e, h)
		}
		return h*phashTuple + uint32(len(t.Elems()))
	case t.IsBits():
		return phashBinary(t.Bits(), h)
	case t.Cons() != nil:
		return w.list(t, h)
	case t.Map() != nil:
		return h*phashMap + phashMapPlus + term.Phash2Range(t, 1<<32, w.work)
	}
	if f, ok := t.AsFloat(); ok {
		if f == 0 {
			f = 0 // drop the sign
		}
		b := math.Float64bits(f)
		return h*phashFloat + (uint32(b) ^ uint32(b>>32))
	}
	return phashWord(term.Phash2Range(t, 1<<32, w.work), h, phashPid) * phashPidEnd
}

// phashWord hashes the four bytes of x, least significant first.
func phashWord(x, h, by uint32) uint32 {
	for range 4 {
		h = h*by + x&0xff
		x >>= 8
	}
	return h
}

// phashInteger hashes the absolute value in words of 32 bits.
func phashInteger(t term.Term, h uint32) uint32 {
	n, _ := t.AsBig()
	bytes := n.Bytes()
	for len(bytes) == 0 || len(bytes)%4 != 0 {
		bytes = append([]byte{0}, bytes...)
	}
	for i := len(bytes) - 1; i >= 0; i-- {
		h = h*phashByte + uint32(bytes[i])
	}
	if n.Sign() < 0 {
		return h * phashMinus
	}
	return h * phashNil
}

func phashBinary(b term.Bits, h uint32) uint32 {
	whole := b.N / 8
	for i := range whole {
		h = h*phashAtom + uint32(b.S[i])
	}
	if rest := b.N % 8; rest > 0 {
		h = (h*phashAtom+uint32(b.S[whole])>>(8-rest))*phashBits + uint32(rest)
	}
	return h*phashMinus + uint32(whole)
}

// list hashes bytes directly, and other elements by their own hash.
func (w *phasher) list(t term.Term, h uint32) uint32 {
	for c := t.Cons(); c != nil; c = t.Cons() {
		if n, ok := c.Head.AsInt(); ok && n >= 0 && n < 256 {
			h = h*phashByte + uint32(n)
		} else {
			h = w.of(c.Head, h)
		}
		t = c.Tail
	}
	return w.of(t, h) * phashCons
}

package term

import "math"

// This file implements erlang:phash2. Programs may store its values and compare them between nodes
// (ERTS, erlang:phash2/1: the same for the same term, whatever the machine and the release). It
// uses Bob Jenkins's hash of 1996 (burtleburtle.net/bob/hash/evahash.html) for words and bytes,
// and hashpjw for the names of atoms. A walk over the term updates one running state.

// golden is the initial value of the mixing. Each kind of term adds its own multiple.
const golden uint32 = 0x9e3779b9

// These are the multiples of golden for the kinds of terms, and the hashes of the empty list.
const (
	phashNil      = 2
	phashAtom     = 3
	phashBytes    = 4
	phashPid      = 5
	phashPort     = 6
	phashRef      = 7
	phashTuple    = 9
	phashNegative = 10
	phashPositive = 11
	phashFloat    = 12
	phashBinary   = 13
	phashExport   = 14
	phashSpare    = 15
	phashMap      = 16
	phashPairs    = 19

	nilWord  uint32 = 2
	nilAlone uint32 = 3468870702

	// phashSmall bounds the integers that are hashed as a single word.
	phashSmall = 1 << 27
	// phashRange is the number of values of erlang:phash2/1.
	phashRange = 1 << 27
)

// Phash2 implements erlang:phash2/1. It calls work during the walk, because a shared part is hashed
// each time that it occurs. So the walk can be practically endless.
func Phash2(t Term, work func(n int)) uint32 { return phash(t, work) & (phashRange - 1) }

// Phash2Range implements erlang:phash2/2. n must be from 1 to 2^32.
func Phash2Range(t Term, n uint64, work func(n int)) uint32 {
	return uint32(uint64(phash(t, work)) % n)
}

func phash(t Term, work func(n int)) uint32 {
	h := phasher{work: work}
	h.term(t)
	return h.state
}

// A phasher is the state of one hash computation.
type phasher struct {
	state uint32
	depth Depth
	work  func(n int)
}

// words mixes two words into the state. kind is the multiple of golden for their kind.
func (h *phasher) words(x, y, kind uint32) {
	_, _, c := jenkins(golden*kind+x, golden*kind+y, h.state)
	h.state = c
}

func (h *phasher) word(x, kind uint32) { h.words(x, 0, kind) }

func jenkins(a, b, c uint32) (uint32, uint32, uint32) {
	a = (a - b - c) ^ c>>13
	b = (b - c - a) ^ a<<8
	c = (c - a - b) ^ b>>13
	a = (a - b - c) ^ c>>12
	b = (b - c - a) ^ a<<16
	c = (c - a - b) ^ b>>5
	a = (a - b - c) ^ c>>3
	b = (b - c - a) ^ a<<10
	c = (c - a - b) ^ b>>15
	return a, b, c
}

func (h *phasher) term(t Term) {
	h.depth.Enter()
	if t.ref != nil {
		h.work(1)
	}
	h.value(t)
	h.depth.Leave()
}

func (h *phasher) value(t Term) {
	switch t.Kind() {
	case KindInt, KindBig:
		h.integer(t)
	case KindFloat:
		f, _ := t.AsFloat()
		bits := math.Float64bits(f)
		if f == 0 {
			bits = 0
		}
		h.words(uint32(bits>>32), uint32(bits), phashFloat)
	case KindAtom:
		h.atom(t.Atom())
	case KindEmpty:
		if h.state == 0 {
			h.state = nilAlone
		} else {
			h.word(nilWord, phashNil)
		}
	case KindCons:
		h.list(t)
	case KindTuple:
		h.word(uint32(len(t.Elems())), phashTuple)
		for _, e := range t.Elems() {
			h.term(e)
		}
	case KindMap:
		h.mapping(t.Map())
	case KindBits:
		h.bits(t.Bits())
	case KindFun:
		h.fun(t.Fun())
	case KindPid:
		h.word(t.Pid().ID, phashPid)
	case KindPort:
		h.words(uint32(t.Port().ID), uint32(t.Port().ID>>32), phashPort)
	case KindRef:
		h.word(t.Ref().ID[0], phashRef)
	}
}

func (h *phasher) integer(t Term) {
	if n, ok := t.AsInt(); ok && n >= -phashSmall && n < phashSmall {
		if n < 0 {
			h.word(uint32(-n), 1)
		}
		h.word(uint32(n), 1)
		return
	}
	n, _ := t.AsBig()
	kind := uint32(phashPositive)
	if n.Sign() < 0 {
		kind = phashNegative
	}
	digits := n.Bytes() // most significant first
	for end := len(digits); end > 0; end -= 8 {
		var d uint64
		for _, b := range digits[max(0, end-8):end] {
			d = d<<8 | uint64(b)
		}
		h.words(uint32(d), uint32(d>>32), kind)
	}
}

func (h *phasher) atom(a Atom) {
	if h.state == 0 {
		h.state = atomPhash(a)
	} else {
		h.word(atomPhash(a), phashAtom)
	}
}

// atomPhash applies hashpjw to the name in UTF-8. Characters up to U+00FF count as one byte.
func atomPhash(a Atom) uint32 {
	name := a.String()
	var h uint32
	for i := 0; i < len(name); i++ {
		v := name[i]
		if v&0xfe == 0xc2 && i+1 < len(name) {
			i++
			v = v<<6 | name[i]&0x3f
		}
		h = h<<4 + uint32(v)
		if g := h & 0xf0000000; g != 0 {
			h ^= g>>24 ^ g
		}
	}
	return h
}

// list hashes a list. It packs runs of bytes into words of four.
func (h *phasher) list(t Term) {
	for c := t.Cons(); c != nil; c = t.Cons() {
		var word, n uint32
		for ; c != nil && isByte(c.Head); c = t.Cons() {
			word = word<<8 + uint32(c.Head.Small())
			if n++; n == 4 {
				h.word(word, phashBytes)
				word, n = 0, 0
			}
			t = c.Tail
		}
		if n > 0 {
			h.word(word, phashBytes)
		}
		if c == nil {
			break
		}
		h.term(c.Head)
		t = c.Tail
	}
	h.term(t)
}

func isByte(t Term) bool { return t.IsSmall() && t.Small() >= 0 && t.Small() <= 255 }

// mapping hashes a map. It hashes each pair on its own, so that the order does not matter.
func (h *phasher) mapping(m *Map) {
	h.word(uint32(m.Len()), phashMap)
	if m.Len() == 0 {
		return
	}
	var pairs uint32
	m.Each(func(k, v Term) bool {
		pair := phasher{depth: h.depth, work: h.work}
		pair.term(k)
		pair.term(v)
		pairs ^= pair.state
		return true
	})
	h.word(pairs, phashPairs)
}

func (h *phasher) bits(b Bits) {
	kind := uint32(phashBinary) // a variable, so that the product wraps
	start := golden*kind + h.state
	if b.N == 0 {
		h.state = start
		return
	}
	h.state = blockPhash(b.S[:b.N/8], start)
	if spare := b.N & 7; spare != 0 {
		h.words(uint32(spare), uint32(b.S[b.N/8]>>(8-spare)), phashSpare)
	}
}

// blockPhash hashes twelve bytes at a time. The length shares a word with the last bytes.
func blockPhash(s string, start uint32) uint32 {
	a, b, c := golden, golden, start
	rest := s
	for ; len(rest) >= 12; rest = rest[12:] {
		a, b, c = jenkins(a+littleEndian(rest[:4]), b+littleEndian(rest[4:8]), c+littleEndian(rest[8:12]))
	}
	c += uint32(len(s))
	a += littleEndian(rest[:min(4, len(rest))])
	if len(rest) > 4 {
		b += littleEndian(rest[4:min(8, len(rest))])
	}
	if len(rest) > 8 {
		c += littleEndian(rest[8:]) << 8
	}
	_, _, c = jenkins(a, b, c)
	return c
}

func littleEndian(s string) uint32 {
	var n uint32
	for i := range len(s) {
		n |= uint32(s[i]) << (8 * i)
	}
	return n
}

func (h *phasher) fun(f *Fun) {
	if f.External {
		h.words(uint32(f.Arity), atomPhash(f.Module), 1)
		h.word(atomPhash(f.Name), phashExport)
		return
	}
	h.words(uint32(len(f.Free)), atomPhash(f.Module), 1)
	h.words(f.Index, f.Uniq(), 1)
	for _, v := range f.Free {
		h.term(v)
	}
}

package compile

import (
	"math"
	"unicode/utf8"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles patterns of bitstrings.

// A bitMatcher matches one segment at a bit offset. It returns the offset after the segment, or -1
// for no match.
type bitMatcher func(p *vm.Process, b term.Bits, at int) (next int)

func (c *compiler) bitsPattern(_ term.Term, args []term.Term, seen map[int]bool) matcher {
	segs := segmentsOf(args)
	if readable(segs) {
		return bytesPattern(c.reads(segs, seen))
	}
	ms := c.bitMatchers(segs, seen, false)
	return func(p *vm.Process, v term.Term) bool {
		b, ok := v.AsBits()
		if !ok {
			return false
		}
		at := 0
		for _, m := range ms {
			if at = m(p, b, at); at < 0 {
				return false
			}
		}
		return at == b.N
	}
}

// bitsPrefix matches segments at the start of a bitstring and stores the rest in a register.
func (c *compiler) bitsPrefix(segs []segment, rest int) matcher {
	seen := map[int]bool{}
	if readable(segs) {
		rs, _ := c.reads(segs, seen)
		return bytesPrefix(rs, rest)
	}
	ms := c.bitMatchers(segs, seen, true)
	return func(p *vm.Process, v term.Term) bool {
		b := v.Bits()
		at := 0
		for _, m := range ms {
			if at = m(p, b, at); at < 0 {
				return false
			}
		}
		p.R[rest] = cutBits(b.S, at, b.N-at)
		return true
	}
}

func (c *compiler) bitMatchers(segs []segment, seen map[int]bool, prefix bool) []bitMatcher {
	ms := make([]bitMatcher, len(segs))
	for i, s := range segs {
		ms[i] = c.bitMatcher(s, seen, i == len(segs)-1 && !prefix)
	}
	return ms
}

func (c *compiler) bitMatcher(s segment, seen map[int]bool, last bool) bitMatcher {
	if lit, ok := s.value.AsStr(); ok {
		return literalBits(lit, s)
	}
	if _, _, pinned := quoted.IsCallOf(s.value, quoted.APin, 1); pinned && !s.hasSize && !last && (s.kind == "binary" || s.kind == "bitstring") {
		return c.pinnedBits(s, seen)
	}
	size := c.bitSizeOf(s)
	m := c.pattern(s.value, seen)
	switch s.kind {
	case "integer":
		if !s.hasSize && s.unit == 1 && !s.signed {
			return byteMatcher(m)
		}
		return func(p *vm.Process, b term.Bits, at int) int {
			n := size(p)
			if n < 0 || at+n > b.N || m.form != anything && !m.takes(p, readInt(b.S, at, n, s.signed, s.little)) {
				return -1
			}
			return at + n
		}
	case "float":
		return func(p *vm.Process, b term.Bits, at int) int {
			n := size(p)
			if n < 0 || at+n > b.N {
				return -1
			}
			f, ok := readFloat(b.S, at, n, s.little)
			if !ok || m.form != anything && !m.takes(p, term.Float(f)) {
				return -1
			}
			return at + n
		}
	case "utf8", "utf16", "utf32":
		return func(p *vm.Process, b term.Bits, at int) int {
			r, n := readRune(b, at, s.kind, s.little)
			if n == 0 || m.form != anything && !m.takes(p, term.Int(int64(r))) {
				return -1
			}
			return at + n
		}
	}
	if !s.hasSize {
		size = func(*vm.Process) int { return -1 }
	}
	unit := s.unit
	return func(p *vm.Process, b term.Bits, at int) int {
		n := b.N - at
		if s.hasSize {
			if n = size(p); n < 0 || at+n > b.N {
				return -1
			}
		} else if !last || n%unit != 0 {
			return -1
		}
		if m.form != anything && !m.takes(p, cutBits(b.S, at, n)) {
			return -1
		}
		return at + n
	}
}

// byteMatcher matches one byte, the most frequent segment.
func byteMatcher(m pattern) bitMatcher {
	return func(p *vm.Process, b term.Bits, at int) int {
		if at+8 > b.N {
			return -1
		}
		v := term.Term{}
		if at&7 == 0 {
			v = term.Int(int64(b.S[at>>3]))
		} else {
			v = readInt(b.S, at, 8, false, false)
		}
		if m.form != anything && !m.takes(p, v) {
			return -1
		}
		return at + 8
	}
}

// pinnedBits matches a pinned bitstring before other segments. Its size is the size of the pinned
// value.
func (c *compiler) pinnedBits(s segment, seen map[int]bool) bitMatcher {
	_, a, _ := quoted.IsCallOf(s.value, quoted.APin, 1)
	value := c.gexpr(a[0])
	return func(p *vm.Process, b term.Bits, at int) int {
		v, ok := value(p)
		want, isBits := v.AsBits()
		if !ok || !isBits || at+want.N > b.N || s.kind == "binary" && want.N%8 != 0 || !term.Equal(cutBits(b.S, at, want.N), v) {
			return -1
		}
		return at + want.N
	}
}

// literalBits matches a literal string. An integer or utf segment matches each of its characters.
func literalBits(lit string, s segment) bitMatcher {
	if s.kind != "binary" && s.kind != "bitstring" {
		var w bitWriter
		for _, r := range lit {
			if s.kind == "integer" {
				w.integer(term.Int(int64(r)), int(s.defaultSize()), s.little)
				continue
			}
			w.rune(r, s.kind, s.little)
		}
		lit = string(w.buf)
	}
	n := 8 * len(lit)
	return func(_ *vm.Process, b term.Bits, at int) int {
		if at+n > b.N {
			return -1
		}
		if at&7 == 0 {
			if b.S[at/8:at/8+len(lit)] != lit {
				return -1
			}
			return at + n
		}
		if got, _ := cutBits(b.S, at, n).AsStr(); got != lit {
			return -1
		}
		return at + n
	}
}

// bitSizeOf returns a function for the size of a segment in bits. A negative result means no
// match.
func (c *compiler) bitSizeOf(s segment) func(p *vm.Process) int {
	if !s.hasSize {
		n := int(s.defaultSize()) * s.unit
		return func(*vm.Process) int { return n }
	}
	if k, ok := s.size.AsInt(); ok {
		n := bitsOf(k, s.unit)
		return func(*vm.Process) int { return n }
	}
	e, unit := c.gexpr(s.size), s.unit
	return func(p *vm.Process) int {
		v, ok := e(p)
		n, isInt := v.AsInt()
		if !ok || !isInt {
			return -1
		}
		return bitsOf(n, unit)
	}
}

// bitsOf returns the number of bits of n units, or -1 if n is negative or too large for any
// bitstring.
func bitsOf(n int64, unit int) int {
	if n < 0 || n > 1<<40 {
		return -1
	}
	return int(n) * unit
}

func readFloat(s string, at, n int, little bool) (float64, bool) {
	if n != 16 && n != 32 && n != 64 {
		return 0, false
	}
	v := readUint(s, at, n)
	if little {
		var r uint64
		for i := 0; i < n; i += 8 {
			r = r<<8 | v>>i&0xff
		}
		v = r
	}
	var f float64
	switch n {
	case 16:
		f = halfFloat(uint16(v))
	case 32:
		f = float64(math.Float32frombits(uint32(v)))
	default:
		f = math.Float64frombits(v)
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// readRune reads a code point. n is the size of the code point in bits, or 0 if there is no valid
// code point.
func readRune(b term.Bits, at int, kind string, little bool) (r rune, n int) {
	unit := func(at, bits int) (rune, bool) {
		if at+bits > b.N {
			return 0, false
		}
		v, _ := readInt(b.S, at, bits, false, little).AsInt()
		return rune(v), v <= utf8.MaxRune
	}
	switch kind {
	case "utf8":
		s := b.S
		if at&7 == 0 {
			s = s[at/8 : b.N/8]
		} else {
			s, _ = cutBits(b.S, at, (b.N-at)/8*8).AsStr()
		}
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size <= 1 {
			return 0, 0
		}
		return r, 8 * size
	case "utf32":
		r, ok := unit(at, 32)
		if !ok || !utf8.ValidRune(r) {
			return 0, 0
		}
		return r, 32
	}
	hi, ok := unit(at, 16)
	switch {
	case !ok || hi >= 0xdc00 && hi < 0xe000:
		return 0, 0
	case hi < 0xd800 || hi >= 0xe000:
		return hi, 16
	}
	lo, ok := unit(at+16, 16)
	if !ok || lo < 0xdc00 || lo >= 0xe000 {
		return 0, 0
	}
	return 0x10000 + (hi&0x3ff)<<10 + lo&0x3ff, 32
}

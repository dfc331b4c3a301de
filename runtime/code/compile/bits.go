package compile

import (
	"fmt"
	"math"
	"unicode/utf8"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles <<>>.

// A segment is one part of a <<>>.
type segment struct {
	value   term.Term
	kind    string
	size    term.Term // the zero Term if not given
	unit    int
	signed  bool
	little  bool
	hasSize bool
}

func segmentOf(t term.Term) segment {
	s := segment{value: t, kind: "integer"}
	_, a, ok := quoted.IsCallOf(t, quoted.AColons, 2)
	if ok {
		s.value = a[0]
		_, specs, _ := quoted.IsCallOf(a[1], quoted.AMinus, -1)
		for _, sp := range specs {
			s.spec(sp)
		}
	}
	if s.unit == 0 {
		s.unit = 1
		if s.kind == "binary" {
			s.unit = 8
		}
	}
	return s
}

// isText reports whether the segment is a literal text, which may have a UTF type as a whole.
func (s *segment) isText() bool {
	_, ok := s.value.AsStr()
	return ok
}

func segmentsOf(ts []term.Term) []segment {
	segs := make([]segment, len(ts))
	for i, t := range ts {
		segs[i] = segmentOf(t)
	}
	return segs
}

func (s *segment) spec(t term.Term) {
	name, _, args, _ := quoted.IsCall(t)
	switch n := name.String(); n {
	case "size":
		s.size, s.hasSize = args[0], true
	case "unit":
		u, _ := args[0].AsInt()
		s.unit = int(u)
	case "signed":
		s.signed = true
	case "little", "native":
		s.little = true
	case "unsigned", "big":
	default:
		s.kind = n
	}
}

// specSize returns the size expression of a specification, or nil.
func specSize(specs term.Term) term.Term {
	_, list, _ := quoted.IsCallOf(specs, quoted.AMinus, -1)
	for _, sp := range list {
		if _, a, ok := quoted.IsCallOf(sp, quoted.ASize, 1); ok {
			return a[0]
		}
	}
	return term.Nil
}

// defaultSize returns the size of a number without a specified size.
func (s *segment) defaultSize() int64 {
	if s.kind == "float" {
		return 64
	}
	return 8
}

func (c *compiler) bitsExpr(meta term.Term, args []term.Term) expr {
	segs := make([]segment, len(args))
	var es []expr
	for i, a := range args {
		segs[i] = segmentOf(a)
		es = append(es, c.expr(segs[i].value), c.sizeExpr(segs[i]))
	}
	return c.build(segs, es, quoted.LineOf(meta))
}

func (c *compiler) sizeExpr(s segment) expr {
	if !s.hasSize {
		return constExpr(term.Nil)
	}
	return c.expr(s.size)
}

// bitsStep is like bitsExpr, but for operands that contain calls.
func (c *compiler) bitsStep(meta term.Term, args []term.Term, k then) vm.Step {
	segs := make([]segment, len(args))
	var ts []term.Term
	for i, a := range args {
		segs[i] = segmentOf(a)
		size := segs[i].size
		if !segs[i].hasSize {
			size = term.Nil
		}
		ts = append(ts, segs[i].value, size)
	}
	return c.operands(ts, func(os []operand) vm.Step {
		return k.finish(computing(c.build(segs, exprsOf(os), quoted.LineOf(meta))))
	})
}

// typeName returns the type of the segment in messages.
func (s *segment) typeName() string {
	if s.kind == "bitstring" {
		return "binary"
	}
	return s.kind
}

// maxSegmentBits bounds the size of numbers and of parts of binaries.
const maxSegmentBits = 1 << 31

// write appends one segment. It returns a description of the error if the value is invalid.
func (s *segment) write(w *bitWriter, v, size term.Term) string {
	got := func(want string) string {
		return fmt.Sprintf("expected %s but got: %s", want, term.Inspect(v, term.Opts{}))
	}
	n := s.defaultSize()
	if s.hasSize {
		var ok bool
		if n, ok = size.AsInt(); !ok || n < 0 {
			return "expected a non-negative integer as size but got: " + term.Inspect(size, term.Opts{})
		}
		if n > maxSegmentBits/int64(s.unit) {
			return "the size " + term.Inspect(size, term.Opts{}) + " is too large"
		}
		n *= int64(s.unit)
	}
	switch s.kind {
	case "integer":
		if !w.integer(v, int(n), s.little) {
			return got("an integer")
		}
	case "float":
		if !w.float(v, int(n), s.little) {
			if exceedsFloat(v) {
				return "the value " + term.Inspect(v, term.Opts{}) + " is outside the range expressible as a float"
			}
			return got("a float or an integer")
		}
	case "binary", "bitstring":
		return s.writeBits(w, v, n, got)
	default:
		if !w.utf(v, s) {
			return got("a non-negative integer encodable as " + s.kind)
		}
	}
	return ""
}

func (s *segment) writeBits(w *bitWriter, v term.Term, n int64, got func(string) string) string {
	b, ok := v.AsBits()
	switch {
	case !ok:
		return got("a binary")
	case !s.hasSize && b.N%s.unit != 0:
		return fmt.Sprintf("the size of the value %s is not a multiple of the unit for the segment", term.Inspect(v, term.Opts{}))
	case !s.hasSize:
		w.bits(b)
	case n > int64(b.N):
		return fmt.Sprintf("the value %s is shorter than the size of the segment", term.Inspect(v, term.Opts{}))
	default:
		w.bytes(b.S, int(n))
	}
	return ""
}

// exceedsFloat reports whether v is an integer that is too large for a float.
func exceedsFloat(v term.Term) bool {
	b, ok := v.AsBig()
	if !ok {
		return false
	}
	f, _ := b.Float64()
	return math.IsInf(f, 0)
}

func (w *bitWriter) float(t term.Term, n int, little bool) bool {
	f, ok := t.AsFloat()
	if !ok {
		b, isInt := t.AsBig()
		if !isInt {
			return false
		}
		if f, _ = b.Float64(); math.IsInf(f, 0) {
			return false
		}
	}
	var v uint64
	switch n {
	case 64:
		v = math.Float64bits(f)
	case 32:
		v = uint64(math.Float32bits(float32(f)))
	case 16:
		v = uint64(halfBits(f))
	default:
		return false
	}
	if little {
		for i := 0; i < n; i += 8 {
			w.uint(v>>i, 8)
		}
		return true
	}
	w.uint(v, n)
	return true
}

// halfBits converts f to IEEE 754 half precision, rounded to nearest. Of two results that are
// equally near, it takes the even one, as OTP does (erl_bits_f16.h). A number that is too large
// becomes infinity.
func halfBits(f float64) uint16 {
	bits := math.Float32bits(float32(f))
	sign := uint16(bits >> 16 & 0x8000)
	exp := int(bits>>23&0xff) - 127 + 15
	frac := bits & 0x7fffff
	switch {
	case exp >= 31:
		return sign | 0x7c00
	case exp <= 0:
		if exp < -10 {
			return sign
		}
		return sign | uint16(evenly(frac|0x800000, uint(14-exp)))
	}
	return sign | uint16(evenly(uint32(exp)<<23|frac, 13))
}

// evenly divides n by 2**shift. It rounds to nearest, and to the even of two results that are
// equally near.
func evenly(n uint32, shift uint) uint32 {
	down, rest, half := n>>shift, n&(1<<shift-1), uint32(1)<<(shift-1)
	if rest > half || rest == half && down&1 == 1 {
		return down + 1
	}
	return down
}

func halfFloat(h uint16) float64 {
	exp, frac := int(h>>10&31), float64(h&0x3ff)
	v := math.Ldexp(1+frac/1024, exp-15)
	if exp == 0 {
		v = math.Ldexp(frac/1024, -14)
	}
	if h&0x8000 != 0 {
		return -v
	}
	return v
}

// utf appends a code point, or the code points of a literal text. It reports false if t is invalid.
func (w *bitWriter) utf(t term.Term, s *segment) bool {
	if text, ok := t.AsStr(); ok && s.isText() {
		for _, r := range text {
			if !w.rune(r, s.kind, s.little) {
				return false
			}
		}
		return true
	}
	n, ok := t.AsInt()
	return ok && n >= 0 && n <= utf8.MaxRune && w.rune(rune(n), s.kind, s.little)
}

func (w *bitWriter) rune(r rune, kind string, little bool) bool {
	if !utf8.ValidRune(r) {
		return false
	}
	switch kind {
	case "utf8":
		s := string(r)
		w.bytes(s, 8*len(s))
	case "utf32":
		w.integer(term.Int(int64(r)), 32, little)
	default:
		if r < 0x10000 {
			w.integer(term.Int(int64(r)), 16, little)
			break
		}
		r -= 0x10000
		w.integer(term.Int(int64(0xd800|r>>10)), 16, little)
		w.integer(term.Int(int64(0xdc00|r&0x3ff)), 16, little)
	}
	return true
}

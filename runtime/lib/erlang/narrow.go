package erlang

import (
	"math/big"
	"math/bits"

	"lab/runtime/term"
)

// An int128 is an integer in two's complement. Programs that multiply two integers and take the
// remainder compute with such values; they need none of the memory that a big.Int needs.
type int128 struct{ hi, lo uint64 }

// narrow returns t as an int128. ok is false if t is not an integer, or too large.
func narrow(t term.Term) (v int128, ok bool) {
	if t.IsSmall() {
		return int128{uint64(t.Small() >> 63), uint64(t.Small())}, true
	}
	b, ok := t.AsBig()
	if !ok || bits.UintSize != 64 {
		return v, false
	}
	switch w := b.Bits(); len(w) {
	case 1:
		v.lo = uint64(w[0])
	case 2:
		v.lo, v.hi = uint64(w[0]), uint64(w[1])
	default:
		return v, false
	}
	if v.hi>>63 != 0 {
		return v, false
	}
	if b.Sign() < 0 {
		v = v.negated()
	}
	return v, true
}

func narrow2(a, b term.Term) (x, y int128, ok bool) {
	if x, ok = narrow(a); !ok {
		return x, y, false
	}
	y, ok = narrow(b)
	return x, y, ok
}

func (v int128) negative() bool { return v.hi>>63 != 0 }

func (v int128) negated() int128 {
	lo, borrow := bits.Sub64(0, v.lo, 0)
	hi, _ := bits.Sub64(0, v.hi, borrow)
	return int128{hi, lo}
}

// term allocates the integer and its words together.
func (v int128) term() term.Term {
	if int64(v.hi) == int64(v.lo)>>63 {
		return term.Int(int64(v.lo))
	}
	negative := v.negative()
	if negative {
		v = v.negated()
	}
	x := &struct {
		n     big.Int
		words [2]big.Word
	}{words: [2]big.Word{big.Word(v.lo), big.Word(v.hi)}}
	x.n.SetBits(x.words[:])
	if negative {
		x.n.Neg(&x.n)
	}
	return term.Big(&x.n)
}

// plus returns the sum. ok is false if it takes more than 128 bits.
func (v int128) plus(w int128) (sum int128, ok bool) {
	lo, carry := bits.Add64(v.lo, w.lo, 0)
	hi, _ := bits.Add64(v.hi, w.hi, carry)
	return int128{hi, lo}, (v.hi^hi)&(w.hi^hi)>>63 == 0
}

// divided returns the quotient and the remainder, both rounded towards zero. d is not 0.
func (v int128) divided(d int64) (q, r int128) {
	negative, divisor := v.negative(), uint64(max(d, -d))
	if negative {
		v = v.negated()
	}
	q.hi = v.hi / divisor
	q.lo, r.lo = bits.Div64(v.hi%divisor, v.lo, divisor)
	if negative != (d < 0) {
		q = q.negated()
	}
	if negative {
		r = r.negated()
	}
	return q, r
}

// timesSmall returns the product of two small integers, which always fits.
func timesSmall(x, y int64) int128 {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	return int128{hi - uint64(x>>63)&uint64(y) - uint64(y>>63)&uint64(x), lo}
}

// right returns v shifted right by k bits, which are fewer than 128.
func (v int128) right(k uint) int128 {
	if k >= 64 {
		return int128{uint64(int64(v.hi) >> 63), uint64(int64(v.hi) >> (k - 64))}
	}
	return int128{uint64(int64(v.hi) >> k), v.lo>>k | v.hi<<(64-k)}
}

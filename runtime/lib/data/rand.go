package data

import (
	"math"
	"math/big"
	"math/bits"
)

// A generator is a state of one of :rand's algorithms, with one or two words (rand(3)). Seeds give
// the same numbers as in OTP.
type generator struct {
	alg    *algorithm
	s1, s0 uint64
}

const mask58 = 1<<58 - 1

// next returns as many random bits as a word has, and the next state.
func (g generator) next() (uint64, generator) {
	v, s1, s0 := g.alg.step(g.s1, g.s0)
	return v, generator{g.alg, s1, s0}
}

// splitMix is SplitMix64, with which :rand derives states from seeds.
func splitMix(x uint64) (value, next uint64) {
	x += 0x9e3779b97f4a7c15
	z := (x ^ x>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31, x
}

// seed58 returns a non-zero 58-bit word from SplitMix64.
func seed58(x uint64) (word, next uint64) {
	for {
		word, x = splitMix(x)
		if word &= mask58; word != 0 {
			return word, x
		}
	}
}

// float returns a float in [0, 1) with 53 random bits.
func (g generator) float() (float64, generator) {
	v, g := g.next()
	if g.alg.plain {
		return math.Ldexp(float64(v), -int(g.alg.bits)), g
	}
	return float64(v>>(g.alg.bits-53)) / (1 << 53), g
}

// real returns a float in (0, 1) with 53 significant bits, even if the float is tiny (rand(3),
// "uniform_real").
func (g generator) real() (float64, generator) {
	const size = 56 // number of bits used of each word
	scale := 0
	for {
		var v uint64
		v, g = g.next()
		if !g.alg.plain {
			v >>= g.alg.bits - size
		}
		v &= 1<<size - 1
		scale -= size
		switch n := bits.Len64(v); {
		case n >= 53:
			return math.Ldexp(float64(v>>(n-53)), scale+n-53), g
		case n > 0:
			more := 53 - n
			var w uint64
			w, g = g.next()
			width := int(g.alg.bits)
			if g.alg.plain {
				width = size // independent of the word size, as in OTP
			}
			return math.Ldexp(float64(v<<more|w>>(width-more)), scale-more), g
		}
	}
}

// upTo returns an integer in 1..n. It rejects words from the incomplete last range, which would
// favour small numbers.
func (g generator) upTo(n uint64) (uint64, generator) {
	for {
		var v uint64
		v, g = g.next()
		if v < n {
			return v + 1, g
		}
		// v-i is the start of a range, which must be complete.
		if i := v % n; v-i <= g.alg.most()-(n-1) || g.alg.plain {
			return i + 1, g
		}
	}
}

// upToBig is upTo for ranges larger than a word. It concatenates words, first word most
// significant, without their weak bits, until they have two bits more than the range, or exactly
// as many for a power of two.
func (g generator) upToBig(n *big.Int) (*big.Int, generator) {
	if g.alg.plain {
		return g.scaled(n)
	}
	one := big.NewInt(1)
	low := new(big.Int).Sub(n, one)
	covered := g.alg.bits - 2
	powerOfTwo := new(big.Int).And(n, low).Sign() == 0
	if powerOfTwo {
		covered = g.alg.bits
	}
	step := g.alg.bits - g.alg.weak
	for {
		var w uint64
		w, g = g.next()
		v := new(big.Int).SetUint64(w)
		size := g.alg.bits
		for left := new(big.Int).Rsh(n, covered); left.Cmp(one) > 0; left.Rsh(left, step) {
			v.Rsh(v, g.alg.weak).Lsh(v, g.alg.bits)
			w, g = g.next()
			v.Or(v, new(big.Int).SetUint64(w))
			size += step
		}
		if powerOfTwo {
			return v.And(v, low).Add(v, one), g
		}
		i := new(big.Int).Rem(v, n)
		limit := new(big.Int).Sub(new(big.Int).Lsh(one, size), n)
		if new(big.Int).Sub(v, i).Cmp(limit) <= 0 {
			return i.Add(i, one), g
		}
	}
}

// scaled returns a float in [0, 1) times n, plus 1. The oldest algorithms do this for ranges that
// are larger than a word.
func (g generator) scaled(n *big.Int) (*big.Int, generator) {
	f, g := g.float()
	x, _ := new(big.Float).SetInt(n).Float64()
	v, _ := new(big.Float).SetFloat64(f * x).Int(nil)
	return v.Add(v, big.NewInt(1)), g
}

// bytes returns n random bytes, most significant first. Seven bytes come from the upper 56 bits
// of each word. The last one to seven bytes come from the lower 56 bits of a final word, which is
// drawn even if n is 0.
func (g generator) bytes(n int) ([]byte, generator) {
	out := make([]byte, 0, n)
	for {
		var v uint64
		v, g = g.next()
		last := n-len(out) <= 7
		top := 50
		if last {
			top = 48
		}
		for shift := top; shift >= 0 && len(out) < n; shift -= 8 {
			out = append(out, byte(v>>shift))
		}
		if last {
			return out, g
		}
	}
}

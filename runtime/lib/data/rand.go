package data

import (
	"math"
	"math/big"
	"math/bits"
)

// A generator of :rand is one of its algorithms with its state, one or two words (rand(3)). Seeds give the numbers
// that OTP gives for them.
type generator struct {
	alg    *algorithm
	s1, s0 uint64
}

const mask58 = 1<<58 - 1

// next steps the generator and returns as many random bits as its words have.
func (g generator) next() (uint64, generator) {
	v, s1, s0 := g.alg.step(g.s1, g.s0)
	return v, generator{g.alg, s1, s0}
}

// splitMix is SplitMix64, by which :rand spreads seeds.
func splitMix(x uint64) (value, next uint64) {
	x += 0x9e3779b97f4a7c15
	z := (x ^ x>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31, x
}

// seed58 is a 58-bit word from SplitMix64 that is not zero.
func seed58(x uint64) (word, next uint64) {
	for {
		word, x = splitMix(x)
		if word &= mask58; word != 0 {
			return word, x
		}
	}
}

// float is a float in [0, 1) of 53 random bits.
func (g generator) float() (float64, generator) {
	v, g := g.next()
	if g.alg.plain {
		return math.Ldexp(float64(v), -int(g.alg.bits)), g
	}
	return float64(v>>(g.alg.bits-53)) / (1 << 53), g
}

// real is a float in (0, 1) of 53 significant bits, however small it is (rand(3), "uniform_real").
func (g generator) real() (float64, generator) {
	const size = 56 // of the bits that one draw gives
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
				width = size // whatever the word is, as in OTP
			}
			return math.Ldexp(float64(v<<more|w>>(width-more)), scale-more), g
		}
	}
}

// upTo is an integer in 1..n; drawing again where the last, short range of
// values would favour small numbers.
func (g generator) upTo(n uint64) (uint64, generator) {
	for {
		var v uint64
		v, g = g.next()
		if v < n {
			return v + 1, g
		}
		// The last word that begins a whole range.
		if i := v % n; v-i <= g.alg.most()-(n-1) || g.alg.plain {
			return i + 1, g
		}
	}
}

// upToBig is upTo for ranges beyond the words: words are put together, the first drawn the most significant and less
// its weak bits, until they have two bits more than the range, or as many where it is a power of two.
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

// scaled is a float of [0, 1) times n, which is how the oldest generators draw from ranges beyond their words.
func (g generator) scaled(n *big.Int) (*big.Int, generator) {
	f, g := g.float()
	x, _ := new(big.Float).SetInt(n).Float64()
	v, _ := new(big.Float).SetFloat64(f * x).Int(nil)
	return v.Add(v, big.NewInt(1)), g
}

// bytes are n random bytes, the most significant first: seven of the upper 56
// bits of each word, and the last ones, no more than seven, of the lower 56 bits
// of one more word, which is drawn for none at all too.
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

package data

import (
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
)

// Exsss is the default generator of :rand: Xorshift116** on 58-bit words
// (rand(3), "exsss"). Seeds give the numbers that OTP gives for them.
type exsss struct{ s1, s0 uint64 }

const mask58 = 1<<58 - 1

// next steps the generator and returns 58 random bits.
func (g exsss) next() (uint64, exsss) {
	s1 := g.s1 ^ g.s1<<24&mask58
	s1 ^= g.s0 ^ s1>>11 ^ g.s0>>41
	v := g.s0 * 5 & mask58
	v = (v<<7 | v>>51) & mask58
	return v * 9 & mask58, exsss{g.s0, s1 & mask58}
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

// seedExsss takes the seeds that rand:seed/2 takes: an integer, a tuple of
// three or a list of two words.
func seedExsss(seed term.Term) (exsss, bool) {
	if n, ok := erlang.Word64(seed); ok {
		s1, x := seed58(n)
		s0, _ := seed58(x)
		return exsss{s1, s0}, true
	}
	if parts := seed.Elems(); len(parts) == 3 {
		a, ok1 := erlang.Word64(parts[0])
		b, ok2 := erlang.Word64(parts[1])
		c, ok3 := erlang.Word64(parts[2])
		_, x := seed58(a)
		s1, x := seed58(b ^ x)
		s0, _ := seed58(c ^ x)
		return exsss{s1, s0}, ok1 && ok2 && ok3
	}
	words, ok := seed.Slice()
	if !ok || len(words) != 2 {
		return exsss{}, false
	}
	s1, ok1 := erlang.Word64(words[0])
	s0, ok2 := erlang.Word64(words[1])
	return exsss{s1 & mask58, s0 & mask58}, ok1 && ok2 && s1&mask58 != 0 && s0&mask58 != 0
}

// float is a float in [0, 1) of 53 random bits.
func (g exsss) float() (float64, exsss) {
	v, g := g.next()
	return float64(v>>5) / (1 << 53), g
}

// upTo is an integer in 1..n; drawing again where the last, short range of
// values would favour small numbers.
func (g exsss) upTo(n uint64) (uint64, exsss) {
	for {
		var v uint64
		v, g = g.next()
		if v < n {
			return v + 1, g
		}
		if i := v % n; v-i <= 1<<58-n {
			return i + 1, g
		}
	}
}

// upToBig is upTo for ranges beyond 58 bits: words are put together, the first
// drawn the most significant, until they cover the range.
func (g exsss) upToBig(n *big.Int) (*big.Int, exsss) {
	one := big.NewInt(1)
	low := new(big.Int).Sub(n, one)
	powerOfTwo := new(big.Int).And(n, low).Sign() == 0
	for {
		v := new(big.Int)
		size := uint(0)
		for left := new(big.Int).Set(n); left.Sign() > 0; left.Rsh(left, 58) {
			var w uint64
			w, g = g.next()
			v.Lsh(v, 58).Or(v, new(big.Int).SetUint64(w))
			size += 58
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

// bytes are n random bytes, the most significant first: seven of the upper 56
// bits of each word, and the last ones, no more than seven, of the lower 56 bits
// of one more word, which is drawn for none at all too.
func (g exsss) bytes(n int) ([]byte, exsss) {
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

package data

import (
	"math/big"
	"math/bits"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
)

// This file implements the algorithms of :rand with a state of one or two words (rand(3),
// "Algorithms"). lab lacks the algorithms with sixteen words.

// An algorithm defines how a generator is seeded and stepped.
type algorithm struct {
	name term.Atom
	// bits is the number of bits of a word. weak is the number of its lowest bits that are of low
	// quality.
	bits, weak uint
	// plain is set for the oldest algorithms. They draw from ranges and floats in a simpler,
	// biased way.
	plain bool
	step  func(s1, s0 uint64) (v, nextS1, nextS0 uint64)
	// three derives a state from three words. Seeding from one word or a list of words is the same
	// for all algorithms with two words.
	three func(a, b, c uint64) (s1, s0 uint64)
	// single is set for a state of one word.
	single  bool
	handler term.Term
}

func (a *algorithm) most() uint64 { return 1<<a.bits - 1 }

// inOneWord reports whether one word covers the range 1..n. For the oldest algorithms a word
// covers one number less.
func (a *algorithm) inOneWord(n *big.Int) bool {
	last := n
	if !a.plain {
		last = new(big.Int).Sub(n, big.NewInt(1))
	}
	return last.Cmp(new(big.Int).SetUint64(a.most())) <= 0
}

const (
	aBits    = "bits"
	aWeakLow = "weak_low_bits"
)

// exsss is the default algorithm, Xorshift116**.
var exsss = named("exsss", algorithm{bits: 58, three: threeMixed, step: func(s1, s0 uint64) (uint64, uint64, uint64) {
	v := s0 * 5 & mask58
	v = (v<<7 | v>>51) & mask58
	return v * 9 & mask58, s0, xorShift(s1, s0)
}})

// exsp is Xorshift116+ with its lowest bit treated as weak. exsplus is the older version, which
// treats all bits the same.
var exsp = named("exsp", algorithm{bits: 58, weak: 1, three: threeMultiplied(xorShiftPlus), step: xorShiftPlus})

var exsplus = named("exsplus", algorithm{bits: 58, plain: true, three: threeMultiplied(xorShiftPlus), step: xorShiftPlus})

// exs64 is Xorshift64*.
var exs64 = named("exs64", algorithm{bits: 64, plain: true, single: true, step: xorShiftStar, three: func(a, b, c uint64) (uint64, uint64) {
	product := uint64(1)
	for i, w := range [3]uint64{a, b, c} {
		v, _, _ := xorShiftStar(0, w&(1<<32-1)*multipliers[i]+1)
		hi, lo := bits.Mul64(product, v)
		_, product = bits.Div64(hi%(1<<64-2), lo, 1<<64-2)
	}
	return 0, product + 1
}})

// exrop is Xoroshiro116+.
var exrop = named("exrop", algorithm{bits: 58, weak: 1, three: threeMultiplied(xoroShiro), step: xoroShiro})

// algorithms lists the supported algorithms.
var algorithms = []*algorithm{exsss, exsp, exsplus, exs64, exrop}

// multipliers are the factors for seeds in the algorithms from before 2018: three primes just below
// 2^32.
var multipliers = [3]uint64{4294967197, 4294967231, 4294967279}

func rotate58(x uint64, n uint) uint64 { return (x<<n | x>>(58-n)) & mask58 }

// xorShift is the state transition of all variants of Xorshift116, which differ in their output
// functions.
func xorShift(s1, s0 uint64) uint64 {
	s1 ^= s1 << 24 & mask58
	return (s1 ^ s0 ^ s1>>11 ^ s0>>41) & mask58
}

func xorShiftPlus(s1, s0 uint64) (uint64, uint64, uint64) {
	next := xorShift(s1, s0)
	return (s0 + next) & mask58, s0, next
}

func xorShiftStar(_, s0 uint64) (uint64, uint64, uint64) {
	s0 ^= s0 >> 12
	s0 ^= s0 << 25
	s0 ^= s0 >> 27
	return s0 * 2685821657736338717, 0, s0
}

func xoroShiro(s1, s0 uint64) (uint64, uint64, uint64) {
	x := s1 ^ s0
	return (s0 + s1) & mask58, (rotate58(s1, 24) ^ x ^ x<<2) & mask58, rotate58(x, 35)
}

// threeMixed derives a state from three seeds with SplitMix64.
func threeMixed(a, b, c uint64) (s1, s0 uint64) {
	_, x := seed58(a)
	s1, x = seed58(b ^ x)
	s0, _ = seed58(c ^ x)
	return s1, s0
}

// threeMultiplied multiplies three seeds and steps the generator over them.
func threeMultiplied(step func(s1, s0 uint64) (v, nextS1, nextS0 uint64)) func(a, b, c uint64) (s1, s0 uint64) {
	return func(a, b, c uint64) (s1, s0 uint64) {
		_, _, s0 = step((a*multipliers[0]+1)&mask58, (b*multipliers[1]+1)&mask58)
		_, s1, s0 = step((c*multipliers[2]+1)&mask58, s0)
		return s1, s0
	}
}

// named completes an algorithm with the map that represents it in states.
func named(name string, a algorithm) *algorithm {
	a.name = term.Intern(name)
	fields := []term.Term{term.Sym("type"), a.name.Term()}
	if a.plain {
		fields = append(fields, term.Sym("max"), term.Big(new(big.Int).SetUint64(a.most())))
	} else {
		fields = append(fields, term.Sym(aBits), term.Int(int64(a.bits)))
	}
	if a.weak > 0 {
		fields = append(fields, term.Sym(aWeakLow), term.Int(int64(a.weak)))
	}
	a.handler = term.MapOf(fields...)
	return &a
}

// seeded converts the seeds of rand:seed/2: an integer, a tuple of three integers, or a list of
// words.
func (a *algorithm) seeded(seed term.Term) (generator, bool) {
	if n, ok := erlang.Word64(seed); ok {
		return a.fromWord(n), true
	}
	if parts := seed.Elems(); len(parts) == 3 {
		x, ok1 := erlang.Word64(parts[0])
		y, ok2 := erlang.Word64(parts[1])
		z, ok3 := erlang.Word64(parts[2])
		s1, s0 := a.three(x, y, z)
		return generator{a, s1, s0}, ok1 && ok2 && ok3
	}
	words, ok := seed.Slice()
	if !ok || len(words) == 0 || len(words) != 2 && !a.single || len(words) != 1 && a.single {
		return generator{}, false
	}
	s0, ok := erlang.Word64(words[len(words)-1])
	s1, ok1 := erlang.Word64(words[0])
	if a.single {
		return generator{a, 0, s0}, ok && s0 != 0
	}
	return generator{a, s1 & mask58, s0 & mask58}, ok1 && ok && s1&mask58 != 0 && s0&mask58 != 0
}

// fromWord derives a state from a word with SplitMix64.
func (a *algorithm) fromWord(n uint64) generator {
	if a.single {
		for {
			var word uint64
			if word, n = splitMix(n); word != 0 {
				return generator{a, 0, word}
			}
		}
	}
	s1, x := seed58(n)
	s0, _ := seed58(x)
	return generator{a, s1, s0}
}

package erlang

import (
	"math"
	"math/big"

	"lab/runtime/library"
	"lab/runtime/term"
)

// maxBits bounds integers, so that one expression cannot exhaust the memory. A larger result
// raises system_limit, as on the BEAM, whose limit is higher.
const maxBits = 1 << 26

// ToFloat converts a number as the BEAM does for mixed arithmetic. ok is false for other terms and
// for integers that are too large.
func ToFloat(t term.Term) (f float64, ok bool) {
	if t.IsSmall() {
		return float64(t.Small()), true
	}
	if f, ok := t.AsFloat(); ok {
		return f, true
	}
	if b, ok := t.AsBig(); ok {
		f, _ := new(big.Float).SetInt(b).Float64()
		return f, !math.IsInf(f, 0)
	}
	return 0, false
}

// Finite returns f as a term, or badarith if f is infinite or NaN.
func Finite(f float64) (term.Term, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return term.Term{}, library.Badarith()
	}
	return term.Float(f), nil
}

// integer returns n as a term, or system_limit if n is too large.
func integer(n *big.Int) (term.Term, error) {
	if n.BitLen() > maxBits {
		return term.Term{}, library.SystemLimit()
	}
	return term.Big(n), nil
}

// floatToInt converts a float without a fraction to an integer of any size.
func floatToInt(f float64) term.Term {
	if math.Abs(f) < 1<<53 {
		return term.Int(int64(f))
	}
	n, _ := big.NewFloat(f).Int(nil)
	return term.Big(n)
}

// MaxRandomBytes is the maximum number of bytes that a call of crypto:strong_rand_bytes/1 or
// rand:bytes/1 returns.
const MaxRandomBytes = 1 << 24

// Word64 returns the low 64 bits of an integer.
func Word64(t term.Term) (uint64, bool) {
	if t.IsSmall() {
		return uint64(t.Small()), true
	}
	n, ok := t.AsBig()
	if !ok {
		return 0, false
	}
	low := new(big.Int).And(n, new(big.Int).SetUint64(1<<64-1))
	return low.Uint64(), true
}

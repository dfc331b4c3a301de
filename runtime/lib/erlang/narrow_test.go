package erlang

import (
	"math/big"
	"testing"

	"lab/runtime/term"
)

// TestNarrow compares the arithmetic of two words with that of math/big, around the values at which
// an integer needs another bit, word or form.
func TestNarrow(t *testing.T) {
	var values []*big.Int
	for _, bit := range []uint{0, 1, 29, 30, 31, 32, 58, 59, 60, 61, 62, 63, 64, 65, 95, 126, 127, 128, 129, 200} {
		for d := int64(-2); d <= 2; d++ {
			n := new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), bit), big.NewInt(d))
			values = append(values, n, new(big.Int).Neg(n))
		}
	}
	ops := []struct {
		name string
		ours func(a, b term.Term) (term.Term, error)
		want func(z, x, y *big.Int) *big.Int
	}{
		{"+", Add, (*big.Int).Add},
		{"-", Sub, (*big.Int).Sub},
		{"*", Mul, (*big.Int).Mul},
		{"div", quo, (*big.Int).Quo},
		{"rem", rem, (*big.Int).Rem},
		{"band", onWords(func(x, y uint64) uint64 { return x & y }, (*big.Int).And), (*big.Int).And},
		{"bor", onWords(func(x, y uint64) uint64 { return x | y }, (*big.Int).Or), (*big.Int).Or},
		{"bxor", onWords(func(x, y uint64) uint64 { return x ^ y }, (*big.Int).Xor), (*big.Int).Xor},
	}
	for _, x := range values {
		a := term.Big(x)
		for k := int64(0); k < 260; k += 13 {
			if got, err := shift(a, term.Int(k), -1); err != nil || term.Compare(got, term.Big(new(big.Int).Rsh(x, uint(k)))) != 0 {
				t.Errorf("%v bsr %d is %v, %v", x, k, got, err)
			}
		}
		for _, y := range values {
			b := term.Big(y)
			if got := term.Compare(a, b); got != x.Cmp(y) {
				t.Errorf("the order of %v and %v is %d", x, y, got)
			}
			for _, op := range ops {
				if y.Sign() == 0 && (op.name == "div" || op.name == "rem") {
					continue
				}
				want := term.Big(op.want(new(big.Int), x, y))
				if got, err := op.ours(a, b); err != nil || !term.Equal(got, want) || got.IsSmall() != want.IsSmall() {
					t.Errorf("%v %s %v is %v, %v, want %v", x, op.name, y, got, err, want)
				}
			}
		}
	}
}

// onWords returns the native of a bitwise operator as a function of two terms.
func onWords(word func(x, y uint64) uint64, large func(z, x, y *big.Int) *big.Int) func(a, b term.Term) (term.Term, error) {
	f := bitwise(word, large)
	return func(a, b term.Term) (term.Term, error) { return f(nil, []term.Term{a, b}) }
}

package compile

import (
	"math/big"
	"testing"

	"lab/runtime/term"
)

// TestProductsAndShifts compares the operators of small integers with math/big, around the values at
// which an integer needs another bit.
func TestProductsAndShifts(t *testing.T) {
	left, right := shiftOp("bsl"), shiftOp("bsr")
	var values []int64
	for bit := range 60 {
		for d := int64(-1); d <= 1; d++ {
			if n := int64(1)<<bit + d; term.Int(n).IsSmall() && term.Int(-n).IsSmall() {
				values = append(values, n, -n)
			}
		}
	}
	for _, x := range values {
		for _, y := range values {
			want := new(big.Int).Mul(big.NewInt(x), big.NewInt(y))
			if got, ok := product(term.Int(x), y); ok != want.IsInt64() || ok && !term.Equal(got, term.Big(want)) {
				t.Errorf("%d * %d is %v, %t", x, y, got, ok)
			}
		}
		for k := range int64(64) {
			want := new(big.Int).Lsh(big.NewInt(x), uint(k))
			if got, ok := left(x, k); ok != want.IsInt64() || ok && got != want.Int64() {
				t.Errorf("%d <<< %d is %d, %t", x, k, got, ok)
			}
			if got, ok := right(x, k); !ok || got != new(big.Int).Rsh(big.NewInt(x), uint(k)).Int64() {
				t.Errorf("%d >>> %d is %d, %t", x, k, got, ok)
			}
		}
		for _, k := range []int64{-1, -64, 64, 1 << 40} {
			if _, ok := left(x, k); ok {
				t.Errorf("%d <<< %d needs no large integer", x, k)
			}
		}
	}
	if _, ok := product(term.Float(2), 3); ok {
		t.Error("a float is taken for a small integer")
	}
	if _, _, ok := floats(term.Int(2), term.Int(3)); ok {
		t.Error("integers are taken for floats")
	}
	if f, g, ok := floats(term.Int(2), term.Float(0.5)); !ok || f != 2 || g != 0.5 {
		t.Errorf("2 and 0.5 are %v and %v, %t", f, g, ok)
	}
	for _, op := range []string{"rem", "bor"} {
		if shiftOp(op) != nil {
			t.Errorf("%s is taken for a shift", op)
		}
	}
}

package precise_test

import (
	"math"
	"math/big"
	"testing"

	"lab/runtime/lib/data/precise"
)

// TestLastDigit checks results to the last digit. Some of them are wrong in Go's package math.
func TestLastDigit(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"log10(1000)", precise.Log10(1000), 3},
		{"log10(0.001)", precise.Log10(0.001), -3},
		{"log2(3)", precise.Log2(3), 1.584962500721156},
		{"log2(2^40)", precise.Log2(1 << 40), 40},
		{"sin(1.17...)", precise.Sin(1.1702778335005015), 0.9208589594058805},
		{"cos(10^10)", precise.Cos(1e10), 0.873119622676856},
		{"sin(10^10)", precise.Sin(1e10), -0.4875060250875107},
		{"acosh(3)", precise.Acosh(3), 1.762747174039086},
		{"pow(-1.5, 3)", precise.Pow(-1.5, 3), -3.375},
		{"pow(2, -1074)", precise.Pow(2, -1074), 0x1p-1074},
		{"pow(0, 2)", precise.Pow(0, 2), 0},
		{"atan2(0, -1)", precise.Atan2(0, -1), math.Pi},
		{"atan2(-1, -1)", precise.Atan2(-1, -1), -3 * math.Pi / 4},
		{"asin(1)", precise.Asin(1), math.Pi / 2},
		{"acos(-1)", precise.Acos(-1), math.Pi},
		{"exp(0)", precise.Exp(0), 1},
		{"exp(1)", precise.Exp(1), math.E},
		{"sinh(10^-10)", precise.Sinh(1e-10), 1e-10},
		{"cosh(0)", precise.Cosh(0), 1},
		{"tanh(0.00246)", precise.Tanh(0.00246), 0.0024599950377000115},
		{"tanh(-2)", precise.Tanh(-2), -0.9640275800758169},
		{"tan(pi/4)", precise.Tan(math.Pi / 4), 0.9999999999999999},
	} {
		if c.got != c.want {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestPowerOfWhole compares powers with the rounded results of package big.
func TestPowerOfWhole(t *testing.T) {
	for n := 1; n < 200; n++ {
		x := 1 + float64(n)*0.0372519
		exact := big.NewFloat(1).SetPrec(2000)
		for range 11 {
			exact.Mul(exact, big.NewFloat(x))
		}
		want, _ := exact.Float64()
		if got := precise.Pow(x, 11); got != want {
			t.Errorf("pow(%v, 11) is %v, want %v", x, got, want)
		}
	}
}

// TestBeyond checks NaN, infinite results and results outside of the range of floats.
func TestBeyond(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"sin": precise.Sin, "tan": precise.Tan, "asin": precise.Asin, "acos": precise.Acos, "log": precise.Log, "log2": precise.Log2,
		"log10": precise.Log10, "acosh": precise.Acosh, "exp": precise.Exp, "cosh": precise.Cosh, "sinh": precise.Sinh, "tanh": precise.Tanh, "asinh": precise.Asinh,
	} {
		if got := f(math.NaN()); got == got {
			t.Errorf("%s of no number is %v", name, got)
		}
	}
	if got := precise.Exp(1000); !math.IsInf(got, 1) {
		t.Errorf("exp(1000) is %v", got)
	}
	if got := precise.Log(0); !math.IsInf(got, -1) {
		t.Errorf("log(0) is %v", got)
	}
}

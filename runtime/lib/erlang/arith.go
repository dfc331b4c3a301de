package erlang

import (
	"math"
	"math/big"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installArith registers the arithmetic, bit and comparison functions of :erlang.
func installArith(x library.Module) {
	x.Func("+", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return Add(a[0], a[1]) })
	x.Func("-", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return Sub(a[0], a[1]) })
	x.Func("*", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return Mul(a[0], a[1]) })
	x.Func("/", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return divide(a[0], a[1]) })
	x.Func("div", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return quo(a[0], a[1]) })
	x.Func("rem", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return rem(a[0], a[1]) })
	x.Func("+", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsNumber() {
			return term.Term{}, library.Badarith()
		}
		return a[0], nil
	})
	x.Func("-", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return negate(a[0]) })
	x.Func("abs", 1, absolute)
	x.Func("band", 2, bitwise(func(x, y uint64) uint64 { return x & y }, (*big.Int).And))
	x.Func("bor", 2, bitwise(func(x, y uint64) uint64 { return x | y }, (*big.Int).Or))
	x.Func("bxor", 2, bitwise(func(x, y uint64) uint64 { return x ^ y }, (*big.Int).Xor))
	x.Func("bnot", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].IsSmall() {
			return term.Int(^a[0].Small()), nil
		}
		n, ok := a[0].AsBig()
		if !ok {
			return term.Term{}, library.Badarith()
		}
		return term.Big(new(big.Int).Not(n)), nil
	})
	x.Func("bsl", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return shift(a[0], a[1], 1) })
	x.Func("bsr", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return shift(a[0], a[1], -1) })
	x.Func("float", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		f, ok := ToFloat(a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "not a number")
		}
		return term.Float(f), nil
	})
	x.Func("round", 1, rounding(math.Round))
	x.Func("trunc", 1, rounding(math.Trunc))
	x.Func("floor", 1, rounding(math.Floor))
	x.Func("ceil", 1, rounding(math.Ceil))
	installComparison(x)
	installBoolean(x)
}

// Add implements Kernel.+/2.
func Add(a, b term.Term) (term.Term, error) {
	if a.IsSmall() && b.IsSmall() {
		return term.Int(a.Small() + b.Small()), nil
	}
	if x, y, ok := narrow2(a, b); ok {
		if sum, ok := x.plus(y); ok {
			return sum.term(), nil
		}
	}
	return numeric(a, b, (*big.Int).Add, func(x, y float64) float64 { return x + y })
}

// Sub implements Kernel.-/2.
func Sub(a, b term.Term) (term.Term, error) {
	if a.IsSmall() && b.IsSmall() {
		return term.Int(a.Small() - b.Small()), nil
	}
	if x, y, ok := narrow2(a, b); ok {
		if difference, ok := x.plus(y.negated()); ok {
			return difference.term(), nil
		}
	}
	return numeric(a, b, (*big.Int).Sub, func(x, y float64) float64 { return x - y })
}

// Mul implements Kernel.*/2.
func Mul(a, b term.Term) (term.Term, error) {
	if a.IsSmall() && b.IsSmall() {
		return timesSmall(a.Small(), b.Small()).term(), nil
	}
	if a.Kind() == term.KindFloat || b.Kind() == term.KindFloat {
		return onFloats(a, b, func(x, y float64) float64 { return x * y })
	}
	if x, ok := a.AsBig(); ok {
		if y, ok := b.AsBig(); ok && x.BitLen()+y.BitLen() > maxBits {
			return term.Term{}, library.SystemLimit()
		}
	}
	return numeric(a, b, (*big.Int).Mul, func(x, y float64) float64 { return x * y })
}

// numeric applies ints if both operands are integers, and otherwise floats.
func numeric(a, b term.Term, ints func(z, x, y *big.Int) *big.Int, floats func(x, y float64) float64) (term.Term, error) {
	if a.Kind() == term.KindFloat || b.Kind() == term.KindFloat {
		return onFloats(a, b, floats)
	}
	x, xInt := a.AsBig()
	y, yInt := b.AsBig()
	if xInt && yInt {
		return integer(ints(new(big.Int), x, y))
	}
	return onFloats(a, b, floats)
}

func onFloats(a, b term.Term, floats func(x, y float64) float64) (term.Term, error) {
	f, ok1 := ToFloat(a)
	g, ok2 := ToFloat(b)
	if !ok1 || !ok2 {
		return term.Term{}, library.Badarith()
	}
	return Finite(floats(f, g))
}

func divide(a, b term.Term) (term.Term, error) {
	f, ok1 := ToFloat(a)
	g, ok2 := ToFloat(b)
	if !ok1 || !ok2 || g == 0 {
		return term.Term{}, library.Badarith()
	}
	return Finite(f / g)
}

func quo(a, b term.Term) (term.Term, error) {
	if a.IsSmall() && b.IsSmall() && b.Small() != 0 {
		return term.Int(a.Small() / b.Small()), nil
	}
	if x, ok := narrow(a); ok && b.IsSmall() && b.Small() != 0 {
		q, _ := x.divided(b.Small())
		return q.term(), nil
	}
	return integers(a, b, (*big.Int).Quo)
}

func rem(a, b term.Term) (term.Term, error) {
	if a.IsSmall() && b.IsSmall() && b.Small() != 0 {
		return term.Int(a.Small() % b.Small()), nil
	}
	if x, ok := narrow(a); ok && b.IsSmall() && b.Small() != 0 {
		_, r := x.divided(b.Small())
		return r.term(), nil
	}
	return integers(a, b, (*big.Int).Rem)
}

// integers applies a division-like operation. It fails unless both operands are integers and the
// divisor is not zero.
func integers(a, b term.Term, op func(z, x, y *big.Int) *big.Int) (term.Term, error) {
	x, ok1 := a.AsBig()
	y, ok2 := b.AsBig()
	if !ok1 || !ok2 || y.Sign() == 0 {
		return term.Term{}, library.Badarith()
	}
	return term.Big(op(new(big.Int), x, y)), nil
}

func negate(t term.Term) (term.Term, error) {
	if t.IsSmall() {
		return term.Int(-t.Small()), nil
	}
	if f, ok := t.AsFloat(); ok {
		return term.Float(-f), nil
	}
	if n, ok := t.AsBig(); ok {
		return term.Big(new(big.Int).Neg(n)), nil
	}
	return term.Term{}, library.Badarith()
}

func absolute(_ *vm.Process, a []term.Term) (term.Term, error) {
	if a[0].IsSmall() {
		n := a[0].Small()
		return term.Int(max(n, -n)), nil
	}
	if f, ok := a[0].AsFloat(); ok {
		return term.Float(math.Abs(f)), nil
	}
	if n, ok := a[0].AsBig(); ok {
		return term.Big(new(big.Int).Abs(n)), nil
	}
	return term.Term{}, library.Bad(1, "not a number")
}

func bitwise(word func(x, y uint64) uint64, large func(z, x, y *big.Int) *big.Int) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if x, y, ok := narrow2(a[0], a[1]); ok {
			return int128{word(x.hi, y.hi), word(x.lo, y.lo)}.term(), nil
		}
		x, ok1 := a[0].AsBig()
		y, ok2 := a[1].AsBig()
		if !ok1 || !ok2 {
			return term.Term{}, library.Badarith()
		}
		return term.Big(large(new(big.Int), x, y)), nil
	}
}

// shift shifts n left by k*dir bits; a negative count shifts the other way.
func shift(n, k term.Term, dir int64) (term.Term, error) {
	if n.IsSmall() && k.IsSmall() {
		if v, ok := shiftSmall(n.Small(), k.Small()*dir); ok {
			return term.Int(v), nil
		}
	}
	if v, ok := narrow(n); ok && k.IsSmall() && k.Small()*dir <= 0 {
		return v.right(uint(min(-k.Small()*dir, 127))).term(), nil
	}
	x, ok1 := n.AsBig()
	by, ok2 := k.AsBig()
	if !ok1 || !ok2 {
		return term.Term{}, library.Badarith()
	}
	if x.Sign() == 0 {
		return n, nil
	}
	left := int64(by.Sign())*dir > 0
	count := new(big.Int).Abs(by)
	tooFar := !count.IsInt64() || count.Int64() > maxBits
	switch {
	case left && tooFar:
		return term.Term{}, library.SystemLimit()
	case left:
		return integer(new(big.Int).Lsh(x, uint(count.Int64())))
	case tooFar:
		return term.Int(int64(min(0, x.Sign()))), nil
	}
	return term.Big(new(big.Int).Rsh(x, uint(count.Int64()))), nil
}

// shiftSmall returns n shifted left by k bits, or right if k is negative. ok is false if the result
// may need more than 64 bits.
func shiftSmall(n, k int64) (v int64, ok bool) {
	if k <= 0 {
		return n >> min(-k, 63), true
	}
	v = n << min(k, 63)
	return v, k < 63 && v>>k == n
}

func rounding(f func(float64) float64) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].IsInteger() {
			return a[0], nil
		}
		n, ok := a[0].AsFloat()
		if !ok {
			return term.Term{}, library.Bad(1, "not a number")
		}
		return floatToInt(f(n)), nil
	}
}

func installComparison(x library.Module) {
	compare := func(name string, f func(c int) bool) {
		x.Func(name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			return term.Bool(f(term.Compare(a[0], a[1]))), nil
		})
	}
	compare("<", func(c int) bool { return c < 0 })
	compare(">", func(c int) bool { return c > 0 })
	compare("=<", func(c int) bool { return c <= 0 })
	compare(">=", func(c int) bool { return c >= 0 })
	equality := func(name string, f func(a, b term.Term) bool, want bool) {
		x.Func(name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			return term.Bool(f(a[0], a[1]) == want), nil
		})
	}
	equality("==", term.LooseEqual, true)
	equality("/=", term.LooseEqual, false)
	equality("=:=", term.Equal, true)
	equality("=/=", term.Equal, false)
	x.Func("min", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if term.Compare(a[0], a[1]) <= 0 {
			return a[0], nil
		}
		return a[1], nil
	})
	x.Func("max", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if term.Compare(a[0], a[1]) >= 0 {
			return a[0], nil
		}
		return a[1], nil
	})
}

func installBoolean(x library.Module) {
	isBool := func(t term.Term) bool { return t.Is(term.ATrue) || t.Is(term.AFalse) }
	x.Func("not", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !isBool(a[0]) {
			return term.Term{}, vm.Badarg()
		}
		return term.Bool(a[0].Is(term.AFalse)), nil
	})
	logical := func(name string, f func(x, y bool) bool) {
		x.Func(name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if !isBool(a[0]) || !isBool(a[1]) {
				return term.Term{}, vm.Badarg()
			}
			return term.Bool(f(a[0].Is(term.ATrue), a[1].Is(term.ATrue))), nil
		})
	}
	logical("and", func(x, y bool) bool { return x && y })
	logical("or", func(x, y bool) bool { return x || y })
	logical("xor", func(x, y bool) bool { return x != y })
}

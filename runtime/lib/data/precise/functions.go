package precise

import "math"

// This file implements the functions of :math that the C library rounds better than Go. Go's
// functions handle the remaining cases: zero, NaN, infinity, extremely small and large numbers, and
// angles beyond 10^12.

const (
	tiny     = 0x1p-27 // x³ is below the last digit of x
	manyTurn = 0x1p40
	normal   = 0x1p-1000
)

func plain(x float64) bool { return math.Abs(x) >= normal && math.Abs(x) <= 1/normal }

func Exp(x float64) float64 {
	if e := math.Exp(x); !plain(e) || math.Abs(x) < tiny {
		return e
	}
	return double{x, 0}.exp().round()
}

func Log(x float64) float64 {
	if x <= 0 || !plain(x) {
		return math.Log(x)
	}
	return logOf(x).round()
}

// Log2 is exact for powers of 2.
func Log2(x float64) float64 {
	if x <= 0 || !plain(x) {
		return math.Log2(x)
	}
	return logOf(x).div(ln2).round()
}

// Log10 adds the logarithms of the power of 2 and of the fraction, as the C library does.
func Log10(x float64) float64 {
	if x <= 0 || !plain(x) {
		return math.Log10(x)
	}
	frac, exp := math.Frexp(x)
	if exp > 0 {
		frac, exp = 2*frac, exp-1
	}
	e := float64(exp)
	return e*log10Of2[0] + (e*log10Of2[1] + Log(frac)*(1/math.Ln10))
}

// log10Of2 is log10(2) in two parts. The first has so few digits that its product with an exponent
// is exact.
var log10Of2 = [2]float64{0x1.34413509f6p-2, 0x1.9fef311f12b36p-42}

func Pow(x, y float64) float64 {
	rough := math.Pow(x, y)
	if !plain(rough) || !plain(x) || x == 1 || y == 0 {
		return rough
	}
	power := logOf(math.Abs(x)).mul(double{y, 0}).exp().round()
	return math.Copysign(power, rough)
}

func ofAngle(rough func(float64) float64, precise func(sin, cos double) double) func(float64) float64 {
	return func(x float64) float64 {
		if a := math.Abs(x); !(a >= tiny && a < manyTurn) {
			return rough(x)
		}
		return precise(double{x, 0}.sinCos()).round()
	}
}

var (
	Sin = ofAngle(math.Sin, func(sin, _ double) double { return sin })
	Cos = ofAngle(math.Cos, func(_, cos double) double { return cos })
	Tan = ofAngle(math.Tan, double.div)
)

func Atan2(y, x float64) float64 {
	near := math.Atan2(y, x)
	if !plain(x) || !plain(y) || math.Abs(y) < tiny*math.Abs(x) {
		return near
	}
	// Scaling makes the larger coordinate about 1, so that no product overflows or underflows.
	_, exp := math.Frexp(math.Max(math.Abs(x), math.Abs(y)))
	return angle(double{y, 0}.scale(-exp), double{x, 0}.scale(-exp), near)
}

func Atan(x float64) float64 { return Atan2(x, 1) }

func Asin(x float64) float64 {
	if a := math.Abs(x); !(a >= tiny && a <= 1) {
		return math.Asin(x)
	}
	return angle(double{x, 0}, besides(x), math.Asin(x))
}

func Acos(x float64) float64 {
	if !(math.Abs(x) <= 1) {
		return math.Acos(x)
	}
	return angle(besides(x), double{x, 0}, math.Acos(x))
}

// besides returns the other leg of a right triangle with hypotenuse 1 and leg x.
func besides(x float64) double { return sum(1, -x).mul(sum(1, x)).sqrt() }

// The hyperbolic functions round as often as the C library does, in the same order.

// flat is the x from which 1 is negligible compared to e^2x.
const flat = 22

func Sinh(x float64) float64 {
	a, half := math.Abs(x), math.Copysign(0.5, x)
	switch t := math.Expm1(a); {
	case a < tiny:
		return x
	case !(a < 700):
		return math.Sinh(x)
	case a < 1:
		return half * (2*t - t*t/(t+1))
	case a < flat:
		return half * (t + t/(t+1))
	}
	return half * Exp(a)
}

func Cosh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a < 700):
		return math.Cosh(x)
	case a < math.Ln2/2:
		t := math.Expm1(a)
		return 1 + t*t/(2*(1+t))
	case a < flat:
		e := Exp(a)
		return 0.5*e + 0.5/e
	}
	return 0.5 * Exp(a)
}

func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a < tiny:
		return x
	case a < 1:
		t := math.Expm1(-2 * a)
		return math.Copysign(t/(t+2), x)
	case a < flat:
		return math.Copysign(1-2/(math.Expm1(2*a)+2), x)
	}
	return math.Tanh(x)
}

func Asinh(x float64) float64 {
	a := math.Abs(x)
	if !(a > 2 && a < 1/tiny) {
		return math.Asinh(x)
	}
	return math.Copysign(Log(2*a+1/(math.Sqrt(a*a+1)+a)), x)
}

func Acosh(x float64) float64 {
	if !(x > 2 && x < 1/tiny) {
		return math.Acosh(x)
	}
	return Log(2*x - 1/(x+math.Sqrt(x*x-1)))
}

package precise

import "math"

// A double is a number of about 106 bits. hi is the nearest float64, and lo is the remainder.
type double struct{ hi, lo float64 }

// quick returns a + b. The absolute value of a must not be less than that of b.
func quick(a, b float64) double {
	s := a + b
	return double{s, b - (s - a)}
}

func sum(a, b float64) double {
	s := a + b
	v := s - a
	return double{s, (a - (s - v)) + (b - v)}
}

func product(a, b float64) double {
	p := a * b
	return double{p, math.FMA(a, b, -p)}
}

func (a double) add(b double) double {
	s, t := sum(a.hi, b.hi), sum(a.lo, b.lo)
	s = sum(s.hi, s.lo+t.hi)
	return sum(s.hi, s.lo+t.lo)
}

func (a double) neg() double { return double{-a.hi, -a.lo} }

func (a double) sub(b double) double { return a.add(b.neg()) }

func (a double) mul(b double) double {
	p := product(a.hi, b.hi)
	return quick(p.hi, p.lo+(a.hi*b.lo+a.lo*b.hi))
}

func (a double) div(b double) double {
	q := a.hi / b.hi
	r := a.sub(b.mul(double{q, 0}))
	q2 := r.hi / b.hi
	r = r.sub(b.mul(double{q2, 0}))
	return quick(q, q2).add(double{r.hi / b.hi, 0})
}

// scale returns a times 2 to the power of exp.
func (a double) scale(exp int) double { return double{math.Ldexp(a.hi, exp), math.Ldexp(a.lo, exp)} }

func (a double) sqrt() double {
	if a.hi <= 0 {
		return double{}
	}
	root := math.Sqrt(a.hi)
	rest := a.sub(product(root, root))
	return quick(root, rest.hi/(2*root))
}

func (a double) round() float64 { return a.hi + a.lo }

// These are constants in double or triple precision.
var (
	one    = double{1, 0}
	ln2    = double{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
	halfPi = [3]float64{0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110}
)

// logOf returns the natural logarithm of x. x must be positive and finite.
func logOf(x float64) double {
	if math.Abs(x-1) < 0x1p-6 {
		s := sum(x, -1).div(sum(x, 1))
		square, series := s.mul(s), double{}
		for n := 17.0; n >= 1; n -= 2 {
			series = series.mul(square).add(one.div(double{n, 0}))
		}
		return s.mul(series).scale(1)
	}
	frac, exp := math.Frexp(x)
	near := math.Log(frac)
	rest := double{-near, 0}.exp().mul(double{frac, 0}).sub(one)
	e := float64(exp)
	return quick(near, rest.hi).add(product(e, ln2.hi)).add(product(e, ln2.lo))
}

// angle returns the angle of the point (x, y). near must be an approximation of this angle.
func angle(y, x double, near float64) float64 {
	sin, cos := double{near, 0}.sinCos()
	off := y.mul(cos).sub(x.mul(sin))
	return near + off.hi/(x.hi*cos.hi+y.hi*sin.hi)
}

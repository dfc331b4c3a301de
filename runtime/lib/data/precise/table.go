package precise

import (
	"math"
	"sync"
)

// This file computes powers and angles from the nearest entry of a table. The remainder is so
// small that a float64 suffices for all but the first terms of its series.

// steps is the number of table entries for a factor of 2, and for an angle of 1 radian.
const steps = 64

// powers returns the table of 2 to the power of n/64.
var powers = sync.OnceValue(func() (table [steps]double) {
	for n := range table {
		x, e := ln2.mul(double{float64(n) / steps, 0}), one
		for i := 32.0; i >= 1; i-- {
			e = e.mul(x).div(double{i, 0}).add(one)
		}
		table[n] = e
	}
	return table
})

// A direction holds the sine and the cosine of an angle.
type direction struct{ sin, cos double }

// directions returns the table of the angles n/64 up to more than pi/4.
var directions = sync.OnceValue(func() (table [steps]direction) {
	for n := range table {
		x := double{float64(n) / steps, 0}
		square := x.mul(x).neg()
		at := direction{one, one}
		for i := 27.0; i >= 3; i -= 2 {
			at.sin = at.sin.mul(square).div(double{i * (i - 1), 0}).add(one)
			at.cos = at.cos.mul(square).div(double{(i - 1) * (i - 2), 0}).add(one)
		}
		at.sin = at.sin.mul(x)
		table[n] = at
	}
	return table
})

func (a double) exp() double {
	k := math.RoundToEven(a.hi * (steps / math.Ln2))
	r := a.sub(product(k, ln2.hi/steps)).sub(product(k, ln2.lo/steps))
	h, square := r.hi, product(r.hi, r.hi)
	rest := square.hi * h * (1.0/6 + h*(1.0/24+h*(1.0/120+h*(1.0/720+h*(1.0/5040)))))
	less1 := quick(h, square.hi/2)
	less1 = quick(less1.hi, less1.lo+(square.lo/2+r.lo+h*r.lo+rest))
	n := int(k)
	step := powers()[n&(steps-1)]
	return step.add(step.mul(less1)).scale(n >> 6)
}

// sinCos returns the sine and the cosine of a. a must be less than 10^12.
func (a double) sinCos() (sin, cos double) {
	k := math.RoundToEven(a.hi / halfPi[0])
	r := a
	if k != 0 {
		for _, part := range halfPi {
			r = r.sub(product(k, part))
		}
	}
	n := math.RoundToEven(r.hi * steps)
	at := directions()[int(math.Abs(n))]
	if n < 0 {
		at.sin = at.sin.neg()
	}
	d := r.sub(double{n / steps, 0})
	h, square := d.hi, product(d.hi, d.hi)
	s := square.hi
	little := quick(h, d.lo-h*s*(1.0/6-s*(1.0/120-s*(1.0/5040))))
	less1 := quick(-s/2, s*s*(1.0/24-s*(1.0/720-s*(1.0/40320)))-square.lo/2-h*d.lo)
	sin = at.sin.add(at.sin.mul(less1).add(at.cos.mul(little)))
	cos = at.cos.add(at.cos.mul(less1).sub(at.sin.mul(little)))
	switch int64(k) & 3 {
	case 1:
		return cos, sin.neg()
	case 2:
		return sin.neg(), cos.neg()
	case 3:
		return cos.neg(), sin
	}
	return sin, cos
}

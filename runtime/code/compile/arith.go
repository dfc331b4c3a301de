package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// binary compiles a frequent operator with a fast path for small integers.
func (c *compiler) binary(name term.Atom, line int, a, b operand) expr {
	op := name.String()
	if cmp := comparison(op); cmp != nil {
		allow := ordersOf(op)
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if x.IsSmall() && y.IsSmall() {
				return term.Bool(allow.has(x.Small(), y.Small()))
			}
			return term.Bool(cmp(x, y))
		}
	}
	f := c.leaf(quoted.AErlang, name, 2)
	if f == nil {
		return nil
	}
	n := c.namingOf(op, a, b)
	switch op {
	case "+":
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if x.IsSmall() && y.IsSmall() {
				return term.Int(x.Small() + y.Small())
			}
			if f, g, ok := floats(x, y); ok && finite(f+g) {
				return term.Float(f + g)
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	case "-":
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if x.IsSmall() && y.IsSmall() {
				return term.Int(x.Small() - y.Small())
			}
			if f, g, ok := floats(x, y); ok && finite(f-g) {
				return term.Float(f - g)
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	case "*":
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if y.IsSmall() {
				if v, ok := product(x, y.Small()); ok {
					return v
				}
			}
			if f, g, ok := floats(x, y); ok && finite(f*g) {
				return term.Float(f * g)
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	case "/":
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			f1, ok1 := floatOf(x)
			f2, ok2 := floatOf(y)
			if ok1 && ok2 && f2 != 0 && finite(f1/f2) {
				return term.Float(f1 / f2)
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	}
	if shift := shiftOp(op); shift != nil {
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if x.IsSmall() && y.IsSmall() {
				if v, ok := shift(x.Small(), y.Small()); ok {
					return term.Int(v)
				}
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	}
	if small := smallOp(op); small != nil {
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			if x.IsSmall() && y.IsSmall() && y.Small() != 0 {
				return term.Int(small(x.Small(), y.Small()))
			}
			return c.leaf2(p, f, n, line, x, y)
		}
	}
	return nil
}

// floats returns two numbers as floats. ok is false unless one of them is a float, and for large
// integers.
func floats(x, y term.Term) (f, g float64, ok bool) {
	f, ok1 := floatOf(x)
	g, ok2 := floatOf(y)
	return f, g, ok1 && ok2 && !(x.IsSmall() && y.IsSmall())
}

func floatOf(t term.Term) (f float64, ok bool) {
	if t.IsSmall() {
		return float64(t.Small()), true
	}
	return t.AsFloat()
}

func finite(f float64) bool { return f-f == 0 }

// smallOp returns an operation on small integers, or nil for any other name. Its second operand
// must not be 0.
func smallOp(name string) func(x, y int64) int64 {
	switch name {
	case "rem":
		return func(x, y int64) int64 { return x % y }
	case "div":
		return func(x, y int64) int64 { return x / y }
	case "band":
		return func(x, y int64) int64 { return x & y }
	case "bor":
		return func(x, y int64) int64 { return x | y }
	case "bxor":
		return func(x, y int64) int64 { return x ^ y }
	}
	return nil
}

// shiftOp returns a shift of small integers, or nil for any other name. ok is false if the count is
// not between 0 and 63, or if the result needs more than 64 bits.
func shiftOp(name string) func(n, k int64) (v int64, ok bool) {
	switch name {
	case "bsl":
		return func(n, k int64) (int64, bool) { return n << (k & 63), k&63 == k && n<<(k&63)>>(k&63) == n }
	case "bsr":
		return func(n, k int64) (int64, bool) { return n >> (k & 63), k&63 == k }
	}
	return nil
}

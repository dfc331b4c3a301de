package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles calls of leaves: functions in Go that return at once.
// Arithmetic and comparison of small integers are done in place.

func (c *compiler) leafExpr(mod, name term.Atom, meta term.Term, args []term.Term) expr {
	if mod == quoted.AErlang && len(args) == 2 && (name == aAndalso || name == aOrelse) {
		return c.logicalExpr(name, meta, args)
	}
	if mod == quoted.AErlang && len(args) == 2 {
		if e := c.smallOp(name, quoted.LineOf(meta), args); e != nil {
			return e
		}
	}
	return c.leafOf(mod, name, quoted.LineOf(meta), c.exprs(args))
}

// leafOf is a call of a leaf with computed arguments.
func (c *compiler) leafOf(mod, name term.Atom, line int, es []expr) expr {
	if mod == quoted.AErlang && len(es) == 2 {
		if e := c.binary(name, line, es[0], es[1]); e != nil {
			return e
		}
	}
	f := c.leaf(mod, name, len(es))
	fn := c.fn
	fail := func(err error, a []term.Term) { panic(vm.At(vm.InNative(err, f, a), fn, line)) }
	switch len(es) {
	case 0:
		return func(p *vm.Process) term.Term {
			v, err := f.Leaf(p, nil)
			if err != nil {
				fail(err, nil)
			}
			return v
		}
	case 1:
		a := es[0]
		return func(p *vm.Process) term.Term {
			x := a(p)
			s := p.Scratch(1)
			s[0] = x
			v, err := f.Leaf(p, s)
			if err != nil {
				fail(err, s)
			}
			return v
		}
	case 2:
		a, b := es[0], es[1]
		return func(p *vm.Process) term.Term { return c.leaf2(p, f, line, a(p), b(p)) }
	}
	return func(p *vm.Process) term.Term {
		vals := make([]term.Term, len(es))
		for i, e := range es {
			vals[i] = e(p)
		}
		v, err := f.Leaf(p, vals)
		if err != nil {
			fail(err, vals)
		}
		return v
	}
}

func (c *compiler) leaf2(p *vm.Process, f *vm.Func, line int, x, y term.Term) term.Term {
	s := p.Scratch(2)
	s[0], s[1] = x, y
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(vm.At(vm.InNative(err, f, s), c.fn, line))
	}
	return v
}

// operand of a small operation: a register or a small constant.
type operand struct {
	reg   int
	small int64
	isReg bool
}

func (c *compiler) operand(t term.Term) (operand, bool) {
	if t.IsSmall() {
		return operand{small: t.Small()}, true
	}
	if name, meta, _, ok := quoted.IsVar(t); ok {
		return operand{reg: c.reg(meta, name), isReg: true}, true
	}
	return operand{}, false
}

// smallOp is an operation on a variable and a small constant.
func (c *compiler) smallOp(name term.Atom, line int, args []term.Term) expr {
	a, ok1 := c.operand(args[0])
	b, ok2 := c.operand(args[1])
	if !ok1 || !ok2 || !a.isReg || b.isReg {
		return nil
	}
	r, k, kt := a.reg, b.small, args[1]
	f := c.leaf(quoted.AErlang, name, 2)
	if f == nil {
		return nil
	}
	switch name.String() {
	case "+", "-":
		if k > 1<<30 || k < -1<<30 {
			return nil
		}
		if name.String() == "-" {
			k = -k
		}
		return func(p *vm.Process) term.Term {
			if x := p.R[r]; x.IsSmall() {
				return term.Int(x.Small() + k)
			} else {
				return c.leaf2(p, f, line, x, kt)
			}
		}
	case "==", "=:=":
		return func(p *vm.Process) term.Term {
			if x := p.R[r]; x.IsSmall() {
				return term.Bool(x.Small() == k)
			} else {
				return c.leaf2(p, f, line, x, kt)
			}
		}
	case "<":
		return func(p *vm.Process) term.Term {
			if x := p.R[r]; x.IsSmall() {
				return term.Bool(x.Small() < k)
			} else {
				return term.Bool(term.Compare(x, kt) < 0)
			}
		}
	case ">":
		return func(p *vm.Process) term.Term {
			if x := p.R[r]; x.IsSmall() {
				return term.Bool(x.Small() > k)
			} else {
				return term.Bool(term.Compare(x, kt) > 0)
			}
		}
	}
	return nil
}

// binary is a frequent operation with a short way for small integers.
func (c *compiler) binary(name term.Atom, line int, a, b expr) expr {
	if cmp := comparison(name.String()); cmp != nil {
		return func(p *vm.Process) term.Term {
			x := a(p)
			return term.Bool(cmp(x, b(p)))
		}
	}
	f := c.leaf(quoted.AErlang, name, 2)
	if f == nil {
		return nil
	}
	switch name.String() {
	case "+":
		return func(p *vm.Process) term.Term {
			x, y := a(p), b(p)
			if x.IsSmall() && y.IsSmall() {
				return term.Int(x.Small() + y.Small())
			}
			return c.leaf2(p, f, line, x, y)
		}
	case "-":
		return func(p *vm.Process) term.Term {
			x, y := a(p), b(p)
			if x.IsSmall() && y.IsSmall() {
				return term.Int(x.Small() - y.Small())
			}
			return c.leaf2(p, f, line, x, y)
		}
	case "*":
		return func(p *vm.Process) term.Term {
			x, y := a(p), b(p)
			const half = 1 << 30
			if x.IsSmall() && y.IsSmall() {
				if m, n := x.Small(), y.Small(); m < half && m > -half && n < half && n > -half {
					return term.Int(m * n)
				}
			}
			return c.leaf2(p, f, line, x, y)
		}
	}
	return nil
}

// comparison is what a comparison operator of Erlang decides; nil for any
// other name.
func comparison(name string) func(x, y term.Term) bool {
	switch name {
	case "==":
		return looseEqual
	case "/=":
		return func(x, y term.Term) bool { return !looseEqual(x, y) }
	case "=:=":
		return sameTerm
	case "=/=":
		return func(x, y term.Term) bool { return !sameTerm(x, y) }
	case "<":
		return func(x, y term.Term) bool { return order(x, y) < 0 }
	case ">":
		return func(x, y term.Term) bool { return order(x, y) > 0 }
	case "=<":
		return func(x, y term.Term) bool { return order(x, y) <= 0 }
	case ">=":
		return func(x, y term.Term) bool { return order(x, y) >= 0 }
	}
	return nil
}

func looseEqual(x, y term.Term) bool {
	if x.IsSmall() && y.IsSmall() {
		return x.Small() == y.Small()
	}
	return term.LooseEqual(x, y)
}

func sameTerm(x, y term.Term) bool {
	if x.IsSmall() && y.IsSmall() {
		return x.Small() == y.Small()
	}
	return term.Equal(x, y)
}

func order(x, y term.Term) int {
	if x.IsSmall() && y.IsSmall() {
		m, n := x.Small(), y.Small()
		switch {
		case m < n:
			return -1
		case m > n:
			return 1
		}
		return 0
	}
	return term.Compare(x, y)
}

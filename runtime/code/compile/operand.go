package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file gives the steps their operands. A call of a closure for each variable and
// each constant would take most of the time of code that computes with small integers,
// so an operand that is one of these, or a sum of two of them, is looked up in place.

//go:generate go run ../../../internal/fuse

// An operand is a value that a step needs.
type operand struct {
	// reg is the register that holds it, -1 where it is in none.
	reg int
	// form says what else it is.
	form  form
	left  int // registers of a sum or difference
	right int
	small int64     // what is added
	want  term.Term // the constant
	// compute is right whatever the form.
	compute expr
}

// A form is a kind of operand that needs no call.
type form uint8

const (
	computed form = iota
	register
	constant
	plusSmall // left + small
	plus      // left + right
	minus     // left - right
)

// value is the value of o. Registers are so frequent that they are looked up where
// value is called.
func (o *operand) value(p *vm.Process) term.Term {
	if o.reg >= 0 {
		return p.R[o.reg]
	}
	return o.other(p)
}

func (o *operand) other(p *vm.Process) term.Term {
	switch o.form {
	case constant:
		return o.want
	case plusSmall:
		if v, ok := p.R[o.left].PlusSmall(o.small); ok {
			return v
		}
	case plus:
		if v, ok := p.R[o.left].Plus(p.R[o.right]); ok {
			return v
		}
	case minus:
		if v, ok := p.R[o.left].Minus(p.R[o.right]); ok {
			return v
		}
	}
	return o.compute(p)
}

func inRegister(r int) operand {
	return operand{reg: r, form: register, compute: func(p *vm.Process) term.Term { return p.R[r] }}
}

func constantly(v term.Term) operand {
	return operand{reg: -1, form: constant, want: v, compute: constExpr(v)}
}

func computing(e expr) operand { return operand{reg: -1, compute: e} }

// operand compiles a pure expression. Each part of it is compiled once: a fn takes its
// number among the closures then.
func (c *compiler) operand(t term.Term) operand {
	if o, ok := c.simple(t); ok {
		return o
	}
	o := computing(c.expr(t))
	if mod, name, _, args, ok := quoted.IsRemote(t); ok && mod.Is(quoted.AErlang) && len(args) == 2 {
		a, ok1 := c.simple(args[0])
		b, ok2 := c.simple(args[1])
		if ok1 && ok2 {
			o.sum(name, a, b)
		}
	}
	return o
}

// simple is the operand of a constant or a variable.
func (c *compiler) simple(t term.Term) (o operand, ok bool) {
	if v, ok := c.constant(t); ok {
		return constantly(v), true
	}
	if r, ok := c.registerOf(t); ok {
		return inRegister(r), true
	}
	return o, false
}

// leafOperand is the operand of a leaf with computed arguments.
func (c *compiler) leafOperand(mod, name term.Atom, line int, os []operand) operand {
	o := computing(c.leafOf(mod, name, line, os))
	if mod == quoted.AErlang && len(os) == 2 {
		o.sum(name, os[0], os[1])
	}
	return o
}

// sum gives o the form of a sum or difference, if it is one of registers and constants.
func (o *operand) sum(name term.Atom, a, b operand) {
	if name != aPlus && name != aMinus || a.form != register {
		return
	}
	switch o.left = a.reg; {
	case b.form == register && name == aPlus:
		o.form, o.right = plus, b.reg
	case b.form == register:
		o.form, o.right = minus, b.reg
	case b.form == constant && b.want.IsSmall() && name == aPlus:
		o.form, o.small = plusSmall, b.want.Small()
	case b.form == constant && b.want.IsSmall():
		o.form, o.small = plusSmall, -b.want.Small()
	}
}

// registerOf is the register of a variable.
func (c *compiler) registerOf(t term.Term) (r int, ok bool) {
	name, meta, _, ok := quoted.IsVar(t)
	if !ok || name == quoted.AStacktrace {
		return 0, false
	}
	return c.reg(meta, name), true
}

func (c *compiler) operandsOf(ts []term.Term) []operand {
	out := make([]operand, len(ts))
	for i, t := range ts {
		out[i] = c.operand(t)
	}
	return out
}

// exprsOf are the operands as expressions.
func exprsOf(os []operand) []expr {
	out := make([]expr, len(os))
	for i := range os {
		out[i] = os[i].compute
	}
	return out
}

package compile

import (
	"math/bits"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the operands of steps. Calling a closure for each variable and constant
// would take most of the time of arithmetic on small integers. Operands that are variables,
// constants, or simple operations on two of them are evaluated in place.

//go:generate go run ../../../internal/fuse

// An operand is a value that a step needs.
type operand struct {
	// reg is the register of the operand, or -1 if the operand is not in a register.
	reg int
	// form is the kind of operation.
	form  form
	left  int // registers of the operation
	right int
	small int64     // the constant operand
	want  term.Term // the value of a constant
	// compute evaluates the operand, whatever its form.
	compute expr
}

// A form is a kind of operand that can be evaluated in place.
type form uint8

const (
	computed form = iota
	register
	constant
	plusSmall // left + small
	plus      // left + right
	minus     // left - right
	times     // left * right
	timesSmall
	remSmall
	divSmall
	andSmall
)

// value returns the value of o. It checks for registers first, so that the compiler can inline
// this frequent case.
func (o *operand) value(p *vm.Process) term.Term {
	if o.reg >= 0 {
		return p.R[o.reg]
	}
	return o.other(p)
}

func (o *operand) other(p *vm.Process) term.Term {
	if o.form == computed {
		return o.compute(p)
	}
	if v, ok := o.quick(p); ok {
		return v
	}
	return o.compute(p)
}

// quick evaluates an operand in place. ok is false if the operand has to be computed, because of
// its form or because a small integer is not enough.
func (o *operand) quick(p *vm.Process) (v term.Term, ok bool) {
	switch o.form {
	case register:
		return p.R[o.reg], true
	case constant:
		return o.want, true
	case plusSmall:
		return p.R[o.left].PlusSmall(o.small)
	case plus:
		return p.R[o.left].Plus(p.R[o.right])
	case minus:
		return p.R[o.left].Minus(p.R[o.right])
	case times:
		if y := p.R[o.right]; y.IsSmall() {
			return product(p.R[o.left], y.Small())
		}
	case timesSmall:
		return product(p.R[o.left], o.small)
	case remSmall:
		if x := p.R[o.left]; x.IsSmall() {
			return term.Int(x.Small() % o.small), true
		}
	case divSmall:
		if x := p.R[o.left]; x.IsSmall() {
			return term.Int(x.Small() / o.small), true
		}
	case andSmall:
		if x := p.R[o.left]; x.IsSmall() {
			return term.Int(x.Small() & o.small), true
		}
	}
	return v, false
}

// product returns x * n if x is small and the product fits in an int64. Its upper half is then the
// sign of the lower one.
func product(x term.Term, n int64) (v term.Term, ok bool) {
	m := x.Small()
	hi, lo := bits.Mul64(uint64(m), uint64(n))
	hi -= uint64(m>>63)&uint64(n) + uint64(n>>63)&uint64(m)
	return term.Int(int64(lo)), x.IsSmall() && int64(hi) == int64(lo)>>63
}

func inRegister(r int) operand {
	return operand{reg: r, form: register, compute: func(p *vm.Process) term.Term { return p.R[r] }}
}

func constantly(v term.Term) operand {
	return operand{reg: -1, form: constant, want: v, compute: constExpr(v)}
}

func computing(e expr) operand { return operand{reg: -1, compute: e} }

// operand compiles a pure expression. It compiles each part once, because each compilation of a fn
// takes a new closure number.
func (c *compiler) operand(t term.Term) operand {
	if o, ok := c.simple(t); ok {
		return o
	}
	o := computing(c.expr(t))
	if mod, name, _, args, ok := quoted.IsRemote(t); ok && mod.Is(quoted.AErlang) && len(args) == 2 {
		a, ok1 := c.simple(args[0])
		b, ok2 := c.simple(args[1])
		if ok1 && ok2 {
			o.shape(name, a, b)
		}
	}
	return o
}

// simple returns the operand of a constant or a variable.
func (c *compiler) simple(t term.Term) (o operand, ok bool) {
	if v, ok := c.constant(t); ok {
		return constantly(v), true
	}
	if r, ok := c.registerOf(t); ok {
		return inRegister(r), true
	}
	return o, false
}

// leafOperand returns the operand for a call of a leaf with the arguments os.
func (c *compiler) leafOperand(mod, name term.Atom, line int, os []operand) operand {
	o := computing(c.leafOf(mod, name, line, os))
	if mod == quoted.AErlang && len(os) == 2 {
		o.shape(name, os[0], os[1])
	}
	return o
}

// shape sets the form of o if it is an operation on registers and constants.
func (o *operand) shape(name term.Atom, a, b operand) {
	if a.form != register {
		return
	}
	op := name.String()
	switch o.left = a.reg; {
	case b.form == register:
		o.form, o.right = withRegister[op], b.reg
	case b.form == constant && b.want.IsSmall():
		o.form, o.small = withSmall[op], b.want.Small()
		switch {
		case op == "-":
			o.small = -o.small
		case o.small == 0 && (o.form == remSmall || o.form == divSmall):
			o.form = computed
		}
	}
}

var (
	withRegister = map[string]form{"+": plus, "-": minus, "*": times}
	withSmall    = map[string]form{"+": plusSmall, "-": plusSmall, "*": timesSmall, "rem": remSmall, "div": divSmall, "band": andSmall}
)

// registerOf returns the register of t if t is a variable.
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

// exprsOf returns the operands' compute functions.
func exprsOf(os []operand) []expr {
	out := make([]expr, len(os))
	for i := range os {
		out[i] = os[i].compute
	}
	return out
}

package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles forms with calls: first the operands, then the operation on them.

// compile returns the step that evaluates t and continues with k.
func (c *compiler) compile(t term.Term, k then) vm.Step {
	if c.isPure(t) {
		if s := c.pureStep(t, k); s != nil {
			return s
		}
		return k.finish(c.operand(t))
	}
	mark := c.next
	defer func() { c.next = mark }()
	if t.Cons() != nil {
		elems, tail := listParts(t)
		return c.operands(append(elems, tail), func(os []operand) vm.Step {
			return k.finish(computing(listOf(os[:len(os)-1], os[len(os)-1])))
		})
	}
	el := t.Elems()
	if len(el) == 2 {
		return c.operands(el, func(os []operand) vm.Step { return k.finish(computing(tupleOf(os))) })
	}
	if mod, name, meta, args, ok := quoted.IsRemote(t); ok {
		return c.remote(mod, name, meta, args, k)
	}
	head, meta, args, _ := quoted.IsNode(t)
	if _, dot, ok := quoted.IsCallOf(head, quoted.ADot, 1); ok {
		return c.callFun(dot[0], meta, quoted.Slice(args), k)
	}
	name, _, list, ok := quoted.IsCall(t)
	if !ok {
		badForm(meta, "cannot compile %s", term.Inspect(t, term.Opts{}))
	}
	return c.special(t, name, meta, list, k)
}

// pureStep compiles a case, cond or block without calls to steps, so that each branch continues
// with k. It returns nil for other forms.
func (c *compiler) pureStep(t term.Term, k then) vm.Step {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok {
		return nil
	}
	switch name {
	case aCase:
		return c.caseStep(meta, args, k)
	case aCond:
		return c.condStep(meta, args, k)
	case quoted.ABlock:
		return c.block(args, k)
	}
	return nil
}

func (c *compiler) special(t term.Term, name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	switch name {
	case quoted.ATuple:
		return c.operands(args, func(os []operand) vm.Step { return k.finish(computing(tupleOf(os))) })
	case quoted.AMapForm:
		return c.mapStep(meta, args, k)
	case quoted.ABlock:
		return c.block(args, k)
	case quoted.AMatch:
		return c.matchStep(meta, args, k)
	case aCase:
		return c.caseStep(meta, args, k)
	case aCond:
		return c.condStep(meta, args, k)
	case aWith:
		return c.withStep(meta, args, k)
	case aFor:
		return c.forStep(meta, args, k)
	case aReceive:
		return c.receiveStep(meta, args, k)
	case aTry:
		return c.tryStep(meta, args, k)
	case quoted.ABits:
		return c.bitsStep(meta, args, k)
	}
	return c.local(name, meta, args, k)
}

// operands compiles the operands that are not pure to steps, and calls build for the step that uses
// all operands. Operands to the left of a call are evaluated before the call, so that errors and
// effects keep their order.
func (c *compiler) operands(ts []term.Term, build func(os []operand) vm.Step) vm.Step {
	last := -1
	for i, t := range ts {
		if !c.isPure(t) {
			last = i
		}
	}
	os := make([]operand, len(ts))
	regs := make([]int, len(ts))
	for i, t := range ts {
		regs[i] = -1
		if i > last || c.settled(t) {
			os[i] = c.operand(t)
			continue
		}
		r := c.temp()
		regs[i] = r
		os[i] = inRegister(r)
	}
	step := build(os)
	for i := last; i >= 0; i-- {
		if regs[i] >= 0 {
			step = c.compile(ts[i], then{dst: regs[i], next: step})
		}
	}
	return step
}

// settled reports whether t has the same value whenever it is evaluated.
func (c *compiler) settled(t term.Term) bool {
	if _, _, _, ok := quoted.IsVar(t); ok {
		return true
	}
	_, ok := c.constant(t)
	return ok
}

func (c *compiler) block(ts []term.Term, k then) vm.Step {
	if len(ts) == 0 {
		return k.finish(constantly(term.Nil))
	}
	step := c.compile(ts[len(ts)-1], k)
	for i := len(ts) - 2; i >= 0; i-- {
		step = c.effect(ts[i], step)
	}
	return step
}

// effect compiles t for its side effects.
func (c *compiler) effect(t term.Term, next vm.Step) vm.Step {
	if _, ok := c.constant(t); ok {
		return next
	}
	if c.isPure(t) && !hasPureStep(t) {
		e := c.expr(t)
		return func(p *vm.Process) vm.Step {
			e(p)
			return next(p)
		}
	}
	mark := c.next
	r := c.temp()
	defer func() { c.next = mark }()
	return c.compile(t, then{dst: r, next: next})
}

// hasPureStep reports whether pureStep compiles t to a step.
func hasPureStep(t term.Term) bool {
	name, _, _, ok := quoted.IsCall(t)
	return ok && (name == aCase || name == aCond || name == quoted.ABlock)
}

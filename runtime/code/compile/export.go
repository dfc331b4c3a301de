package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles calls of exported functions. The function may be missing, and may change
// between calls.

// callAbsent calls a function that is not defined, or not loaded yet.
func callAbsent(p *vm.Process, x *vm.Export, os []operand, site *vm.Site, tail bool) vm.Step {
	vals := valuesOf(p, os, make([]term.Term, 0, len(os)))
	if !tail {
		p.Push(site)
		p.R = p.R[len(p.R):]
	}
	return p.TailApply(x.Module, x.Name, vals...)
}

// enterInstead calls f in place of the running function.
func enterInstead(p *vm.Process, f *vm.Func, os []operand) vm.Step {
	var few [6]term.Term
	vals := valuesOf(p, os, few[:0])
	p.Reenter(f, 0)
	copy(p.R, vals)
	return p.Start(f)
}

// keepsFrame reports whether a tail call of a native keeps the caller's frame, so that the caller
// appears in the stack trace of an error.
func (c *compiler) keepsFrame(x *vm.Export) bool {
	if x.Module == quoted.AErlang && (x.Name == aApplyName || x.Name == aHibernate) {
		return false
	}
	f := c.m.NativeOf(x.Module, x.Name, x.Arity)
	return f != nil && f.Within == 0
}

func (c *compiler) callExport(x *vm.Export, os []operand, line int, k then) vm.Step {
	if k.tail && !c.keepsFrame(x) && !c.interpreted {
		return tailExport(x, os)
	}
	site := c.site(line, k)
	switch len(os) {
	case 1:
		a := os[0]
		return func(p *vm.Process) vm.Step {
			if f := x.Func(); f != nil {
				return p.Call1(site, f, a.value(p))
			}
			return callAbsent(p, x, os, site, false)
		}
	case 2:
		a, b := os[0], os[1]
		return func(p *vm.Process) vm.Step {
			if f := x.Func(); f != nil {
				v := a.value(p)
				return p.Call2(site, f, v, b.value(p))
			}
			return callAbsent(p, x, os, site, false)
		}
	}
	return func(p *vm.Process) vm.Step {
		if f := x.Func(); f != nil {
			above := p.Above(f)
			for i := range os {
				above[i] = os[i].value(p)
			}
			return p.CallAbove(site, f, above)
		}
		return callAbsent(p, x, os, site, false)
	}
}

// tailExport is like tailLocal, but for an exported function.
func tailExport(x *vm.Export, os []operand) vm.Step {
	moves, keep := movesOf(os)
	switch len(moves) {
	case 0:
		return func(p *vm.Process) vm.Step {
			f := x.Func()
			if f == nil {
				return callAbsent(p, x, os, nil, true)
			}
			p.Reenter(f, keep)
			return p.Start(f)
		}
	case 1:
		a := moves[0]
		return func(p *vm.Process) vm.Step {
			f := x.Func()
			if f == nil {
				return callAbsent(p, x, os, nil, true)
			}
			v := a.from.value(p)
			p.Reenter(f, keep)
			p.R[a.to] = v
			return p.Start(f)
		}
	case 2:
		a, b := moves[0], moves[1]
		return func(p *vm.Process) vm.Step {
			f := x.Func()
			if f == nil {
				return callAbsent(p, x, os, nil, true)
			}
			v := a.from.value(p)
			w := b.from.value(p)
			p.Reenter(f, keep)
			p.R[a.to], p.R[b.to] = v, w
			return p.Start(f)
		}
	}
	return func(p *vm.Process) vm.Step {
		if f := x.Func(); f != nil {
			return enterInstead(p, f, os)
		}
		return callAbsent(p, x, os, nil, true)
	}
}

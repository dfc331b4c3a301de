package compile

import (
	"lab/runtime/vm"
)

// This file has the steps that are most frequent, each as one function of Go: it takes
// its operands, computes and goes on. Where the operands are no small integers, the
// expression that they stand for decides.

// returned is the step that returns the value of o.
func (o operand) returned() vm.Step {
	compute := o.compute
	switch l, r, n := o.left, o.right, o.small; o.form {
	case register:
		r := o.reg
		return func(p *vm.Process) vm.Step { return p.Return(p.R[r]) }
	case constant:
		v := o.want
		return func(p *vm.Process) vm.Step { return p.Return(v) }
	case plusSmall:
		return func(p *vm.Process) vm.Step {
			if v, ok := p.R[l].PlusSmall(n); ok {
				return p.Return(v)
			}
			return p.Return(compute(p))
		}
	case plus:
		return func(p *vm.Process) vm.Step {
			if v, ok := p.R[l].Plus(p.R[r]); ok {
				return p.Return(v)
			}
			return p.Return(compute(p))
		}
	}
	return func(p *vm.Process) vm.Step { return p.Return(o.value(p)) }
}

// passed is the step that calls f with the value of o.
func (o operand) passed(f *vm.Func, site *vm.Site) vm.Step {
	compute := o.compute
	switch l, n := o.left, o.small; o.form {
	case register:
		r := o.reg
		return func(p *vm.Process) vm.Step { return p.Call1(site, f.Now(), p.R[r]) }
	case plusSmall:
		return func(p *vm.Process) vm.Step {
			if v, ok := p.R[l].PlusSmall(n); ok {
				return p.Call1(site, f.Now(), v)
			}
			return p.Call1(site, f.Now(), compute(p))
		}
	}
	return func(p *vm.Process) vm.Step { return p.Call1(site, f.Now(), o.value(p)) }
}

// either is the step that goes on with yes or no.
func (t *test) either(yes, no vm.Step) vm.Step {
	r, n, allow, ask, want := t.reg, t.small, t.allow, t.ask, t.want
	switch t.form {
	case comparesSmall:
		return func(p *vm.Process) vm.Step {
			x := p.R[r]
			if holds := x.IsSmall() && allow.has(x.Small(), n) || !x.IsSmall() && ask(p); holds {
				return yes(p)
			}
			return no(p)
		}
	case isWanted:
		return func(p *vm.Process) vm.Step {
			if p.R[r].IsSame(want) {
				return yes(p)
			}
			return no(p)
		}
	case isCell:
		return func(p *vm.Process) vm.Step {
			if splitCell(p, p.R[r].Cons(), t.head, t.tail) {
				return yes(p)
			}
			return no(p)
		}
	}
	return func(p *vm.Process) vm.Step {
		if ask(p) {
			return yes(p)
		}
		return no(p)
	}
}

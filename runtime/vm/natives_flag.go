package vm

import (
	"runtime"

	"lab/runtime/term"
)

// This file implements process flags.

// quietly reports whether the process has handled all its signals, or has ended.
func (p *Process) quietly() bool {
	return p.dead() || p.in.isSettled()
}

// flagNatives registers process_flag, group_leader, and functions with little effect here.
func flagNatives(m *Machine) {
	m.Native("erlang", "process_flag", 2, func(p *Process, a []term.Term) (term.Term, error) { return p.flag(a[0], a[1]) })
	m.StepNative("erlang", "process_flag", 3, func(p *Process, a []term.Term) Step {
		q := p.m.Lookup(a[0])
		if q == nil {
			return p.Fail(BadargAt(1, "not a pid"))
		}
		return p.Ask(q, func(q *Process) term.Term {
			v, err := q.flag(a[1], a[2])
			if err != nil {
				return none
			}
			return v
		}, none, func(p *Process, v term.Term) Step {
			if v.IsNone() {
				return p.Fail(Badarg())
			}
			return p.Return(v)
		})
	})
	m.Native("erlang", "group_leader", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return p.leaderOrSelf(), nil
	})
	m.StepNative("erlang", "group_leader", 2, func(p *Process, a []term.Term) Step {
		to := a[1].Pid()
		if a[0].Pid() == nil || to == nil {
			var r remarks
			r.add(1, a[0].Pid() != nil, "not a pid")
			r.add(2, to != nil, "not a pid")
			return p.Fail(r.badarg())
		}
		if to.Node != term.LocalNode {
			if d := p.m.dist(); d != nil {
				d.GroupLeader(p.id, to, a[0])
			}
			return p.Return(term.True)
		}
		q := p.m.processAt(to)
		if q == nil || q.dead() {
			return p.Fail(Badarg())
		}
		return p.Ask(q, func(q *Process) term.Term { q.SetGroupLeader(a[0]); return term.True }, term.True,
			func(p *Process, v term.Term) Step { return p.Return(v) })
	})
	m.StepNative("erlang", "yield", 0, func(p *Process, _ []term.Term) Step {
		return p.Yield(func(p *Process) Step { return p.Return(term.True) })
	})
	m.StepNative("erlang", "garbage_collect", 0, func(p *Process, _ []term.Term) Step {
		return p.Block(func() (term.Term, error) { runtime.GC(); return term.True, nil })
	})
	m.StepNative("erlang", "garbage_collect", 1, func(p *Process, _ []term.Term) Step {
		return p.Block(func() (term.Term, error) { runtime.GC(); return term.True, nil })
	})
	m.StepNative("erlang", "hibernate", 3, func(p *Process, a []term.Term) Step {
		args, ok := a[2].Slice()
		if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
			return p.Fail(Badarg())
		}
		p.frames = append([]frame(nil), p.frames[0])
		p.handlers, p.spare, p.R = nil, nil, nil
		p.words, p.segment = 0, 0
		self := p.m.Export(term.Intern("erlang"), term.Intern("hibernate"), 3).Func()
		var step Step
		step = func(p *Process) Step {
			if _, ok := p.Peek(); ok {
				return p.TailApply(a[0].Atom(), a[1].Atom(), args...)
			}
			p.WaitsIn(self)
			return p.Wait(step)
		}
		return step
	})
}

// flag sets a process flag and returns the old value.
func (p *Process) flag(name, v term.Term) (term.Term, error) {
	switch name.Atom().String() {
	case "trap_exit":
		if !v.Is(term.ATrue) && !v.Is(term.AFalse) {
			return none, BadargAt(2, "invalid value for this process flag")
		}
		old := p.trap
		p.trap = v.Is(term.ATrue)
		return term.Bool(old), nil
	case "priority":
		old := p.extra().priority
		if old == 0 {
			old = term.ANormal
		}
		p.x.priority = v.Atom()
		return old.Term(), nil
	case "max_heap_size", "min_heap_size", "min_bin_vheap_size", "fullsweep_after", "save_calls":
		return term.Int(0), nil
	case "message_queue_data":
		return term.Sym("on_heap"), nil
	case "sensitive", "async_dist":
		return term.False, nil
	case "error_handler":
		return term.Sym("error_handler"), nil
	case "label":
		old := p.extra().label
		p.x.label = v
		if old.IsNone() {
			old = term.Undefined
		}
		return old, nil
	}
	return none, BadargAt(1, "invalid process flag")
}

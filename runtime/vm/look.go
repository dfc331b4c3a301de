package vm

import "lab/runtime/term"

// This file lets Go code look at processes from outside.

// Calls returns the calls that p is in, innermost first. It may be called by p's own
// steps only.
func (p *Process) Calls() []StackEntry {
	e := ErrorOf(term.Nil)
	p.trace(e)
	return e.Stack
}

// A Glance is what a look at a process tells.
type Glance struct {
	// Calls are those that it is in, innermost first.
	Calls []StackEntry
	// Module is its callback module, 0 if it is not a GenServer.
	Module term.Atom
	// Reductions is how much it has run.
	Reductions int64
	// Running says that it ran or could have when it was asked.
	Running bool
	// Gone says that it has ended.
	Gone bool
}

// Glance asks a process what it does; told is called when it has a moment, on a
// goroutine that must not be held up.
func (m *Machine) Glance(p *Process, told func(Glance)) {
	if p.actor != nil {
		told(Glance{Gone: p.dead()})
		return
	}
	running := p.runs()
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{
		do: func(p *Process) {
			told(Glance{Calls: p.Calls(), Reductions: p.Reductions(), Running: running, Module: p.callback})
		},
		dead: func() { told(Glance{Gone: true}) },
	}}, nil)
}

// maxAncestors bounds a look at who has started whom.
const maxAncestors = 64

// Plans are the modules of the supervisors that p is or was started below: what says which
// children each of them has. They are read off the calls with which processes began, as far as
// those are alive, and not off process dictionaries.
func (p *Process) Plans() []term.Atom {
	var plans []term.Atom
	for q, n := p, 0; q != nil && n < maxAncestors; q, n = q.m.Lookup(q.Parent()), n+1 {
		if q.plan != 0 {
			plans = append(plans, q.plan)
		}
	}
	return plans
}

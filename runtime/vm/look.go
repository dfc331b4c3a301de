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
	// Module is its callback module, 0 if it is no GenServer.
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

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
	// Module is its callback module as proc_lib noted it, 0 if none.
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
	p.mu.Lock()
	running := p.state == stateQueued
	p.mu.Unlock()
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{
		do: func(p *Process) {
			g := Glance{Calls: p.Calls(), Reductions: p.Reductions(), Running: running}
			if v, ok := p.Dict(aInitialCall.Term()); ok {
				if c := v.Elems(); len(c) == 3 && c[0].IsAtom() {
					g.Module = c[0].Atom()
				}
			}
			told(g)
		},
		dead: func() { told(Glance{Gone: true}) },
	}}, nil)
}

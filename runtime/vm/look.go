package vm

import "lab/runtime/term"

// This file lets Go code inspect processes from outside.

// Calls returns the current calls of p, innermost first. Only p's own steps may call it.
func (p *Process) Calls() []StackEntry {
	e := ErrorOf(term.Nil)
	p.trace(e)
	return e.Stack
}

// A Glance describes the state of a process.
type Glance struct {
	// Calls holds its current calls, innermost first.
	Calls []StackEntry
	// Module is the callback module of a GenServer or a gen_statem, or the module whose function
	// gives an Agent its first state. It is 0 for other processes.
	Module term.Atom
	// Reductions is the number of reductions that the process has used.
	Reductions int64
	// Running reports whether the process was running or runnable.
	Running bool
	// Gone reports whether the process has ended.
	Gone bool
}

// Glance inspects a process in its next turn and passes the result to told. told runs on a
// goroutine that must not be blocked.
func (m *Machine) Glance(p *Process, told func(Glance)) {
	if p.actor != nil {
		told(Glance{Gone: p.dead()})
		return
	}
	running := p.runs()
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{
		do: func(p *Process) {
			mod := p.callback
			if p.x != nil && p.x.agent != 0 {
				mod = p.x.agent
			}
			told(Glance{Calls: p.Calls(), Reductions: p.Reductions(), Running: running, Module: mod})
		},
		dead: func() { told(Glance{Gone: true}) },
	}}, nil)
}

// maxAncestors bounds the walk over parents.
const maxAncestors = 64

// Plans returns the modules of the supervisors among p and its living ancestors. The module of a
// supervisor defines its children. The modules come from the initial calls and not from process
// dictionaries, because programs can change those.
func (p *Process) Plans() []term.Atom {
	var plans []term.Atom
	for q, n := p, 0; q != nil && n < maxAncestors; q, n = q.m.Lookup(q.Parent()), n+1 {
		if q.supervisor != 0 {
			plans = append(plans, q.supervisor)
		}
	}
	return plans
}

// agent returns the module whose function gives an Agent its first state, or 0.
func (s startCall) agent() term.Atom {
	if s.callback() != aAgentServer {
		return 0
	}
	a, _ := s.args[4].Slice()
	return moduleOf(a[5])
}

// moduleOf returns the module of a fun or of {Module, Function, Arguments}, or 0.
func moduleOf(call term.Term) term.Atom {
	if f := call.Fun(); f != nil {
		return f.Module
	}
	if e := call.Elems(); len(e) == 3 && e[0].IsAtom() {
		return e[0].Atom()
	}
	return 0
}

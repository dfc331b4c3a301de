package vm

import "lab/runtime/term"

// A Crash is the end of a process by an error that nobody caught.
type Crash struct {
	PID         term.Term
	Leader      term.Term
	Node        term.Atom
	Reason      term.Term // an exception struct, or what Erlang raises
	Stack       term.Term
	InitialCall term.Term
}

// report hands the crash to whoever takes them.
func (p *Process) report(reason term.Term, e *Exception) {
	c := Crash{PID: p.PID(), Leader: p.leader, Node: p.m.Node(), Reason: reason, Stack: e.StackTerm()}
	f := p.m.cfg.Crash
	if g := p.m.sched.crash.Load(); g != nil {
		f = *g
	}
	if f != nil {
		go f(c)
		return
	}
	p.m.cfg.Log("error", "Process crashed: "+e.Error())
}

package vm

import (
	"slices"

	"lab/runtime/term"
)

// This file gives Go code the messages that chosen processes send and receive, of
// other nodes too, for a chart of who said what to whom.

// A Heard is a message that a process sends or that has come into its mailbox. Which sent
// message is the one that came is told by their order: those from one process to another
// come as they were sent.
type Heard struct {
	Sent bool
	// Process sends or receives.
	Process *term.Pid
	// To is where a message is sent: a pid, a name, {name, node} or an alias.
	To      term.Term
	Message term.Term
}

// An Ear listens to some processes.
type Ear struct {
	m      *Machine
	hear   func(Heard)
	choose func(Begun) bool
}

// A Begun is a process that may be listened to.
type Begun struct {
	Process *Process
	// Leader is its group leader.
	Leader term.Term
	// Child says that the ear listens to its parent.
	Child bool
}

// Runs is the module whose code a process runs: a GenServer's callback module, or that of its
// first function. It is 0 of one that Go code has started.
func (p *Process) Runs() term.Atom { return p.start.runs }

// Listen listens to the processes that are chosen: of those that run, and of those that are
// yet to begin, before they do anything. It calls hear with each message that they send or take, in
// the turn of the process that does. Neither function may block; several workers may call them
// at once.
func (m *Machine) Listen(choose func(Begun) bool, hear func(Heard)) *Ear {
	e := &Ear{m: m, hear: hear, choose: choose}
	m.traces.mu.Lock()
	m.traces.changeEars(func(ears []*Ear) []*Ear { return append(ears, e) })
	m.traces.mu.Unlock()
	for _, p := range m.table.all() {
		if p.actor == nil {
			m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: e.consider}}, nil)
		}
	}
	return e
}

// changeEars replaces the ears that choose; the lock is held.
func (t *traces) changeEars(f func(ears []*Ear) []*Ear) {
	var now []*Ear
	if old := t.ears.Load(); old != nil {
		now = slices.Clone(*old)
	}
	if now = f(now); len(now) == 0 {
		t.ears.Store(nil)
		return
	}
	t.ears.Store(&now)
}

// parentHere is the parent where that is of this node and alive.
func (p *Process) parentHere() *Process {
	if p.parent == nil {
		return nil
	}
	return p.m.processAt(p.parent)
}

// offer has the ears choose q, which has not begun.
func (m *Machine) offer(q *Process) {
	ears := m.traces.ears.Load()
	if ears == nil {
		return
	}
	for _, e := range *ears {
		e.consider(q)
	}
}

func (e *Ear) consider(p *Process) {
	parent := p.parentHere()
	if e.choose(Begun{Process: p, Leader: p.GroupLeader(), Child: parent != nil && e.On(parent)}) {
		e.to(p)
	}
}

// to begins to listen to a process.
func (e *Ear) to(p *Process) {
	p.change(func(old tracing) *tracing {
		if slices.Contains(old.ears, e) {
			return nil
		}
		old.ears, old.heard = append(slices.Clone(old.ears), e), TraceSend|TraceReceive
		return &old
	})
}

// On reports whether the ear listens to a process.
func (e *Ear) On(p *Process) bool {
	t := p.tracing.Load()
	return t != nil && slices.Contains(t.ears, e)
}

// Close ends the listening.
func (e *Ear) Close() {
	e.m.traces.mu.Lock()
	e.m.traces.changeEars(func(ears []*Ear) []*Ear { return slices.DeleteFunc(ears, func(o *Ear) bool { return o == e }) })
	e.m.traces.mu.Unlock()
	for _, p := range e.m.table.all() {
		p.change(func(old tracing) *tracing {
			if !slices.Contains(old.ears, e) {
				return nil
			}
			old.ears = slices.DeleteFunc(slices.Clone(old.ears), func(o *Ear) bool { return o == e })
			if len(old.ears) == 0 {
				old.heard = 0
			}
			return &old
		})
	}
}

// overhear tells the ears of a process.
func (t *tracing) overhear(h Heard) {
	for _, e := range t.ears {
		e.hear(h)
	}
}

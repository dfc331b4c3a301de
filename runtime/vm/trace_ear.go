package vm

import (
	"slices"

	"lab/runtime/term"
)

// This file lets Go code listen to the messages of chosen processes, for sequence charts. It
// includes messages to and from other nodes.

// A Heard is a message that a process has sent or received. The order of messages shows which sent
// and which received message belong together: messages from one process to another arrive in the
// order of sending.
type Heard struct {
	Sent bool
	// Process is the sender if Sent is set, otherwise the receiver.
	Process *term.Pid
	// To is the destination of a sent message: a pid, a name, {name, node} or an alias.
	To      term.Term
	Message term.Term
}

// An Ear listens to the messages of some processes.
type Ear struct {
	m      *Machine
	hear   func(Heard)
	choose func(Begun) bool
}

// A Begun is a process that an Ear may listen to.
type Begun struct {
	Process *Process
	// Leader is the group leader of Process.
	Leader term.Term
	// Child reports whether the ear listens to the parent of Process.
	Child bool
}

// Runs returns the module that a process runs: the callback module of a GenServer, or the module
// of its initial call. It is 0 for a process started by Go code.
func (p *Process) Runs() term.Atom { return p.start.runs }

// Listen listens to the processes that choose selects. It asks choose about each running process,
// and about each future process before the process starts. It calls hear for each message that a
// chosen process sends or receives, in the turn of that process. choose and hear must not block and
// may be called concurrently.
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

// changeEars replaces the ears that choose processes. The lock must be held.
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

// parentHere returns the parent if the parent is a process of this node, living or ended. Otherwise
// it returns nil.
func (p *Process) parentHere() *Process {
	if p.parent == nil {
		return nil
	}
	return p.m.processAt(p.parent)
}

// offer lets the ears choose q, which has not started.
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

// to starts listening to a process.
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

// Close stops listening.
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

// overhear passes a message to the ears of a process.
func (t *tracing) overhear(h Heard) {
	for _, e := range t.ears {
		e.hear(h)
	}
}

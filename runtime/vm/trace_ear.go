package vm

import (
	"slices"
	"sync"
	"time"

	"lab/runtime/term"
)

// This file gives Go code the messages that chosen processes send and receive, of
// other nodes too, for a chart of who said what to whom.

// A Heard is a message that a process sends or that has come into its mailbox. Which sent
// message is the one that came is told by their order: those from one process to another
// come as they were sent.
type Heard struct {
	At   time.Duration // on the machine's monotonic clock
	Sent bool
	// Process sends or receives.
	Process *term.Pid
	// To is where a message is sent: a pid, a name, {name, node} or an alias.
	To      term.Term
	Message term.Term
}

// An Ear listens to some processes.
type Ear struct {
	hear func(Heard)
	mu   sync.Mutex
	on   []*Process
}

// Listen has hear told of what the processes say and get, in the turn of the one that does:
// hear must not block, and may be called by several workers at once.
func (m *Machine) Listen(hear func(Heard)) *Ear { return &Ear{hear: hear} }

// To begins to listen to a process.
func (e *Ear) To(p *Process) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if slices.Contains(e.on, p) {
		return
	}
	e.on = append(e.on, p)
	p.change(func(old tracing) *tracing {
		old.ears, old.heard = append(slices.Clone(old.ears), e), TraceSend|TraceReceive
		return &old
	})
}

// Close ends the listening.
func (e *Ear) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.on {
		p.change(func(old tracing) *tracing {
			old.ears = slices.DeleteFunc(slices.Clone(old.ears), func(o *Ear) bool { return o == e })
			if len(old.ears) == 0 {
				old.heard = 0
			}
			return &old
		})
	}
	e.on = nil
}

// overhear tells the ears of a process.
func (m *Machine) overhear(t *tracing, h Heard) {
	if len(t.ears) == 0 {
		return
	}
	h.At = m.cfg.Clock.Monotonic()
	for _, e := range t.ears {
		e.hear(h)
	}
}

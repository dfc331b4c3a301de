package vm

import (
	"sync"
	"time"
)

// This file tells work that comes to no end from a machine that is slow: by what
// processes did, and not by how long they took.

// A Patience is how much is let pass before something is taken to come to no end.
// The zero value has no bound.
type Patience struct {
	// Work is how many reductions a process may use.
	Work int64
	// Idle is how long it may wait in a receive in which nothing happens to it.
	Idle time.Duration
}

// looks is how often work is looked at while Idle passes. So many looks must have found it at rest:
// a machine that stands still has no time for them.
const looks = 20

// A Watched is work that must come to an end. Its functions must not block.
type Watched struct {
	// Processes do the work; each waits for the one after it.
	Processes func() []*Process
	// Busy reports whether something is done for them outside of processes.
	Busy func() bool
	// Endless is called once, when it was seen that there is no end.
	Endless func()
}

// Watch looks at work until done is called.
func (m *Machine) Watch(b Patience, of Watched) (done func()) {
	if b == (Patience{}) {
		return func() {}
	}
	w := &watch{m: m, b: b, of: of}
	w.mu.Lock()
	w.arm()
	w.mu.Unlock()
	return w.end
}

type watch struct {
	m  *Machine
	b  Patience
	of Watched

	mu    sync.Mutex
	ended bool
	stop  func()
	inner *Process // the innermost at the last look,
	done  int64    // what it had done by then,
	waits int      // and how many looks more found all at rest than did not
}

func (w *watch) arm() { w.stop = w.m.Clock().AfterFunc(w.b.Idle/looks, w.look) }

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.stop()
}

func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if !w.over(w.of.Processes()) {
		w.arm()
		return
	}
	w.ended = true
	go w.of.Endless()
}

func (w *watch) over(ps []*Process) bool {
	for _, p := range ps {
		if p.Reductions() > w.b.Work {
			return true
		}
	}
	if len(ps) == 0 {
		return false
	}
	p := ps[len(ps)-1]
	switch done := p.Reductions(); {
	case p != w.inner || done != w.done || !p.receiving():
		w.inner, w.done, w.waits = p, done, 0
	case w.of.Busy() || w.m.running():
		// It may wait for them, or they be what runs in any node now and then.
		w.waits = max(0, w.waits-1)
	default:
		w.waits++
	}
	return w.waits >= looks
}

// running reports whether any process runs or could.
func (m *Machine) running() bool {
	for _, p := range m.table.all() {
		p.mu.Lock()
		queued := p.state == stateQueued
		p.mu.Unlock()
		if queued {
			return true
		}
	}
	return false
}

// All returns the processes that are alive.
func (m *Machine) All() []*Process { return m.table.all() }

// receiving reports whether p waits for a message, as opposed to the end of what
// is done for it outside of the workers. Who waits is changed by nobody who has
// not taken its mutex.
func (p *Process) receiving() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state == stateWaiting && (p.x == nil || p.x.pending == nil)
}

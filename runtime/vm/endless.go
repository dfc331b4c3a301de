package vm

import (
	"slices"
	"sync"
	"time"

	"lab/runtime/term"
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
	// Endless is called once, when it was seen that there is no end: with the process
	// that has worked too much, or nil where the innermost waits for nothing.
	Endless func(p *Process)
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
	ps := w.of.Processes()
	i := slices.IndexFunc(ps, func(p *Process) bool { return p.Reductions() > w.b.Work })
	if i < 0 && !w.waiting(ps) {
		w.arm()
		return
	}
	w.ended = true
	var p *Process
	if i >= 0 {
		p = ps[i]
	}
	go w.of.Endless(p)
}

// waiting reports whether the innermost of the processes has waited for nothing, for
// as long as it may.
func (w *watch) waiting(ps []*Process) bool {
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
		if p.runs() {
			return true
		}
	}
	return false
}

// All returns the processes that are alive.
func (m *Machine) All() []*Process { return m.table.all() }

// receiving reports whether p waits for a message, as opposed to the end of what
// is done for it outside of the workers.
func (p *Process) receiving() (yes bool) {
	p.still(func() { yes = p.x == nil || p.x.pending == nil })
	return yes
}

// answerTime is how long a process is waited for that is asked where it is.
const answerTime = 500 * time.Millisecond

// Calls are the calls that p is in, innermost first, and its label: none, if it has
// ended or is at work in Go code.
func (m *Machine) Calls(p *Process) (calls []StackEntry, label term.Term) {
	late := time.NewTimer(answerTime)
	defer late.Stop()
	answer := make(chan func(), 1)
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{
		do: func(p *Process) {
			e := ErrorOf(term.Nil)
			p.trace(e)
			l, _ := p.Dict(aProcessLabel)
			answer <- func() { calls, label = e.Stack, l }
		},
		dead: func() { answer <- func() {} },
	}}, nil)
	select {
	case told := <-answer:
		told()
	case <-late.C:
	case <-m.ended:
	}
	return calls, label
}

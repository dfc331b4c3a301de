package vm

import (
	"slices"
	"sync"
	"time"

	"lab/runtime/term"
)

// This file detects work that does not terminate. It counts the work of processes rather than
// time, so that a slow machine causes no false alarm.

// A Patience is the limit beyond which work counts as not terminating. The zero value has no
// limit.
type Patience struct {
	// Work is the maximum number of reductions of a process.
	Work int64
	// Idle is the maximum time in a receive without any activity.
	Idle time.Duration
}

// looks is the number of checks during Idle. All of them must find the work idle. A stalled machine
// does not run the checks, so that it causes no false alarm.
const looks = 20

// A Watched is work that must terminate. Its functions must not block.
type Watched struct {
	// Processes returns the processes that do the work. Each process waits for the next process in
	// the list.
	Processes func() []*Process
	// Busy reports whether other work is in progress on behalf of the processes.
	Busy func() bool
	// Endless is called once if the work does not terminate. p is the process that has exceeded
	// Work, or nil if the innermost process has exceeded Idle.
	Endless func(p *Process)
}

// Watch calls of.Endless if the work exceeds b before done is called. The zero Patience watches
// nothing.
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
	inner *Process // innermost process at the last check
	done  int64    // its reductions at the last check
	waits int      // checks that found everything idle, minus checks that did not
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

// waiting reports whether the innermost process has been waiting without activity for Idle.
func (w *watch) waiting(ps []*Process) bool {
	if len(ps) == 0 {
		return false
	}
	p := ps[len(ps)-1]
	switch done := p.Reductions(); {
	case p != w.inner || done != w.done || !p.receiving():
		w.inner, w.done, w.waits = p, done, 0
	case w.of.Busy() || w.m.running():
		// The process may be waiting for this activity. But any node also has background activity,
		// so the activity only lowers the number of waits.
		w.waits = max(0, w.waits-1)
	default:
		w.waits++
	}
	return w.waits >= looks
}

// running reports whether any process is running or runnable.
func (m *Machine) running() bool {
	for _, p := range m.table.all() {
		if p.runs() {
			return true
		}
	}
	return false
}

// All returns the living processes.
func (m *Machine) All() []*Process { return m.table.all() }

// receiving reports whether p is waiting for a message rather than for blocking work.
func (p *Process) receiving() (yes bool) {
	p.still(func() { yes = p.x == nil || p.x.pending == nil })
	return yes
}

// answerTime is how long Calls waits for the process to answer.
const answerTime = 500 * time.Millisecond

// Calls returns the current calls of p, innermost first, and the process label of p. It returns no
// calls if p has ended, or if p runs Go code for longer than answerTime.
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

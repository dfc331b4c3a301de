package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// This file lets Go code see which messages reach processes, without a process
// that programs could name, find or stop.

// Tap notes the messages that reach the GenServers of some modules.
//
// A Tap keeps the first maxTapped messages since the last Take and counts the others.
type Tap struct {
	modules map[term.Atom]bool
	mu      sync.Mutex
	notes   []Tapped
	count   int
}

// A Tapped is a message that reached a process.
type Tapped struct {
	Module term.Atom // the process's callback module
	Msg    term.Term
}

// maxTapped bounds what a tap keeps: a program may send without an end.
const maxTapped = 1000

var (
	aProcLib   = term.Intern("proc_lib")
	aInitP     = term.Intern("init_p")
	aGen       = term.Intern("gen")
	aInitIt    = term.Intern("init_it")
	aGenServer = term.Intern("gen_server")

	aSupervisor = term.Intern("supervisor")
)

// taps holds the machine's tap.
type taps struct{ now atomic.Pointer[Tap] }

// Tap starts to note what reaches the GenServers of modules, those that run already
// among them. A machine has one tap; a later one takes its place.
func (m *Machine) Tap(modules ...term.Atom) *Tap {
	t := &Tap{modules: map[term.Atom]bool{}}
	for _, mod := range modules {
		t.modules[mod] = true
	}
	m.taps.now.Store(t)
	return t
}

// Take returns what was noted since the last call, and how many messages there were.
func (t *Tap) Take() (notes []Tapped, count int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	notes, count = t.notes, t.count
	t.notes, t.count = nil, 0
	return notes, count
}

func (t *Tap) note(mod term.Atom, msg term.Term) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
	if len(t.notes) < maxTapped {
		t.notes = append(t.notes, Tapped{mod, msg})
	}
}

// noteTapped gives a message that reached p to the tap, where that is for it.
func (p *Process) noteTapped(msg term.Term) {
	if p.callback == 0 {
		return
	}
	if t := p.m.taps.now.Load(); t != nil && t.modules[p.callback] {
		t.note(p.callback, msg)
	}
}

package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// This file records the messages of processes for Go code. It works without a process, because
// programs could name, find or stop a process.

// A Tap records the messages that reach the processes with some callback modules. It also records
// those that reach processes whose registered, local or global name is one of these modules.
//
// A Tap keeps the first maxTapped messages since the last Take, and counts all messages.
type Tap struct {
	modules map[term.Atom]bool
	mu      sync.Mutex
	notes   []term.Term
	count   int
}

// maxTapped bounds the recorded messages, because a program may send without end.
const maxTapped = 1000

var (
	aProcLib   = term.Intern("proc_lib")
	aInitP     = term.Intern("init_p")
	aGen       = term.Intern("gen")
	aInitIt    = term.Intern("init_it")
	aGenServer = term.Intern("gen_server")
	aGenStatem = term.Intern("gen_statem")
	aLocal     = term.Intern("local")
	aGlobal    = term.Intern("global")

	aSupervisor  = term.Intern("supervisor")
	aAgentServer = ModuleAtom("Agent.Server")
)

// taps holds the machine's tap.
type taps struct{ now atomic.Pointer[Tap] }

// Tap starts recording messages for the given modules, also for running processes. A machine has
// one tap: a new tap replaces the old one.
func (m *Machine) Tap(modules ...term.Atom) *Tap {
	t := &Tap{modules: map[term.Atom]bool{}}
	for _, mod := range modules {
		t.modules[mod] = true
	}
	m.taps.now.Store(t)
	return t
}

// Take returns the messages recorded since the last call, and the number of all messages since
// then, recorded or not.
func (t *Tap) Take() (notes []term.Term, count int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	notes, count = t.notes, t.count
	t.notes, t.count = nil, 0
	return notes, count
}

func (t *Tap) note(msg term.Term) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
	if len(t.notes) < maxTapped {
		t.notes = append(t.notes, msg)
	}
}

// noteTapped passes a message that reached p to the tap, if the tap records p's messages.
func (p *Process) noteTapped(msg term.Term) {
	t := p.m.taps.now.Load()
	if t == nil {
		return
	}
	if t.modules[p.callback] || t.modules[p.Name()] || p.x != nil && t.modules[p.x.title] {
		t.note(msg)
	}
}

// tapNatives registers :lab_tap.title(Pid, Name). The name server of :global calls it before a name
// is found, because a process may get a global name after its start.
func tapNatives(m *Machine) {
	m.Native("lab_tap", "title", 2, func(_ *Process, a []term.Term) (term.Term, error) {
		p := m.Lookup(a[0])
		if p == nil || !a[1].IsAtom() {
			return term.Ok, nil
		}
		name := a[1].Atom()
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.extra().title = name }}}, nil)
		return term.Ok, nil
	})
}

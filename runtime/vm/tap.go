package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// This file lets Go code see which messages reach processes, without a process
// that programs could name, find or stop.

// Tap notes the messages that reach the processes of some modules: those whose
// callback module, as proc_lib notes it in $initial_call, is one of them.
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

var aInitialCall = term.Intern("$initial_call")

// taps holds the machine's tap.
type taps struct{ now atomic.Pointer[Tap] }

// Tap starts to note what reaches the processes of modules, those that run
// already among them. A machine has one tap; a later one takes its place.
func (m *Machine) Tap(modules ...term.Atom) *Tap {
	t := &Tap{modules: map[term.Atom]bool{}}
	for _, mod := range modules {
		t.modules[mod] = true
	}
	m.taps.now.Store(t)
	for _, p := range m.table.all() {
		if p.actor == nil {
			m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) {
				if v, ok := p.Dict(aInitialCall.Term()); ok {
					p.tapped(v)
				}
			}}}, nil)
		}
	}
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

// tapped has the machine's tap note what reaches p, whose $initial_call is call, if
// it is of one of the tap's modules. The first call counts: a program that changes
// the entry later changes nothing.
func (p *Process) tapped(call term.Term) {
	t := p.m.taps.now.Load()
	if t == nil {
		return
	}
	if c := call.Elems(); len(c) == 3 && c[0].IsAtom() && t.modules[c[0].Atom()] {
		p.tapMod.CompareAndSwap(0, uint32(c[0].Atom()))
	}
}

// noteTapped gives a message that reached p to the tap, where there is one.
func (p *Process) noteTapped(msg term.Term) {
	if mod := p.tapMod.Load(); mod != 0 {
		if t := p.m.taps.now.Load(); t != nil {
			t.note(term.Atom(mod), msg)
		}
	}
}

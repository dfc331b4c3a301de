package vm

import (
	"sync"

	"lab/runtime/term"
)

// A function in Go may take long where nothing can be asked of it: a package of others
// compiles an expression, a large number is multiplied. While it does, its process is
// set aside: it hears signals all the same, by whoever delivers them, and can be ended.
// The function goes on unheard then, as one that a process waits for does (block.go).

// aside is one such time.
type aside struct {
	mu sync.Mutex
	// over says that the function has returned, and left that the process ended before.
	over, left bool
}

// A leaving is what the worker of a process panics with that ended while it was set
// aside. Nothing of the process may be touched any longer.
type leaving struct{}

// Aside runs f for p, which must not touch p but by Need, Room and Work.
func (p *Process) Aside(f func() (term.Term, error)) (v term.Term, err error) {
	if p == nil || p.aside.Load() != nil {
		return f()
	}
	a := &aside{}
	p.aside.Store(a)
	defer p.comeBack(a)
	if !p.in.isEmpty() { // from somebody who saw it at its turn
		go p.attend(a)
	}
	return f()
}

// SetAside is f with its process set aside where that may take long.
func SetAside(f Native, long func(a []term.Term) bool) Native {
	return func(p *Process, a []term.Term) (term.Term, error) {
		if !long(a) {
			return f(p, a)
		}
		return p.Aside(func() (term.Term, error) { return f(p, a) })
	}
}

// largeTerm is how many values an argument has that is large.
const largeTerm = 256

// AnyLarge reports whether one of the arguments is large.
func AnyLarge(a []term.Term) bool {
	for _, t := range a {
		if t.Larger(largeTerm) {
			return true
		}
	}
	return false
}

// comeBack gives p back to its worker.
func (p *Process) comeBack(a *aside) {
	a.mu.Lock()
	a.over = true
	left := a.left
	a.mu.Unlock()
	if left {
		panic(leaving{})
	}
	p.aside.Store(nil)
}

// attend takes the signals of a process that is set aside, and ends it if one says so.
func (p *Process) attend(a *aside) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over || a.left {
		return
	}
	if p.drain(); p.doom == nil {
		return
	}
	a.left = true
	p.worker = nil
	p.end(p.doom)
}

// Work says that n steps of work were done for p, which costs as many reductions, and
// ends a process there that was told to end. It is for loops in Go that make nothing.
func (p *Process) Work(n int) {
	if p == nil {
		return
	}
	if n += int(p.worked); n < workSlice {
		p.worked = int32(n)
		return
	}
	p.reds -= n
	p.worked = 0
	if e := p.told(); e != nil {
		panic(e)
	}
}

// workSlice is how many steps are done between two looks at the signals, well below a
// millisecond of them.
const workSlice = 1 << 14

// told takes the signals of p amid a function in Go, and returns what it is to end by.
func (p *Process) told() error {
	if a := p.aside.Load(); a != nil {
		a.mu.Lock()
		left := a.left
		a.mu.Unlock()
		if left {
			panic(leaving{})
		}
		return nil // whoever delivers a signal sees to it
	}
	if p.drain(); p.doom != nil {
		return &Exception{Class: p.doom.Class, Reason: p.doom.Reason}
	}
	return nil
}

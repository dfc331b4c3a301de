package vm

import (
	"sync"

	"lab/runtime/term"
)

// Some Go functions take long and cannot be interrupted, such as the compilation of a regular
// expression or the multiplication of large numbers. During such a call the process is set aside:
// the sender of a signal handles the signal for the process, and can end the process. The Go
// function then continues, but its result is ignored, as with blocking work (block.go).

// An aside is one period in which a process is set aside.
type aside struct {
	mu sync.Mutex
	// over is set when the function has returned. left is set if the process ended before that.
	over, left bool
}

// leaving is the panic value with which a worker unwinds from a process that ended while set
// aside. The process must not be touched any more.
type leaving struct{}

// Aside runs f while p is set aside. f must not touch p except through Need, Room and Work.
func (p *Process) Aside(f func() (term.Term, error)) (v term.Term, err error) {
	if p == nil || p.aside.Load() != nil {
		return f()
	}
	a := &aside{}
	p.aside.Store(a)
	defer p.comeBack(a)
	if !p.in.isEmpty() { // sent by a process that saw p in its turn
		go p.attend(a)
	}
	return f()
}

// SetAside returns a native that sets its process aside if long reports that the call may take
// long.
func SetAside(f Native, long func(a []term.Term) bool) Native {
	return func(p *Process, a []term.Term) (term.Term, error) {
		if !long(a) {
			return f(p, a)
		}
		return p.Aside(func() (term.Term, error) { return f(p, a) })
	}
}

// largeTerm is the number of nested values from which an argument counts as large.
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

// comeBack ends the period in which p is set aside. It panics with leaving if p has ended
// meanwhile.
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

// attend handles the signals of a process that is set aside. It ends the process if one of the
// signals does.
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

// Work charges n steps of work to p. From time to time it handles signals, and panics with an
// Exception if one of the signals ends p. Work is for loops in Go that allocate nothing.
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

// workSlice is the number of steps between two checks for signals. It takes well below a
// millisecond.
const workSlice = 1 << 14

// told handles signals during a Go function. It returns the error with which p has to end, or nil.
func (p *Process) told() error {
	if a := p.aside.Load(); a != nil {
		a.mu.Lock()
		left := a.left
		a.mu.Unlock()
		if left {
			panic(leaving{})
		}
		return nil // attend handles the signals
	}
	if p.drain(); p.doom != nil {
		return &Exception{Class: p.doom.Class, Reason: p.doom.Reason}
	}
	return nil
}

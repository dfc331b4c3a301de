package vm

import (
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"lab/runtime/term"
)

// TestAClosedMachineIsLetGo checks that nothing refers to a machine after Close, and that its
// actors handle the messages sent before Close.
func TestAClosedMachineIsLetGo(t *testing.T) {
	heard := make(chan struct{})
	closed := func() weak.Pointer[Machine] {
		m := New(Config{Workers: 2})
		a := m.SpawnActor("", func(*Actor, term.Term) { close(heard) })
		m.SpawnActor("idle", func(*Actor, term.Term) {})
		m.Send(a.PID(), term.Ok)
		m.Close()
		return weak.Make(m)
	}()
	<-heard
	for deadline := time.Now().Add(30 * time.Second); closed.Value() != nil; runtime.GC() {
		if time.Now().After(deadline) {
			t.Fatal("a closed machine is still held")
		}
	}
}

// TestACallEndsWithItsMachine checks that CallWith returns ErrClosed if the machine is closed
// during the call.
func TestACallEndsWithItsMachine(t *testing.T) {
	m := New(Config{Workers: 1})
	waits := make(chan struct{}, 1)
	answer := make(chan error)
	var wait Step
	wait = func(p *Process) Step {
		waits <- struct{}{}
		return p.Wait(wait)
	}
	go func() {
		_, err := m.CallWith(SpawnOpts{}, wait)
		answer <- err
	}()
	<-waits
	m.Close()
	if err := <-answer; !errors.Is(err, ErrClosed) {
		t.Errorf("the call ended with %v", err)
	}
	if _, err := m.Call(term.Sym("erlang").Atom(), term.Sym("self").Atom()); !errors.Is(err, ErrClosed) {
		t.Errorf("a call after the end: %v", err)
	}
}

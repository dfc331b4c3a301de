package vm

import (
	"testing"

	"lab/runtime/term"
)

// TestRest checks that Rest reports processes that are runnable or wait for blocking work, except
// for the caller's own.
func TestRest(t *testing.T) {
	m := New(Config{Workers: 1})
	defer m.Close()
	var again Step
	again = func(p *Process) Step { return p.Wait(again) }
	waiting := m.Lookup(m.SpawnStep(SpawnOpts{}, again))
	for m.Rest(nil) { // the process is not waiting yet
	}
	if !waiting.in.hand(&signal{}) || !m.Rest(nil) {
		t.Error("the one that was handed a message, and has not run since, is not seen")
	}
	waiting.wake(nil)
	for m.Rest(nil) {
	}
	begun, end := make(chan struct{}), make(chan struct{})
	pid := m.SpawnStep(SpawnOpts{}, func(p *Process) Step {
		return p.Block(func() (v term.Term, err error) {
			close(begun)
			<-end
			return v, nil
		})
	})
	<-begun
	if !m.Rest(nil) {
		t.Error("the one that waits for work is not seen")
	}
	if by := m.Lookup(pid); m.Rest(by) {
		t.Error("the one that asks counts")
	}
	close(end)
}

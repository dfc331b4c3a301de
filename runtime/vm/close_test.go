package vm

import (
	"runtime"
	"testing"
	"time"
	"weak"

	"lab/runtime/term"
)

// TestAClosedMachineIsLetGo sees that nothing holds on to a machine that is closed,
// and that its actors do before what they were sent.
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

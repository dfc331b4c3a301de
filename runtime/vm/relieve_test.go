package vm

import (
	"sync/atomic"
	"testing"
	"time"

	"lab/runtime/term"
)

// TestLongFunctionsHoldUpNobody runs more long Go functions than there are workers. Other processes
// must still run.
func TestLongFunctionsHoldUpNobody(t *testing.T) {
	m := New(Config{Workers: 2})
	done := make(chan struct{})
	begun := make(chan struct{}, 8)
	m.Native("long", "work", 0, func(*Process, []term.Term) (term.Term, error) {
		begun <- struct{}{}
		<-done
		return term.Ok, nil
	})
	m.Native("short", "work", 0, func(*Process, []term.Term) (term.Term, error) { return term.Ok, nil })
	answers := make(chan error, 8)
	for range 8 {
		go func() {
			_, err := m.Call(ModuleAtom("long"), term.Intern("work"))
			answers <- err
		}()
	}
	for range 8 {
		<-begun
	}
	for range 100 {
		if v, err := m.Call(ModuleAtom("short"), term.Intern("work")); err != nil || !v.Is(term.Ok.Atom()) {
			t.Fatal(v, err)
		}
	}
	close(done)
	for range 8 {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	m.Close()
	if n := len(m.sched.relief.away); n > 8 {
		t.Errorf("%d workers are away", n)
	}
}

// A countingClock counts the long intervals between checks for long functions.
type countingClock struct {
	Clock
	long atomic.Int32
}

func (c *countingClock) AfterFunc(d time.Duration, f func()) func() {
	if d == reliefEvery {
		c.long.Add(1)
	}
	return c.Clock.AfterFunc(d, f)
}

// TestManyLongFunctionsBeginSoon runs many long Go functions at once. A process behind them in the
// queue must not wait for a long interval for each.
func TestManyLongFunctionsBeginSoon(t *testing.T) {
	const many = 200
	clock := &countingClock{Clock: realClock{time.Now()}}
	m := New(Config{Workers: 2, Clock: clock})
	defer m.Close()
	done := make(chan struct{})
	begun := make(chan struct{}, many)
	m.Native("long", "work", 0, func(*Process, []term.Term) (term.Term, error) {
		begun <- struct{}{}
		<-done
		return term.Ok, nil
	})
	answers := make(chan error, many)
	for range many {
		go func() {
			_, err := m.Call(ModuleAtom("long"), term.Intern("work"))
			answers <- err
		}()
	}
	for range 2 {
		<-begun // each worker is in a long function
	}
	before := clock.long.Load()
	for range many - 2 {
		<-begun
	}
	if n := clock.long.Load() - before; n > 5 {
		t.Errorf("the functions began within %d long intervals", n)
	}
	close(done)
	for range many {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
}

package vm

import (
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

// TestManyLongFunctionsBeginSoon runs many long Go functions at once. A process behind them in the
// queue must not wait for a long interval for each.
func TestManyLongFunctionsBeginSoon(t *testing.T) {
	const many = 200
	m := New(Config{Workers: 2})
	defer m.Close()
	done := make(chan struct{})
	begun := make(chan struct{}, many)
	m.Native("long", "work", 0, func(*Process, []term.Term) (term.Term, error) {
		begun <- struct{}{}
		<-done
		return term.Ok, nil
	})
	start := time.Now()
	answers := make(chan error, many)
	for range many {
		go func() {
			_, err := m.Call(ModuleAtom("long"), term.Intern("work"))
			answers <- err
		}()
	}
	for range many {
		<-begun
	}
	if took, most := time.Since(start), many/2*reliefEvery*3/4; took > most {
		t.Errorf("the last function began after %v, more than %v", took, most)
	}
	close(done)
	for range many {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
}

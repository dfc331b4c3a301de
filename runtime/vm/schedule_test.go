package vm

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestSleepersAreNotForgotten checks that a process in the queue of a sleeping worker gets another
// wake-up if the worker that was woken for it finds another process first.
func TestSleepersAreNotForgotten(t *testing.T) {
	s := &scheduler{workers: make([]atomic.Pointer[worker], 3)}
	s.cond = sync.NewCond(&s.mu)
	for i := range s.workers {
		s.workers[i].Store(s.newWorker(i, make([]*Process, 4)))
	}
	sleeper, woken, busy := s.workers[0].Load(), s.workers[1].Load(), s.workers[2].Load()
	sleeper.setAsleep(true)
	first, second := &Process{}, &Process{}
	if sleeper.push(first, true) {
		t.Error("a sleeping worker counts as the one that will run the process")
	}
	busy.push(second, true)

	s.idle.Store(2)
	s.wake = 1 // for first
	if p := woken.woken(); p != second {
		t.Fatal("the woken worker does not run the process of the busy worker")
	}
	if s.callForSleepers(); s.wake != 1 {
		t.Errorf("%d wake-ups are pending, want one for the sleeper's process", s.wake)
	}
	if p := busy.steal(2); p != first {
		t.Error("a worker leaves a single process to a sleeping worker")
	}
}

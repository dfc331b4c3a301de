package room

import "sync"

// This file limits how many checks run at the same time. If a whole class ran its checks at once,
// they would all time out.

// turns is a semaphore for running checks.
type turns chan struct{}

// A turn is one student's claim on the semaphore. A student holds at most one slot.
type turn struct {
	of turns

	mu   sync.Mutex
	had  bool
	over chan struct{} // closed when the student needs no turn any more
}

func newTurn(of turns) *turn { return &turn{of: of, over: make(chan struct{})} }

// take waits for a slot and calls do. The slot stays taken until give. A student who already holds
// a slot does not wait.
func (t *turn) take(do func()) {
	t.mu.Lock()
	again := t.had
	t.mu.Unlock()
	if again {
		do()
		return
	}
	select {
	case t.of <- struct{}{}:
	case <-t.over:
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.over:
		<-t.of
	default:
		t.had = true
		do()
	}
}

// give releases the slot if it is held.
func (t *turn) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.had {
		t.had = false
		<-t.of
	}
}

// end releases the slot and cancels a waiting take. It must be called only once.
func (t *turn) end() {
	close(t.over)
	t.give()
}

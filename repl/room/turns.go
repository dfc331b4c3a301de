package room

import "sync"

// This file lets checks run a few at a time: when a whole class presses c at once, checks that all
// ran at once would take so long that they said nothing.

// turns are so many checks at the same time.
type turns chan struct{}

// A turn is had by one student at most once at a time.
type turn struct {
	of turns

	mu   sync.Mutex
	had  bool
	over chan struct{} // closed when no turn is wanted any more
}

func newTurn(of turns) *turn { return &turn{of: of, over: make(chan struct{})} }

// take waits for a turn, and does something in it that is over when give is called. The one that
// has a turn waits for no other.
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

// give gives the turn back, if it is had.
func (t *turn) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.had {
		t.had = false
		<-t.of
	}
}

// end gives the turn back, and wants no other. It is called once.
func (t *turn) end() {
	close(t.over)
	t.give()
}

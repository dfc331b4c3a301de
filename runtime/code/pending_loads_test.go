package code

import "testing"

func TestPendingLoadsAreAwaited(t *testing.T) {
	var e pendingLoads
	e.wait() // returns at once
	first, second := e.begin(), e.begin()
	waited := make(chan struct{})
	go func() {
		e.wait()
		close(waited)
	}()
	first()
	if !e.any() {
		t.Fatal("one of two ended, and none is left")
	}
	second()
	<-waited
}

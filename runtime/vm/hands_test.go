package vm

import (
	"sync"
	"testing"
)

// TestHands checks that all accepted work is done if the machine ends meanwhile.
func TestHands(t *testing.T) {
	ended := make(chan struct{})
	var h hands
	h.init(ended)
	var done sync.WaitGroup
	for i := range 1000 {
		if i == 500 {
			close(ended)
			h.release()
		}
		done.Add(1)
		h.run(done.Done)
	}
	done.Wait()
}

// TestHandsWait checks that a goroutine waits on the same channel again after its work.
func TestHandsWait(t *testing.T) {
	var h hands
	h.init(make(chan struct{}))
	h.run(func() {})
	next := <-h.waiting
	ran := make(chan struct{})
	next <- func() { close(ran) }
	<-ran
	if again := <-h.waiting; again != next {
		t.Error("another one waits than the one that worked")
	}
}

package vm

import (
	"sync"
	"testing"

	"lab/runtime/term"
)

// TestInboxKeepsTheOrderOfEachSender checks that no signal is lost, and that the signals of each
// sender keep their order, whether the process runs or waits.
func TestInboxKeepsTheOrderOfEachSender(t *testing.T) {
	const senders, each = 4, 5000
	var in inbox
	woken := make(chan struct{}, senders*each)
	var sending sync.WaitGroup
	for s := range senders {
		sending.Add(1)
		go func() {
			defer sending.Done()
			for i := range each {
				sig := &signal{term: term.Pair(term.Int(int64(s)), term.Int(int64(i)))}
				if in.hand(sig) || in.push(sig) == waits {
					woken <- struct{}{}
				}
			}
		}()
	}
	var next [senders]int64
	for got := 0; got < senders*each; {
		for s := in.take(); s != nil; s = s.next {
			el := s.term.Elems()
			from, i := el[0].Small(), el[1].Small()
			if next[from] != i {
				t.Fatalf("signal %d of sender %d came, not %d", i, from, next[from])
			}
			next[from]++
			got++
		}
		if got < senders*each && in.wait() {
			<-woken
		}
	}
	sending.Wait()
	in.close()
	s := &signal{}
	if in.hand(s) || in.push(s) != ended || in.late() != s {
		t.Error("what comes after the end does not come back to its sender")
	}
}

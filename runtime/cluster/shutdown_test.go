package cluster

import (
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"lab/runtime/reach"
)

// TestShutdownWhileOthersKnock closes the listener while connections arrive that nobody receives
// any more.
func TestShutdownWhileOthersKnock(t *testing.T) {
	for range 30 {
		tr, err := listen(reach.Loopback, 0, newCuts(), reach.Net{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		port := strconv.Itoa(tr.port)
		var knocking sync.WaitGroup
		for range 20 {
			knocking.Go(func() {
				if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
					defer c.Close()
				}
			})
		}
		ended := make(chan error, 1)
		go func() { ended <- tr.Shutdown() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the listener does not end")
		}
		knocking.Wait()
	}
}

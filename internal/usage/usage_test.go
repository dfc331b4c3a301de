package usage

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// TestUsage uses memory and CPU time, and compares what is reported before and after.
func TestUsage(t *testing.T) {
	pid := os.Getpid()
	before, used := Resident(t, pid), CPU(t, pid)
	const size = 64 << 20
	held := make([]byte, size)
	for i := range held {
		held[i] = byte(i)
	}
	if grown := Resident(t, pid) - before; grown < size/2 {
		t.Errorf("resident memory has grown by %.0f bytes", grown)
	}
	if share, all := Share(t, pid), Resident(t, pid); share <= size/2 || share > all {
		t.Errorf("the share is %.0f of %.0f bytes", share, all)
	}
	for CPU(t, pid)-used < 2*tick { // as long as it takes
		for i := range held {
			held[i]++
		}
	}
	if twice := CPU(t, pid, pid); twice < 2*(used+2*tick) || twice > time.Hour {
		t.Errorf("two times the process used %v", twice)
	}
	runtime.KeepAlive(held)
}

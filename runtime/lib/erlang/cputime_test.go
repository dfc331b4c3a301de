package erlang

import (
	"sync/atomic"
	"testing"
	"time"

	"lab/runtime/term"
)

// TestSpan checks the times of :erlang.statistics/1: since the start, and since the last request.
func TestSpan(t *testing.T) {
	var last atomic.Int64
	span(2*time.Second, &last)
	if got, want := span(5*time.Second, &last), term.Tup(term.Int(5000), term.Int(3000)); !term.Equal(got, want) {
		t.Errorf("the span is %v, want %v", got, want)
	}
	first, ok := cpuTime()
	for now := first; ok && now == first; now, ok = cpuTime() { // as long as it takes
	}
	if !ok {
		t.Error("the system does not report the processor time")
	}
}

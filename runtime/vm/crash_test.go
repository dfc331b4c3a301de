package vm

import "testing"

// TestReportsHaveTheirLimit checks that the contents of the waiting reports are bounded, and that a
// single report is always logged.
func TestReportsHaveTheirLimit(t *testing.T) {
	var r reports
	for i, want := range []bool{true, true, false} {
		if bytes := []int64{60, 30, 20}[i]; r.admit(bytes, 100) != want {
			t.Errorf("report %d: admitted %v, want %v", i, !want, want)
		}
	}
	var single reports
	if !single.admit(1000, 100) {
		t.Error("a single large report was dropped")
	}
	if r.waiting.Load() != 2 || r.bytes.Load() != 90 || r.flushed.Load() != 1 {
		t.Errorf("%d waiting with %d bytes, %d dropped", r.waiting.Load(), r.bytes.Load(), r.flushed.Load())
	}
}

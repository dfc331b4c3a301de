package grade

import (
	"errors"
	"testing"
	"time"

	"lab/labs/beats"
	"lab/runtime/term"
)

// TestSlowness checks that slow answers are allowed until their total time exceeds the limit.
func TestSlowness(t *testing.T) {
	s := &slowness{one: time.Millisecond, total: 500 * time.Millisecond}
	quick := func() (term.Term, error) { return term.Ok, nil }
	slow := func() (term.Term, error) {
		late, stop := beats.After(200 * time.Millisecond)
		defer stop()
		<-late
		return term.Ok, nil
	}
	for range 1000 {
		if _, err := s.ask(quick); err != nil {
			t.Fatal(err)
		}
	}
	if s.spent > s.total/2 {
		t.Fatalf("quick answers took %s", s.spent)
	}
	var told *SlowError
	for n := 0; ; n++ {
		_, err := s.ask(slow)
		if errors.As(err, &told) && n > 0 {
			break
		}
		if err != nil || n > 5 {
			t.Fatalf("%d: %v", n, err)
		}
	}
}

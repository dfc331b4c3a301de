package grade

import (
	"fmt"
	"time"

	"lab/labs/beats"
	"lab/runtime/term"
)

// This file limits the total time that a project may take for slow answers.

// An answer that takes longer than slowOne is slow. slowTotal is the time limit for all slow
// answers of a grading. It far exceeds what an exercise needs, but is within what a student would
// wait.
const (
	slowOne   = time.Second
	slowTotal = 3 * time.Minute
)

// slowness adds up the time of slow answers.
type slowness struct{ one, total, spent time.Duration }

func newSlowness() *slowness { return &slowness{one: slowOne, total: slowTotal} }

// ask calls do. It returns a *SlowError instead if the total time of slow answers is used up. The
// threshold is measured in beats, so that a busy machine does not make answers slow.
func (s *slowness) ask(do func() (term.Term, error)) (term.Term, error) {
	if s.spent > s.total {
		return term.Term{}, &SlowError{}
	}
	late, stop := beats.After(s.one)
	defer stop()
	start := time.Now()
	value, err := do()
	select {
	case <-late:
		s.spent += time.Since(start)
	default:
	}
	return value, err
}

// A SlowError reports that the slow answers of a project took too long in total.
type SlowError struct{}

func (e *SlowError) Error() string {
	return fmt.Sprintf("the answers of your nodes took longer than %s in total, although no single answer took too long", slowTotal)
}

package grade

import (
	"fmt"
	"time"

	"lab/labs/beats"
	"lab/runtime/term"
)

// This file bounds the time that a project may take over all answers together.

// Answers that take longer than slowOne are slow, and slowTotal is how long all slow
// answers of one grading may take together: far more than an exercise takes, and less than
// what a student who waits for a verdict has.
const (
	slowOne   = time.Second
	slowTotal = 3 * time.Minute
)

// slowness adds up the time of slow answers.
type slowness struct{ one, total, spent time.Duration }

func newSlowness() *slowness { return &slowness{one: slowOne, total: slowTotal} }

// ask gets an answer, or a SlowError where the slow ones took too long before. Whether one
// is slow is counted in beats: a machine that is busy with other things makes none so.
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

// A SlowError says that what programs do takes so long, all in all, that there is no end
// of the checks to see.
type SlowError struct{}

func (e *SlowError) Error() string {
	return fmt.Sprintf("what the checks ask of your nodes took longer than %s in all, though no single answer took too long", slowTotal)
}

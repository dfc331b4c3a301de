package class

import (
	"sync"
	"time"

	"lab/labs/report"
)

// This file schedules the grading. A submission is graded lab by lab. A submission that takes long
// is moved behind all others, so that it does not delay them.

// patience is the time for one lab after which the submission has to yield to others.
const patience = time.Minute

type queue struct {
	mu          sync.Mutex
	turns, late []*turn
}

// next removes and returns the next turn, or nil if the queue is empty. A worker that puts a turn
// back calls next again, so no turn is lost.
func (q *queue) next() *turn {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, list := range []*[]*turn{&q.turns, &q.late} {
		if len(*list) > 0 {
			t := (*list)[0]
			*list = (*list)[1:]
			return t
		}
	}
	return nil
}

// yields moves a turn behind all others. It returns false if there are no others.
func (q *queue) yields(t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		return false
	}
	q.late = append(q.late, t)
	return true
}

// costly reports whether further labs of the same submission are likely to take long.
func costly(r report.Result) bool { return r.Took > patience || r.Verdict == report.Unable }

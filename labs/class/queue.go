package class

import (
	"sync"
	"time"

	"lab/labs/report"
)

// This file says whose turn it is. A submission is graded lab by lab, and one that costs much
// time goes on when all others are done: nobody waits for it.

// patience is how long one lab may take before the submission's others wait for everybody
// else's.
const patience = time.Minute

type queue struct {
	mu          sync.Mutex
	turns, late []*turn
}

// next is whose turn it is, nil where nobody is left. A caller that puts a turn back asks again, so
// none is forgotten.
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

// yields puts a turn behind all others, and reports whether there are any.
func (q *queue) yields(t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		return false
	}
	q.late = append(q.late, t)
	return true
}

// costly reports whether a result says that the next one may take long, too.
func costly(r report.Result) bool { return r.Took > patience || r.Verdict == report.Unable }

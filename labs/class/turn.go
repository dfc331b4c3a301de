package class

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lab/labs/grade"
	"lab/labs/report"
	"lab/labs/session"
	"lab/labs/workbook"
)

// This file grades the labs of one submission.

// labsAtOnce is the maximum number of a submission's labs that are graded at once. It can be
// greater than 1, because checks spend much of their time waiting.
const labsAtOnce = 2

// A turn is the state of grading a submission.
type turn struct {
	*Student
	submission Submission
	scratch    string
	book       *workbook.Workbook
	progress   *workbook.Progress

	mu     sync.Mutex
	graded []report.Result // in the order of completion
}

// has reports whether a lab has been graded.
func (t *turn) has(lab string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.graded, func(r report.Result) bool { return r.Lab == lab })
}

// before returns copies of the results so far and of the student's progress.
func (t *turn) before() ([]report.Result, *workbook.Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.graded), t.progress.Snapshot()
}

func (t *turn) add(r report.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.graded = append(t.graded, r)
}

// gradeRemaining grades the labs of a submission that have no result yet. A lab waits for the labs
// that may replace it. After a costly lab, gradeRemaining does not start others.
func (g *grading) gradeRemaining(ctx context.Context, t *turn) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(labsAtOnce)
	var costs atomic.Bool
	done := make([]chan struct{}, len(g.labs))
	for _, i := range session.Order(g.Work.Labs) {
		done[i] = make(chan struct{})
		if t.has(g.labs[i].ID) {
			close(done[i])
			continue
		}
		work.Go(func() error {
			defer close(done[i])
			for _, later := range session.Later(g.Work.Labs[i], g.Work.Labs) {
				<-done[later]
			}
			if costs.Load() {
				return nil
			}
			r, err := g.lab(ctx, t, i)
			if err == nil {
				t.add(r)
				costs.CompareAndSwap(false, costly(r))
			}
			return err
		})
	}
	return work.Wait()
}

// lab grades a lab of a submission, or returns the stored result.
func (g *grading) lab(ctx context.Context, t *turn, i int) (report.Result, error) {
	l := g.Work.Labs[i]
	k := kept{Program: g.Program, Lab: g.labs[i].Hash, Files: t.Files, Record: t.Record, Result: report.Result{Lab: l.ID}}
	if r, ok := k.read(g.Out); ok {
		g.tell(Step{Student: t.Name, Lab: l.ID, Said: r.Said(), Kept: true}, 1)
		return r, nil
	}
	graded, progress := t.before()
	for n := 0; n < tries && ctx.Err() == nil; n++ {
		k.Result = grade.Beside(ctx, g.Grader, t.book, l, progress, graded)
		if k.Result.Verdict != report.Unable {
			break
		}
	}
	if ctx.Err() != nil {
		return report.Result{}, ctx.Err()
	}
	k.Result.Unsaved = "" // it is about the copy, which is discarded
	if err := k.write(g.Out); err != nil {
		return report.Result{}, fmt.Errorf("storing the result: %w", err)
	}
	g.tell(Step{Student: t.Name, Lab: l.ID, Said: k.Result.Said()}, 1)
	return k.Result, nil
}

// settle puts the results in the order of the labs and scores them. If a lab is replaced by another
// lab that passes here, it is left out of the student's credit. The student's own record has no
// influence on this.
func (g *grading) settle(t *turn) {
	var results []report.Result
	for _, l := range g.labs {
		for _, r := range t.graded {
			if r.Lab == l.ID {
				r.Replaced = ""
				results = append(results, r)
			}
		}
	}
	session.Settle(g.Work.Labs, results)
	for i, r := range results {
		t.Labs = append(t.Labs, score(g.labs[i], r))
	}
}

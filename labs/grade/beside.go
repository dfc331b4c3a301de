package grade

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/session"
	"lab/labs/workbook"
)

// This file grades several labs of one workbook. They build on each other, and what one of them has
// found says something of others.

// All grades labs of a workbook, and notes in the progress what passes. A lab of which none of those
// that replace it is among them may be replaced by one that passed before.
func All(ctx context.Context, g Grader, w *workbook.Workbook, list []*catalogue.Lab, p *workbook.Progress) []report.Result {
	if len(list) == 1 {
		r := Check(ctx, g, w, list[0], p)
		session.Graded(list[0], p.Lab(list[0].ID), r)
		return []report.Result{r}
	}
	results := make([]report.Result, len(list))
	var done []report.Result
	for _, i := range session.Order(list) {
		l := list[i]
		r := Beside(ctx, g, w, l, p, done)
		if len(session.Later(l, list)) == 0 {
			r = orReplaced(ctx, g, w, l, p, r)
		}
		session.Graded(l, p.Lab(l.ID), r)
		results[i], done = r, append(done, r)
	}
	session.Settle(list, results)
	return results
}

// Beside is Check for one of several labs, in session.Order; done are the results of those before
// it. Where the files do not pass, it grades what passed before, if this workbook has a record of
// that; the result then says so. Where they have just passed a lab that replaces this one, they are
// not graded for it: they cannot pass both.
func Beside(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress, done []report.Result) report.Result {
	return inTime(ctx, g, func(ctx context.Context) report.Result {
		r, replaced := replacedNow(w, l, done)
		if !replaced {
			r = checkNow(ctx, g, w, l, p)
		}
		if l.Graded() && r.Verdict == report.NotYet {
			r = checkKept(ctx, g, w, l, p, r)
		}
		return r
	})
}

// replacedNow is the result of a lab that is replaced by one of those that were graded, on exactly
// the files that are there.
func replacedNow(w *workbook.Workbook, l *catalogue.Lab, done []report.Result) (report.Result, bool) {
	start := time.Now()
	later := session.Replaced(l, done)
	if later == nil {
		return report.Result{}, false
	}
	scratch, err := os.MkdirTemp("", "lab-check-")
	if err != nil {
		return report.Result{}, false // the check meets the same, and tells it
	}
	defer os.RemoveAll(scratch)
	hash, err := workbook.CopyProject(w.ProjectDir(), filepath.Join(scratch, catalogue.Project))
	if err != nil || hash != later.Graded {
		return report.Result{}, false
	}
	return report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Replaced: later.Lab, Graded: hash, Took: time.Since(start)}, true
}

// checkKept grades what passed before, now that the files have gone on to another lab.
func checkKept(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress, now report.Result) report.Result {
	record := p.HasPassed(l)
	g.Project, g.passed = w.Kept(l), nil
	if record == nil || g.Project == "" {
		return now
	}
	r := g.check(ctx, l)
	if r.Verdict != report.Passed || r.Graded != record.Hash {
		return now
	}
	r.Kept = true
	r.Reason = fmt.Sprintf("your files have gone on since; graded as they were when this lab passed on %s (files %.12s, recorded by the machine %s)",
		record.At.Format("2006-01-02"), record.Hash, record.ShortKey())
	return r
}

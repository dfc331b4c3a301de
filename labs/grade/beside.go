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

// This file grades several labs of a workbook. They build on each other, so the result of one lab
// affects others.

// All grades labs of a workbook and records the results in the progress. If the list contains no
// lab that replaces a lab L, a lab that passed earlier may still replace L.
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

// Beside grades one of several labs, in the order of session.Order. The argument done holds the
// results so far. If the files do not pass, Beside grades the stored files that passed earlier,
// provided that the workbook has a record of that. If the files have just passed another lab that
// replaces l, they are not graded, because they cannot pass both labs.
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

// replacedNow returns the result of a lab that is replaced by one of the graded labs. The
// replacing lab must have been graded on exactly the current files.
func replacedNow(w *workbook.Workbook, l *catalogue.Lab, done []report.Result) (report.Result, bool) {
	start := time.Now()
	later := session.Replaced(l, done)
	if later == nil {
		return report.Result{}, false
	}
	scratch, err := os.MkdirTemp("", "lab-check-")
	if err != nil {
		return report.Result{}, false // the check will fail in the same way and report it
	}
	defer os.RemoveAll(scratch)
	hash, err := workbook.CopyProject(w.ProjectDir(), filepath.Join(scratch, catalogue.Project))
	if err != nil || hash != later.Graded {
		return report.Result{}, false
	}
	return report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Replaced: later.Lab, Graded: hash, Took: time.Since(start)}, true
}

// checkKept grades the stored files that passed earlier. The current files may belong to a later
// lab.
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
	r.Reason = fmt.Sprintf("your files have changed since; graded the files that passed this lab on %s (files %.12s, recorded by the machine %s)",
		record.At.Format("2006-01-02"), record.Hash, record.ShortKey())
	return r
}

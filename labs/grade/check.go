package grade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/session"
	"lab/labs/workbook"
)

// This file grades a workbook, and what passed before where its files have gone on.

// LabTime is how long the checks of one lab may take where nothing else is said. It is
// longer than all that their actions wait for: what does not come to an end is a
// verdict, which is theirs to give.
const LabTime = 10 * time.Minute

// Check grades the files of the workbook, and keeps what passes. A lab without checks
// passes when all its steps were seen to be done.
//
// The progress is not changed: session.Graded notes the result in it.
//
// A check that takes longer than it may says nothing about the work.
func Check(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress) report.Result {
	return orReplaced(ctx, g, w, l, p, inTime(ctx, g, func(ctx context.Context) report.Result { return checkNow(ctx, g, w, l, p) }))
}

// inTime makes a check that may take as long as g says.
func inTime(ctx context.Context, g Grader, check func(ctx context.Context) report.Result) report.Result {
	limit := cmp.Or(g.Limit, LabTime)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r := check(ctx)
	if r.Verdict == report.Unable && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.Reason = fmt.Sprintf("it took longer than %s, so this says nothing about the work; on a busy machine try --timeout %s", limit, 2*limit)
	}
	return r
}

func checkNow(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress) report.Result {
	if !l.Graded() {
		return session.StepsDone(l, p)
	}
	g.Project = w.ProjectDir()
	var unkept error
	g.passed = func(files, _ string) { unkept = w.KeepPassed(l, files) }
	r := g.check(ctx, l)
	switch {
	case r.Verdict == report.Passed:
		checked, err := p.SawPass(l, r.Graded)
		r.Checked = checked
		if err := errors.Join(unkept, err); err != nil {
			r.Unsaved = err.Error()
		}
	case r.Verdict == report.NotYet && w.Untouched(l) && r.Reason == "":
		r.Reason = untouchedText
	}
	return r
}

// orReplaced is the result of a lab whose later ones are not graded beside it: where it is
// not passed, and the record says that a lab passed which asks for something else on the same
// lines, that one is graded on the files that are there. The record alone replaces nothing, as the
// files may be others by now.
func orReplaced(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress, r report.Result) report.Result {
	if r.Verdict != report.NotYet {
		return r
	}
	g.Project, g.passed = w.ProjectDir(), nil
	limit := cmp.Or(g.Limit, LabTime)
	for _, later := range session.Replacing(l, p) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		now := g.check(ctx, later)
		cancel()
		switch now.Verdict {
		case report.Passed:
			r.Replaced = later.ID
			return r
		case report.Unable:
			r.Verdict = report.Unable
			r.Reason = fmt.Sprintf("whether lab %s has replaced it could not be found out: %s", later.ID, now.Reason)
			return r
		case report.NotYet:
			r.Reason = strings.TrimSpace(r.Reason + "\n" + passedOnce(later, now))
		}
	}
	return r
}

// passedOnce tells why a lab that passed once replaces nothing on the files that are there.
func passedOnce(later *catalogue.Lab, now report.Result) string {
	why := now.Reason
	for _, c := range now.Checks {
		if c.Verdict == report.NotYet && c.Skipped == "" {
			why = cmp.Or(why, c.Title+": "+cmp.Or(c.Hint, c.Saw))
		}
	}
	return fmt.Sprintf("Lab %s passed once and would replace it. On the files that are there it does not: %s", later.ID, why)
}

const untouchedText = "the files of this lab are as they were laid out: nothing is done yet. The comments in them say where to begin"

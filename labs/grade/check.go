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

// This file grades a lab of a workbook.

// LabTime is the default time limit for the checks of a lab. It exceeds the sum of their actions'
// limits, so that a program that does not terminate gets a verdict from its check.
const LabTime = 10 * time.Minute

// Check grades the files of the workbook and stores them if they pass. A lab without checks passes
// when all its steps are recorded as done.
//
// Check does not change the progress; session.Graded records the result there. If the time limit
// expires, the verdict is Unable.
func Check(ctx context.Context, g Grader, w *workbook.Workbook, l *catalogue.Lab, p *workbook.Progress) report.Result {
	return orReplaced(ctx, g, w, l, p, inTime(ctx, g, func(ctx context.Context) report.Result { return checkNow(ctx, g, w, l, p) }))
}

// inTime runs a check with the time limit of g.
func inTime(ctx context.Context, g Grader, check func(ctx context.Context) report.Result) report.Result {
	limit := cmp.Or(g.Limit, LabTime)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r := check(ctx)
	if r.Verdict == report.Unable && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.Reason = fmt.Sprintf("the checks took longer than %s, so there is no verdict; on a busy machine, try --timeout %s", limit, 2*limit)
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

// orReplaced handles a lab that did not pass and whose replacing labs are not graded at the same
// time. If the record says that a replacing lab has passed, orReplaced grades that lab on the
// current files. The record alone is not enough, because the files may have changed.
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
			r.Reason = fmt.Sprintf("lab could not determine whether lab %s replaces it: %s", later.ID, now.Reason)
			return r
		case report.NotYet:
			r.Reason = strings.TrimSpace(r.Reason + "\n" + passedOnce(later, now))
		}
	}
	return r
}

// passedOnce explains why a lab that passed earlier does not replace the current lab: the current
// files do not pass it.
func passedOnce(later *catalogue.Lab, now report.Result) string {
	why := now.Reason
	for _, c := range now.Checks {
		if c.Verdict == report.NotYet && c.Skipped == "" {
			why = cmp.Or(why, c.Title+": "+cmp.Or(c.Hint, c.Saw))
		}
	}
	return fmt.Sprintf("Lab %s passed earlier and would replace this lab, but the current files do not pass it: %s", later.ID, why)
}

const untouchedText = "the files of this lab are unchanged. The comments in them say where to begin"

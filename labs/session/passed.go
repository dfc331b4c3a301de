package session

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// This file decides whether a lab without checks is passed.

// StepsDone returns the result of a lab without checks. The lab passes if all its steps are done
// and there is a signed record for each step with expectations.
func StepsDone(l *catalogue.Lab, p *workbook.Progress) report.Result {
	result := report.Result{Lab: l.ID, Title: l.Title, Record: true}
	lp := p.Lab(l.ID)
	var missing, unseen []string
	machines := map[string]bool{}
	for _, s := range l.Steps {
		record := p.HasSeen(l, s)
		switch {
		case !lp.IsDone(s.ID):
			missing = append(missing, s.Title)
		case len(s.Until) > 0 && record == nil:
			unseen = append(unseen, s.Title)
		case record != nil:
			machines[record.ShortKey()] = true
		}
	}
	again := fmt.Sprintf(" (lab run %s)", l.ID)
	switch {
	case len(missing) > 0:
		result.Verdict = report.NotYet
		result.Reason = fmt.Sprintf("%d of %d steps are not done yet: %s%s", len(missing), len(l.Steps), strings.Join(missing, "; "), again)
	case len(unseen) > 0:
		result.Verdict = report.NotYet
		result.Reason = fmt.Sprintf("there is no record that these steps were seen on nodes of this workbook (%d): %s%s", len(unseen), strings.Join(unseen, "; "), again)
	default:
		result.Reason = "by the student's own record of what was seen on nodes, signed by the machine " +
			strings.Join(slices.Sorted(maps.Keys(machines)), ", ")
	}
	return result
}

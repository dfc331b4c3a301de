package session

import (
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// This file has the rules by which steps are done.

// Graded notes what the checks found: the steps of which passing them is the end, and
// the record of what passed.
func Graded(l *catalogue.Lab, lp *workbook.LabProgress, r report.Result) {
	if r.Verdict != report.Passed || r.Kept {
		return
	}
	if r.Checked != nil {
		lp.Checked = r.Checked
	}
	for _, s := range l.Steps {
		if s.Graded {
			Finish(l, lp, s.ID)
		}
	}
}

// Finish notes that a step is done, and the whole lab when it was the last.
func Finish(l *catalogue.Lab, lp *workbook.LabProgress, id string) {
	lp.AddDone(id)
	for _, s := range l.Steps {
		if !lp.IsDone(s.ID) {
			return
		}
	}
	if lp.Passed == nil {
		now := time.Now().UTC().Truncate(time.Second)
		lp.Passed = &now
	}
}

// Answered notes an answer to a step's question and reports whether it is right.
func Answered(lp *workbook.LabProgress, s *catalogue.Step, chosen []int) bool {
	if lp.Answers == nil {
		lp.Answers = map[string]workbook.Answer{}
	}
	a, again := lp.Answers[s.ID]
	if !again {
		a.First = chosen
	}
	a.Last, a.Right = chosen, s.Question.Right(chosen)
	lp.Answers[s.ID] = a
	return a.Right
}

// NextHint returns the next hint of hints for the step called id and counts it;
// after the last it returns the last again.
func NextHint(lp *workbook.LabProgress, id string, hints []string) (string, bool) {
	if len(hints) == 0 {
		return "", false
	}
	if lp.Hints == nil {
		lp.Hints = map[string]int{}
	}
	n := min(lp.Hints[id], len(hints)-1)
	lp.Hints[id] = n + 1
	return hints[n], true
}

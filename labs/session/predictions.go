package session

import (
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file says when a question is explained. A student who predicted wrongly is
// told why that choice is wrong, sees for themselves what happens, and reads the
// explanation then.

// Explained reports whether the student may read the explanation of a step's
// question.
func Explained(l *catalogue.Lab, lp *workbook.LabProgress, s *catalogue.Step) bool {
	a, answered := lp.Answers[s.ID]
	switch {
	case !answered || s.Question == nil:
		return false
	case a.Right:
		return true
	case s.Kind != catalogue.Predict:
		return false
	}
	seen := l.SeenIn(s)
	return seen == nil || lp.IsDone(seen.ID)
}

// Awaited returns the predictions that were wrong, and that are explained once step
// s, in which it is seen what happens, is done.
func Awaited(l *catalogue.Lab, lp *workbook.LabProgress, s *catalogue.Step) []*catalogue.Step {
	var wrong []*catalogue.Step
	for _, p := range l.Steps {
		if a, answered := lp.Answers[p.ID]; p.Kind == catalogue.Predict && answered && !a.Right && l.SeenIn(p) == s {
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// Expected is what was picked as the answer to a step's question, as text.
func Expected(lp *workbook.LabProgress, s *catalogue.Step) []string {
	var texts []string
	for i, c := range s.Question.Choices {
		if slices.Contains(lp.Answers[s.ID].Last, i) {
			texts = append(texts, c.Text)
		}
	}
	return texts
}

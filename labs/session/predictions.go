package labs

import "slices"

// This file says when a question is explained. A student who predicted wrongly is
// told why that choice is wrong, sees for themselves what happens, and reads the
// explanation then.

// seenIn returns the step in which what was predicted is seen, nil for none.
func (l *Lab) seenIn(prediction *Step) *Step {
	at := l.Step(prediction.ID)
	for _, s := range l.Steps[at+1:] {
		if seen := prediction.Question.Seen; s.ID == seen || seen == "" && s.Kind != Predict {
			return s
		}
	}
	return nil
}

// Explained reports whether the student may read the explanation of a step's
// question.
func (lp *LabProgress) Explained(l *Lab, s *Step) bool {
	a, answered := lp.Answers[s.ID]
	switch {
	case !answered || s.Question == nil:
		return false
	case a.Right:
		return true
	case s.Kind != Predict:
		return false
	}
	seen := l.seenIn(s)
	return seen == nil || lp.IsDone(seen.ID)
}

// Awaited returns the predictions that were wrong, and that are explained once step
// s, in which it is seen what happens, is done.
func (lp *LabProgress) Awaited(l *Lab, s *Step) []*Step {
	var wrong []*Step
	for _, p := range l.Steps {
		if a, answered := lp.Answers[p.ID]; p.Kind == Predict && answered && !a.Right && l.seenIn(p) == s {
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// Expected is what was picked as the answer to a step's question, as text.
func (lp *LabProgress) Expected(s *Step) []string {
	var texts []string
	for i, c := range s.Question.Choices {
		if slices.Contains(lp.Answers[s.ID].Last, i) {
			texts = append(texts, c.Text)
		}
	}
	return texts
}

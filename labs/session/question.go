package session

import (
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file handles answers and decides when a question is explained. After a wrong prediction,
// the student first learns why the choice is wrong, then observes the outcome, and only then reads
// the explanation.

// Order returns the indexes of the choices in the order in which they are shown.
func (s *Session) Order() []int { return s.shuffle.Order(s.Lab, s.Step()) }

// Answer records an answer, given as indexes into the catalogue, and reports whether it is right.
// Any answer completes a prediction. Other questions require the right answer.
func (s *Session) Answer(chosen []int) bool {
	step, p := s.Step(), s.Progress
	if p.Answers == nil {
		p.Answers = map[string]workbook.Answer{}
	}
	a, again := p.Answers[step.ID]
	if !again {
		a.First = chosen
	}
	a.Last, a.Right = chosen, step.Question.Right(chosen)
	p.Answers[step.ID] = a
	if a.Right || step.Kind == catalogue.Predict {
		s.finish()
	}
	return a.Right
}

// Told is the response to an answer.
type Told struct {
	Right bool
	// Waits reports whether the prediction was wrong and its outcome has not been observed yet.
	Waits bool
	// Text is the response in one line.
	Text string
	// Explain is the lab's explanation, or "" if it may not be shown yet.
	Explain string
	// Words is the student's own explanation, if any.
	Words string
}

// Told returns the response to the last answer in the current step. It returns false if the step
// has no question or no answer.
func (s *Session) Told() (Told, bool) {
	step := s.Step()
	a, answered := s.Progress.Answers[step.ID]
	if !answered || step.Question == nil {
		return Told{}, false
	}
	t := Told{Right: a.Right, Words: s.Progress.Words[step.ID]}
	explained := s.explained(step)
	if explained {
		t.Explain = step.Question.Explain
	}
	switch {
	case a.Right:
		t.Text = "✓ Right."
	case step.Kind == catalogue.Predict && !explained:
		t.Waits, t.Text = true, "Recorded. The next steps show the result."
	case step.Kind == catalogue.Predict:
		t.Text = "✗ Not quite."
	default:
		t.Text = "✗ Not quite. Choose again."
	}
	return t, true
}

// Whys explains the wrong choices in the last answer.
func (s *Session) Whys() []string {
	var whys []string
	for _, i := range s.Progress.Answers[s.Step().ID].Last {
		if c := s.Step().Question.Choices[i]; !c.Right {
			whys = append(whys, c.Why)
		}
	}
	return whys
}

// explained reports whether the explanation of an answered question may be shown.
func (s *Session) explained(step *catalogue.Step) bool {
	if s.Progress.Answers[step.ID].Right {
		return !asksWords(s.Progress, step)
	}
	if step.Kind != catalogue.Predict {
		return false
	}
	seen := s.Lab.SeenIn(step)
	return seen == nil || s.Progress.IsDone(seen.ID)
}

// Predicted returns the number of predictions that were right at the first attempt, and of all
// predictions.
func (s *Session) Predicted() (right, all int) {
	for _, step := range s.Lab.Steps {
		if step.Kind != catalogue.Predict || step.Question == nil {
			continue
		}
		all++
		if a, answered := s.Progress.Answers[step.ID]; answered && step.Question.Right(a.First) {
			right++
		}
	}
	return right, all
}

// An Outcome is a wrong prediction with its explanation.
type Outcome struct {
	Ask      string
	Expected []string // the picked choices
	Explain  string
}

// Awaited returns the wrong predictions whose outcome the current step shows. It returns nil until
// the step is done.
func (s *Session) Awaited() []Outcome {
	if !s.Done() {
		return nil
	}
	var all []Outcome
	for _, p := range s.Lab.Steps {
		a, answered := s.Progress.Answers[p.ID]
		if p.Kind != catalogue.Predict || !answered || a.Right || s.Lab.SeenIn(p) != s.Step() {
			continue
		}
		o := Outcome{Ask: p.Question.Ask, Explain: p.Question.Explain}
		for i, c := range p.Question.Choices {
			if slices.Contains(a.Last, i) {
				o.Expected = append(o.Expected, c.Text)
			}
		}
		all = append(all, o)
	}
	return all
}

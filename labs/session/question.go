package session

import (
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file says what comes of an answer, and when a question is explained. A student who
// predicted wrongly is told why that choice is wrong, sees for themselves what happens,
// and reads the explanation then.

// Order returns the positions of the choices in the catalogue, as they are shown.
func (s *Session) Order() []int { return s.shuffle.Order(s.Lab, s.Step()) }

// Answer notes what was picked, as positions in the catalogue, and reports whether it is
// right. A prediction counts once it is made, right or wrong; a question after the fact
// must be right.
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

// Told is what one who has answered is told.
type Told struct {
	Right bool
	// Waits says that the answer was a wrong prediction, and what happens is still to be
	// seen.
	Waits bool
	// Text says so in a line.
	Text string
	// Explain is the model explanation, "" until it may be read.
	Explain string
	// Words are what the student said, where they were asked for that.
	Words string
}

// Told is the comment on the last answer to the question of the shown step. It is
// false where the step has no question, or the question has no answer yet.
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
		t.Waits, t.Text = true, "Noted. See for yourself."
	default:
		t.Text = "✗ Not quite."
	}
	return t, true
}

// Whys are what is wrong with the choices that were picked.
func (s *Session) Whys() []string {
	var whys []string
	for _, i := range s.Progress.Answers[s.Step().ID].Last {
		if c := s.Step().Question.Choices[i]; !c.Right {
			whys = append(whys, c.Why)
		}
	}
	return whys
}

// explained reports whether the student may read the explanation of a question that was
// answered.
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

// Predicted counts the predictions of the lab, and those that were right at once.
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

// An Outcome is a wrong prediction, and the explanation once it was seen what happens.
type Outcome struct {
	Ask      string
	Expected []string // what was picked
	Explain  string
}

// Awaited are the wrong predictions that the step that is shown explains, once it is done.
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

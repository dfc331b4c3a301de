package walk

import (
	"strconv"
	"strings"

	"lab/labs"
)

// This file shows the steps of the guide.

// show goes to the step at position i and prints it.
func (w *Walk) show(i int) {
	w.step, w.met = i, nil
	s := w.current()
	w.progress.At = s.ID
	w.driver.Watch(s)
	w.driver.Save()
	w.say("\n%s", describe(w.lab, i))
	if w.progress.IsDone(s.ID) {
		w.say("(done)")
	}
}

// describe is a step as text.
func describe(l *labs.Lab, i int) string {
	s := l.Steps[i]
	var b strings.Builder
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	line("Step ", strconv.Itoa(i+1), " of ", strconv.Itoa(len(l.Steps)), ", ", s.Kind, ": ", s.Title)
	line("  ", indent(s.Text))
	for _, t := range s.Type {
		line("    ", t.On, "> ", t.Code)
	}
	for _, e := range s.Until {
		line("  [ ] ", e.Say)
	}
	if s.Graded {
		line("  [ ] the checks pass (/check)")
	}
	if q := s.Question; q != nil {
		line("  ", indent(q.Ask))
		for i, c := range q.Choices {
			line("    /", strconv.Itoa(i+1), "  ", indent(c.Text))
		}
	}
	return b.String()
}

func indent(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// next goes on. A prediction comes before what it predicts, and a step in which
// there is only something to look at is done by going on from it.
func (w *Walk) next() {
	s := w.current()
	if s.Kind == labs.Predict && !w.progress.IsDone(s.ID) {
		w.say("[first say what you expect: /1, /2 ...]")
		return
	}
	if s.Kind == labs.Observe && len(s.Until) == 0 && !s.Graded {
		w.done()
	}
	if w.step+1 == len(w.lab.Steps) {
		w.say("[this is the last step; /quit leaves]")
		return
	}
	w.show(w.step + 1)
}

func (w *Walk) hint() {
	s := w.current()
	hints := s.Hints
	if len(hints) == 0 {
		hints = w.lab.Hints
	}
	h, ok := w.progress.NextHint(s.ID, hints)
	if !ok {
		w.say("[this step has no hints; read its text once more]")
		return
	}
	w.say("Hint: %s", h)
	w.driver.Save()
}

// answer grades an answer to the question of the step.
func (w *Walk) answer(chosen []int) {
	s := w.current()
	if s.Question == nil {
		w.say("[this step asks nothing]")
		return
	}
	for _, i := range chosen {
		if i < 0 || i >= len(s.Question.Choices) {
			w.say("[the choices are 1 to %d]", len(s.Question.Choices))
			return
		}
	}
	right := w.progress.Answered(s, chosen)
	w.driver.Save()
	switch {
	case right:
		w.say("✓ Right.\n%s", s.Question.Explain)
	case s.Kind == labs.Predict:
		w.say("Noted. You will see what happens.\n%s", s.Question.Explain)
	default:
		w.say("✗ Not quite.")
		for _, i := range chosen {
			w.say("  %s", s.Question.Choices[i].Why)
		}
		return
	}
	w.done()
}

// rest prints the steps that were not come to when the input ended.
func (w *Walk) rest() {
	for i := w.step + 1; i < len(w.lab.Steps); i++ {
		w.say("\n%s", describe(w.lab, i))
	}
}

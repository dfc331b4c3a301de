package walk

import (
	"strconv"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/session"
)

// This file shows the steps of the guide.

// show goes to the step at position i and prints it.
func (w *Walk) show(i int) {
	w.step, w.met = i, nil
	s := w.current()
	w.progress.At = s.ID
	w.driver.Watch(s)
	w.driver.Save()
	w.say("\n%s", w.describe(i))
	if w.progress.IsDone(s.ID) {
		w.explainAwaited(s)
		w.say("(done)")
	}
}

// describe is a step as text.
func (w *Walk) describe(i int) string {
	s := w.lab.Steps[i]
	var b strings.Builder
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	line("Step ", strconv.Itoa(i+1), " of ", strconv.Itoa(len(w.lab.Steps)), ", ", s.Kind, ": ", s.Title)
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
		for shown, i := range w.shuffle.Order(w.lab, s) {
			line("    /", strconv.Itoa(shown+1), "  ", indent(q.Choices[i].Text))
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
	if s.Kind == catalogue.Predict && !w.progress.IsDone(s.ID) {
		w.say("[first say what you expect: /1, /2 ...]")
		return
	}
	if s.Kind == catalogue.Observe && len(s.Until) == 0 && !s.Graded && !w.progress.IsDone(s.ID) {
		w.done()
		if len(session.Awaited(w.lab, w.progress, s)) > 0 { // read what was awaited first
			return
		}
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
	h, ok := session.NextHint(w.progress, s.ID, hints)
	if !ok {
		w.say("[this step has no hints; read its text once more]")
		return
	}
	w.say("Hint: %s", h)
	w.driver.Save()
}

// answer grades an answer to the question of the step; shown are positions on the
// screen.
func (w *Walk) answer(shown []int) {
	s := w.current()
	if s.Question == nil {
		w.say("[this step asks nothing]")
		return
	}
	order := w.shuffle.Order(w.lab, s)
	var chosen []int
	for _, i := range shown {
		if i < 0 || i >= len(order) {
			w.say("[the choices are 1 to %d]", len(order))
			return
		}
		chosen = append(chosen, order[i])
	}
	right := session.Answered(w.progress, s, chosen)
	w.driver.Save()
	explained := session.Explained(w.lab, w.progress, s)
	switch {
	case right:
		w.say("✓ Right.")
	case s.Kind == catalogue.Predict && !explained:
		w.say("Noted. See for yourself.")
	default:
		w.say("✗ Not quite.")
	}
	for _, i := range chosen {
		if c := s.Question.Choices[i]; !c.Right {
			w.say("  %s", c.Why)
		}
	}
	if explained {
		w.say("%s", s.Question.Explain)
	}
	if right || s.Kind == catalogue.Predict {
		w.done()
	}
}

// explainAwaited explains what was predicted wrongly, when a step has shown it.
func (w *Walk) explainAwaited(s *catalogue.Step) {
	for _, p := range session.Awaited(w.lab, w.progress, s) {
		w.say("%s\n  You expected: %s\n%s", p.Question.Ask, strings.Join(session.Expected(w.progress, p), "; "), p.Question.Explain)
	}
}

// rest prints the steps that were not come to when the input ended.
func (w *Walk) rest() {
	for i := w.step + 1; i < len(w.lab.Steps); i++ {
		w.say("\n%s", w.describe(i))
	}
}

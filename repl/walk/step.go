package walk

import (
	"strconv"
	"strings"

	"lab/labs/session"
)

// This file prints the steps of the guide.

// show goes to step i and prints it.
func (w *Walk) show(i int) {
	w.way.GoTo(i)
	w.shown()
}

// shown starts to watch the current step and prints it.
func (w *Walk) shown() {
	w.driver.Watch(w.way.Step())
	w.driver.Save()
	w.say("\n%s", w.describe(w.way.At()))
	if w.way.Done() {
		w.explainAwaited()
		w.say("(done)")
	}
}

// describe formats step i as text.
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

// next goes to the next step, if the session allows it.
func (w *Walk) next() {
	if w.way.AsksWords() { // the student skips the sentence
		w.why("")
	}
	switch before := w.way.Done(); w.way.Next() {
	case session.Unanswered:
		w.say("[answer the question first: /1, /2 ...]")
	case session.Explained:
		w.done()
	case session.Moved:
		w.shown()
	case session.AtEnd:
		if !before && w.way.Done() {
			w.done()
		}
		w.say("[this is the last step; /quit leaves]")
	}
}

func (w *Walk) hint() {
	h := w.way.Hint()
	if h == "" {
		w.say("[%s]", session.NoHints)
		return
	}
	w.say("Hint: %s", h)
	w.driver.Save()
}

// answer answers the question of the step. The argument holds positions in the order in which the
// choices are shown.
func (w *Walk) answer(shown []int) {
	if w.way.Step().Question == nil {
		w.say("[this step has no question; /next continues]")
		return
	}
	order := w.way.Order()
	var chosen []int
	for _, i := range shown {
		if i < 0 || i >= len(order) {
			w.say("[the choices are 1 to %d]", len(order))
			return
		}
		chosen = append(chosen, order[i])
	}
	before := w.way.Done()
	w.way.Answer(chosen)
	w.driver.Save()
	told, _ := w.way.Told()
	w.say("%s", told.Text)
	for _, why := range w.way.Whys() {
		w.say("  %s", why)
	}
	if told.Explain != "" {
		w.say("%s", told.Explain)
	}
	if w.way.AsksWords() {
		w.say("%s (/why and the sentence, or /next)", session.AskWords)
	}
	if !before && w.way.Done() {
		w.done()
	}
}

// why takes the student's explanation and prints the lab's.
func (w *Walk) why(text string) {
	if !w.way.AsksWords() {
		w.say("[this step does not ask for a sentence now; /next continues]")
		return
	}
	w.way.SayWords(text)
	w.driver.Save()
	told, _ := w.way.Told()
	if told.Words != "" {
		w.say("Yours: %s", told.Words)
	}
	w.say("Ours: %s", strings.TrimSpace(told.Explain))
}

// explainAwaited explains wrong predictions that the current step has disproved.
func (w *Walk) explainAwaited() {
	for _, o := range w.way.Awaited() {
		w.say("%s\n  You expected: %s\n%s", o.Ask, strings.Join(o.Expected, "; "), o.Explain)
	}
}

// rest prints the steps that were not reached when the input ended.
func (w *Walk) rest() {
	for i := w.way.At() + 1; i < len(w.lab.Steps); i++ {
		w.say("\n%s", w.describe(i))
	}
}

package workbook

import (
	"strings"

	"lab/labs"
	"lab/repl/paint"
)

// This file is a question of the guide: choosing, answering, being told.

// choice is the state of the current step's question.
type choice struct {
	question *labs.Question
	cursor   int
	picked   map[int]bool
	answered bool
	right    bool
}

func newChoice(s *labs.Step, p *labs.LabProgress) choice {
	c := choice{question: s.Question, picked: map[int]bool{}}
	if a, ok := p.Answers[s.ID]; ok && s.Question != nil {
		c.answered, c.right = true, a.Right
		for _, i := range a.Last {
			c.picked[i] = true
		}
	}
	return c
}

// several reports whether more than one choice is right.
func (c *choice) several() bool {
	n := 0
	for _, ch := range c.question.Choices {
		if ch.Right {
			n++
		}
	}
	return n > 1
}

// pick chooses position i, or takes it back where several may be chosen.
func (c *choice) pick(i int) {
	if c.question == nil || i < 0 || i >= len(c.question.Choices) {
		return
	}
	c.cursor = i
	if c.several() {
		c.picked[i] = !c.picked[i]
		return
	}
	c.picked = map[int]bool{i: true}
}

func (c *choice) move(by int) {
	if c.question == nil {
		return
	}
	n := len(c.question.Choices)
	c.cursor = (c.cursor + by + n) % n
}

func (c *choice) chosen() []int {
	var chosen []int
	for i := range c.question.Choices {
		if c.picked[i] {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// answer grades what was picked. A prediction counts once it is made, right or
// wrong; a question after the fact must be right.
func (m *Model) answer() {
	c := &m.choice
	if c.question == nil || len(c.chosen()) == 0 {
		return
	}
	s := m.current()
	c.right = m.progress.Answered(s, c.chosen())
	c.answered = true
	m.notice = ""
	if c.right || s.Kind == labs.Predict {
		m.done()
	}
	m.driver.Save()
}

// render shows the question at the given width.
func (c *choice) render(t paint.Theme, width int, predict bool) string {
	var b strings.Builder
	b.WriteString(t.Prose(c.question.Ask, width) + "\n\n")
	for i, ch := range c.question.Choices {
		b.WriteString(c.line(t, width, i, ch) + "\n")
	}
	if !c.answered {
		return b.String()
	}
	b.WriteString("\n")
	if c.right {
		b.WriteString(t.Good.Render("✓ Right.") + "\n")
	} else if predict {
		b.WriteString(t.Warn.Render("Noted. You will see what happens.") + "\n")
	} else {
		b.WriteString(t.Bad.Render("✗ Not quite.") + "\n")
	}
	if c.right || predict {
		b.WriteString(t.Prose(c.question.Explain, width) + "\n")
	}
	return b.String()
}

func (c *choice) line(t paint.Theme, width, i int, ch labs.Choice) string {
	mark := "( )"
	if c.picked[i] {
		mark = "(•)"
	}
	label := string(rune('1'+i)) + " " + mark + " "
	style := t.Plain
	if i == c.cursor {
		style = t.Accent
	}
	text := style.Render(label) + paint.Indent(t.Lines(style, t.Prose(ch.Text, width-6)), 6)
	if c.answered && c.picked[i] && !ch.Right {
		text += "\n      " + paint.Indent(t.Lines(t.Faint, t.Prose(ch.Why, width-6)), 6)
	}
	return text
}

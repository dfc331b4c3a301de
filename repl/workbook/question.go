package workbook

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/catalogue"
	"lab/labs/session"
	"lab/repl/paint"
)

// This file is a question of the guide: choosing, answering, and the explanation.

// choice is the state of the current step's question. The picked choices are indexes into the
// catalogue. The cursor is a position on the screen.
type choice struct {
	question *catalogue.Question
	order    []int // indexes into the catalogue, in the order shown
	cursor   int
	picked   map[int]bool
	answered bool
	right    bool
}

// nowhere is the cursor's position before the first selection, so that pressing enter does not
// answer by accident.
const nowhere = -1

func newChoice(way *session.Session) choice {
	s := way.Step()
	c := choice{question: s.Question, order: way.Order(), cursor: nowhere, picked: map[int]bool{}}
	if a, ok := way.Progress.Answers[s.ID]; ok && s.Question != nil {
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

// pick selects the choice at position i. If several may be selected, it toggles the choice.
func (c *choice) pick(i int) {
	if c.question == nil || i < 0 || i >= len(c.order) {
		return
	}
	c.cursor = i
	if c.several() {
		c.picked[c.order[i]] = !c.picked[c.order[i]]
		return
	}
	c.picked = map[int]bool{c.order[i]: true}
}

// move moves the cursor to the next or the previous choice. It also selects the choice, unless
// several may be selected.
func (c *choice) move(by int) {
	if c.question == nil {
		return
	}
	n := len(c.order)
	if c.cursor == nowhere && by < 0 {
		c.cursor = 0
	}
	c.cursor = (c.cursor + by + n) % n
	if !c.several() {
		c.pick(c.cursor)
	}
}

// pick selects a choice by a key, and scrolls to it.
func (m *Model) pick(i int) {
	m.choice.pick(i)
	m.seeChoice()
}

// move moves the cursor of the question, and scrolls to it.
func (m *Model) move(by int) {
	m.choice.move(by)
	m.seeChoice()
}

// seeChoice scrolls the guide until the choice at the cursor is visible.
func (m *Model) seeChoice() {
	if m.choice.question == nil {
		return
	}
	label := strconv.Itoa(m.choice.cursor+1) + " "
	first, last := -1, -1
	for i, row := range m.guideRows(m.guideWidth() - 4) {
		row = ansi.Strip(row)
		switch {
		case strings.HasPrefix(row, label+"(") || strings.HasPrefix(row, label+"["):
			first, last = i, i
		case first >= 0 && last == i-1 && strings.HasPrefix(row, continued):
			last = i
		}
	}
	if first < 0 {
		return
	}
	shown := m.bodyHeight() - 3 // without the borders and the row that counts the hidden rows
	m.scroll = min(first, max(m.scroll, last+1-shown))
}

// continued begins a row that continues a choice.
const continued = "      "

func (c *choice) chosen() []int {
	var chosen []int
	for i := range c.question.Choices {
		if c.picked[i] {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// answered reports whether the question needs no further answer.
func (m *Model) answered() bool { return m.choice.answered && m.way.Done() }

// answer submits the selected choices.
func (m *Model) answer() {
	c := &m.choice
	if len(c.chosen()) == 0 {
		m.reply("choose first: 1, 2, 3, or up and down; then enter gives the answer")
		return
	}
	c.right = m.way.Answer(c.chosen())
	c.answered = true
	m.driver.Save()
}

// questionText renders the question of the current step.
func (m *Model) questionText(width int) string {
	c := &m.choice
	var b strings.Builder
	b.WriteString(m.theme.Prose(c.question.Ask, width) + "\n\n")
	for i := range c.order {
		b.WriteString(c.line(m.theme, width, i) + "\n")
	}
	told, answered := m.way.Told()
	if !answered {
		return b.String()
	}
	style := m.theme.Bad
	switch {
	case told.Right:
		style = m.theme.Good
	case told.Waits:
		style = m.theme.Warn
	}
	b.WriteString("\n" + m.theme.Lines(style, m.theme.Prose(told.Text, width)) + "\n")
	b.WriteString(m.wordsText(told, width))
	return b.String()
}

// line renders the choice at position i.
func (c *choice) line(t paint.Theme, width, i int) string {
	ch := c.question.Choices[c.order[i]]
	mark, style := " ", t.Plain
	if c.picked[c.order[i]] {
		mark = "•"
	}
	brackets := "()"
	if i == c.cursor {
		style = t.Accent
		if c.several() {
			brackets = "[]"
		}
	}
	label := string(rune('1'+i)) + " " + brackets[:1] + mark + brackets[1:] + " "
	text := style.Render(label) + paint.Indent(t.Lines(style, t.Prose(ch.Text, width-6)), 6)
	if c.answered && c.picked[c.order[i]] && !ch.Right {
		text += "\n      " + paint.Indent(t.Lines(t.Faint, t.Prose(ch.Why, width-6)), 6)
	}
	return text
}

// choiceAt returns the position of the choice on a row of the screen, or nowhere.
func (m *Model) choiceAt(y int) int {
	rows := m.guideRows(m.guideWidth() - 4)
	at := y - 1 + m.scroll // relative to the row below the border
	if m.choice.question == nil || at < 0 || at >= len(rows) {
		return nowhere
	}
	for ; at >= 0; at-- {
		row := ansi.Strip(rows[at])
		for i := range m.choice.order {
			if label := strconv.Itoa(i+1) + " "; strings.HasPrefix(row, label+"(") || strings.HasPrefix(row, label+"[") {
				return i
			}
		}
		if !strings.HasPrefix(row, continued) {
			return nowhere
		}
	}
	return nowhere
}

// writeAwaited explains wrong predictions that the current step has disproved.
func (m *Model) writeAwaited(b *strings.Builder, width int) {
	for _, o := range m.way.Awaited() {
		fmt.Fprintf(b, "\n%s\n", m.theme.Lines(m.theme.Warn, m.theme.Prose(o.Ask, width)))
		for _, text := range o.Expected {
			b.WriteString("  " + paint.Indent(m.theme.Prose("You expected: "+text, width-2), 2) + "\n")
		}
		b.WriteString(m.theme.Prose(o.Explain, width) + "\n")
	}
}

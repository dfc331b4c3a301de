package workbook

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/repl/paint"
)

// This file renders the guide: the step's text, commands and expectations.

var kindSigns = map[string]string{
	catalogue.Predict: "? predict",
	catalogue.Do:      "▸ do",
	catalogue.Observe: "◉ observe",
	catalogue.Explain: "✎ explain",
}

// guideRows returns all rows of the guide at the given width.
func (m *Model) guideRows(width int) []string {
	var b strings.Builder
	b.WriteString(m.task(width))
	m.writeGrade(&b, m.current(), width)
	for i, h := range m.hints {
		fmt.Fprintf(&b, "\n%s\n", m.theme.Lines(m.theme.Warn, paint.Indent(m.theme.Prose(fmt.Sprintf("hint %d: %s", i+1, h), width-2), 2)))
	}
	m.writeAwaited(&b, width)
	if m.way.Done() && !m.way.AsksWords() {
		fmt.Fprintf(&b, "\n%s\n", m.theme.Lines(m.theme.Good, paint.Wrap(m.whatNext(), width)))
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// toGrade scrolls the guide to the result of the checks, which may be above some hints.
func (m *Model) toGrade() { m.scroll = strings.Count(m.task(m.guideWidth()-4), "\n") }

// toAnswer scrolls the guide to the reply to an answer. It is at the end, or above the result of the
// checks.
func (m *Model) toAnswer() {
	m.toEnd()
	if m.graded != nil && m.showsResult() {
		m.scroll = max(0, strings.Count(m.task(m.guideWidth()-4), "\n")-(m.bodyHeight()-3))
	}
}

// task renders the step without its results and hints.
func (m *Model) task(width int) string {
	s := m.current()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.theme.Faint.Render(fmt.Sprintf("%s  %d/%d  %s", kindSigns[s.Kind], m.way.At()+1, len(m.lab.Steps), m.dots())))
	fmt.Fprintf(&b, "%s\n\n", m.theme.Lines(m.theme.Accent.Bold(true), paint.Wrap(s.Title, width)))
	b.WriteString(m.theme.Prose(s.Text, width) + "\n")
	m.writeTyped(&b, s, width)
	if s.Question != nil {
		b.WriteString("\n" + m.questionText(width))
	}
	m.writeUntil(&b, s, width)
	return b.String()
}

// sayOpen notifies the student if the step that was left is not done.
func (m *Model) sayOpen(at int) {
	if s := m.lab.Steps[at]; !m.way.Progress.IsDone(s.ID) {
		m.reply(fmt.Sprintf("step %d is still open; p in the guide goes back to it", at+1))
	}
}

func (m *Model) whatNext() string {
	if m.way.At()+1 < len(m.lab.Steps) {
		return "✓ done. ctrl+g goes to the next step."
	}
	if m.way.Standing().Passed != nil {
		return "✓ That was the last step: you have passed lab " + m.lab.ID + ". ctrl+g says what comes next."
	}
	return "✓ done. Some steps before are still open; press p to go back."
}

// dots shows each step as done, current or open.
func (m *Model) dots() string {
	var b strings.Builder
	for i, s := range m.lab.Steps {
		switch {
		case i == m.way.At():
			b.WriteString("◆")
		case m.way.Progress.IsDone(s.ID):
			b.WriteString("●")
		default:
			b.WriteString("○")
		}
	}
	return b.String()
}

func (m *Model) writeTyped(b *strings.Builder, s *catalogue.Step, width int) {
	if len(s.Type) == 0 {
		return
	}
	b.WriteString("\n")
	for _, typed := range s.Type {
		on, code := typed.On+"> ", m.theme.Code.Render(typed.Code)
		if ansi.StringWidth(on+code) > width {
			on, code = on+"\n  ", paint.Indent(paint.Wrap(code, width-2), 2)
		}
		b.WriteString(m.theme.Lines(m.theme.Faint, on) + code + "\n")
	}
}

func (m *Model) writeUntil(b *strings.Builder, s *catalogue.Step, width int) {
	if len(s.Until) == 0 {
		return
	}
	b.WriteString("\n")
	for i, e := range s.Until {
		if m.way.Ticked(i) {
			b.WriteString(m.theme.Lines(m.theme.Good, paint.Indent(paint.Wrap("✓ "+e.Say, width-2), 2)) + "\n")
		} else {
			b.WriteString(paint.Indent(paint.Wrap("☐ "+e.Say, width-2), 2) + "\n")
		}
	}
}

func (m *Model) writeGrade(b *strings.Builder, s *catalogue.Step, width int) {
	if !s.Graded && (!m.showsResult() || m.graded == nil && !m.busy) {
		return
	}
	b.WriteString("\n")
	switch {
	case m.busy:
		b.WriteString(m.theme.Lines(m.theme.Faint, paint.Wrap("… "+m.runningText(), width)) + "\n")
	case m.graded == nil:
		b.WriteString(m.theme.Lines(m.theme.Faint, paint.Wrap("Save your file, or press c, and the checks run it on fresh nodes.", width)) + "\n")
	default:
		m.writeResult(b, width)
	}
}

func (m *Model) writeResult(b *strings.Builder, width int) {
	if m.saved != "" {
		text := m.saved + " was saved, and checked:"
		if m.again {
			text = m.saved + " was saved, and checked; the result is as before:"
		}
		b.WriteString(m.theme.Lines(m.theme.Faint, paint.Wrap(text, width)) + "\n")
	}
	b.WriteString(m.theme.Reason(*m.graded, width))
	for _, c := range report.Told(m.graded.Checks) {
		b.WriteString(m.theme.Check(c, width))
	}
}

// commandAt returns the index of the step's command at a row of the screen.
func (m *Model) commandAt(y int) (int, bool) {
	rows := m.guideRows(m.guideWidth() - 4)
	at, row, found := y-1+m.scroll, 0, -1 // relative to the row below the border
	for i, typed := range m.current().Type {
		for row < len(rows) && !strings.HasPrefix(ansi.Strip(rows[row]), typed.On+">") {
			row++
		}
		end := row + 1
		for end < len(rows) && strings.HasPrefix(ansi.Strip(rows[end]), "  ") { // a wrapped command
			end++
		}
		if row <= at && at < end && end <= len(rows) {
			found = i
		}
		row = end
	}
	return found, found >= 0
}

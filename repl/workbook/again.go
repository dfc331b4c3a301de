package workbook

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	book "lab/labs/workbook"
	"lab/repl/keys"
	"lab/repl/paint"
)

// This file greets a student who returns to a lab: it shows the current step and offers to type
// the lines of the last visit again.

// again is the state of replaying the lines of the last visit.
type again struct {
	lines []book.Typed // the lines to submit
	all   int
	waits string // the node that evaluates the last submitted line
}

// Back passes the lines that the student typed during the last visit. They have no effect on the
// new nodes until they are typed again.
func (m *Model) Back(typed []book.Typed) {
	for _, t := range typed {
		if p := m.paneOf(t.Node); p != nil && !p.log {
			m.typedThen = append(m.typedThen, t)
		}
	}
	if m.way.Standing().Begun() || len(m.typedThen) > 0 {
		m.overlay = backOverlay
	}
}

// backKey handles a key while the greeting is shown. A key that types text closes the greeting and
// goes to the prompt.
func (m *Model) backKey(k tea.KeyPressMsg) tea.Cmd {
	m.overlay = noOverlay
	switch {
	case key.Matches(k, keyAgain) && len(m.typedThen) > 0:
		m.replay = again{lines: m.typedThen, all: len(m.typedThen)}
		m.typeAgain()
	case k.Text != "" && m.focus == onPrompt:
		return m.key(k)
	}
	return m.covered(k)
}

func (m *Model) backRows(width int) []string {
	var b strings.Builder
	write := func(format string, args ...any) {
		b.WriteString(" " + paint.Indent(m.theme.Prose(fmt.Sprintf(format, args...), width-2), 1) + "\n")
	}
	s := m.way.Standing()
	write("You are back at **step %d of %d: %s**, with %d done.", m.way.At()+1, s.Total, m.current().Title, s.Done)
	b.WriteString("\n")
	write("The nodes are new, so your earlier lines had no effect on them.")
	menu := keys.Menu(keyConfirm)
	if n := len(m.typedThen); n > 0 {
		b.WriteString("\n")
		write("On %s you typed this:", m.typedThen[0].At.Local().Format("2 January, 15:04"))
		shown := m.typedThen[max(0, n-maxShown):]
		if n > maxShown {
			b.WriteString(m.theme.Faint.Render(fmt.Sprintf("   … %d lines before", n-maxShown)) + "\n")
		}
		for _, t := range shown {
			first, _, _ := strings.Cut(t.Text, "\n")
			b.WriteString(paint.Fit("   "+m.theme.Faint.Render(t.Node+"> ")+m.theme.Code.Render(first), width-1) + "\n")
		}
		menu = keys.Menu(keyAgain, keyConfirm)
	}
	return append(strings.Split(b.String(), "\n"), m.theme.Faint.Render(menu))
}

// maxShown is the number of lines of the last visit that are shown.
const maxShown = 8

// typeAgain submits the next lines. Each line waits until the line before it has been evaluated.
func (m *Model) typeAgain() {
	for len(m.replay.lines) > 0 {
		next := m.replay.lines[0]
		if p := m.paneOf(m.replay.waits); p != nil && !p.ready && !p.gone {
			return
		}
		p := m.paneOf(next.Node)
		if !p.ready && !p.gone {
			return
		}
		m.replay.lines = m.replay.lines[1:]
		if p.gone {
			continue
		}
		m.replay.waits = p.node
		p.echo(next.Text)
		m.driver.Submit(p.node, next.Text)
	}
}

// stopAgain cancels the replay, because the student is typing.
func (m *Model) stopAgain() {
	if n := len(m.replay.lines); n > 0 {
		m.replay.lines = nil
		m.reply(fmt.Sprintf("%d of your earlier lines were not typed again", n))
	}
}

// againText describes the progress of the replay, or returns "" if there is none.
func (m *Model) againText() string {
	n := len(m.replay.lines)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("typing your earlier lines again: %d of %d; ctrl+c stops", m.replay.all-n, m.replay.all)
}

package workbook

import (
	"maps"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"lab/labs/catalogue"
)

// This file takes shortcuts back. A student who looks for each key types the first letters of code
// so slowly that they run as shortcuts. The next letter shows that they were text. The screen then
// returns to the state before them, and all letters go to the prompt.

// slow is the time within which a key continues the text of earlier shortcuts.
const slow = time.Second

// A lapse is text that has just run as shortcuts.
type lapse struct {
	text   string
	before moment
	at     time.Time // when the last key was pressed
}

func (l *lapse) add(b burst) {
	if l.text == "" {
		l.before = b.before
	}
	l.text, l.at = l.text+b.text, b.at
}

// A moment is the state of the screen that shortcuts change.
type moment struct {
	step, active, scroll, back int
	choice                     choice
	overlay                    overlay
	focus                      focus
	showMap, showTrace, zoomed bool
}

func (m *Model) moment() moment {
	c := m.choice
	c.picked = maps.Clone(c.picked)
	return moment{m.way.At(), m.active, m.scroll, m.back, c, m.overlay, m.focus, m.showMap, m.trace.shown, m.zoomed}
}

func (m *Model) restore(at moment) {
	if m.way.At() != at.step {
		m.goTo(at.step)
	}
	m.active, m.scroll, m.back, m.choice, m.overlay, m.focus = at.active, at.scroll, at.back, at.choice, at.overlay, at.focus
	m.showMap, m.trace.shown, m.zoomed = at.showMap, at.showTrace, at.zoomed
}

// forget ends the time in which a key continues the text of earlier shortcuts.
func (m *Model) forget(text string) {
	if text == "" || m.clock().Sub(m.ran.at) > slow {
		m.ran = lapse{}
	}
}

// continues reports whether a key continues the text of earlier shortcuts, although these have
// moved the focus to a prompt or have opened the menu of faults. A capital letter begins other text.
func (m *Model) continues(name, text string) bool {
	if m.ran.text == "" || text == "" || m.panes[m.ran.before.active].log {
		return false
	}
	switch m.overlay {
	case faultOverlay:
		return m.faults.kind == "" && !slices.ContainsFunc(catalogue.FaultForms, func(f catalogue.FaultForm) bool { return f.Key == name })
	case noOverlay:
		r, _ := utf8.DecodeRuneInString(text)
		return m.focus == onPrompt && m.pane().editor.Text() == "" && !unicode.IsUpper(r)
	}
	return false
}

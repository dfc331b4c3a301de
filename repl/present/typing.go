package present

import (
	"math/rand/v2"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// This file types commands, as a hand does.

// Pace is how fast commands type themselves.
type Pace func(after rune) time.Duration

// Human is the pace of a practised hand: about ten characters a second, a little longer after
// a word or a sign.
func Human(after rune) time.Duration {
	wait := 45 + rand.IntN(70)
	if after == ' ' || strings.ContainsRune("(,.:|>", after) {
		wait += rand.IntN(90)
	}
	return time.Duration(wait) * time.Millisecond
}

// stroke is the moment to type the next character of a beat's command.
type stroke struct{ at, typed int }

func (m *Model) next(after rune) tea.Cmd {
	s := stroke{m.at, m.typed}
	return tea.Tick(m.pace(after), func(time.Time) tea.Msg { return s })
}

// begin begins to type the command.
func (m *Model) begin() tea.Cmd {
	node := m.beat().act.On
	if !m.wb.IsUp(node) {
		if m.warned && !m.auto.on {
			m.enter(m.at + 1)
			return nil
		}
		m.warned, m.reply = true, node+" is down; → again goes on without this"
		return nil
	}
	m.wb.TypeAt(node, "ctrl+e", "")
	m.wb.TypeAt(node, "ctrl+u", "") // what was typed by hand and not sent
	m.phase, m.typed = typing, 0
	if m.pace == nil {
		m.rest()
		return nil
	}
	return m.next(' ')
}

// typeOn types the next character, unless something else has happened.
func (m *Model) typeOn(s stroke) tea.Cmd {
	if m.phase != typing || s.at != m.at || s.typed != m.typed {
		return nil
	}
	code := []rune(m.beat().act.Code)
	if m.typed == len(code) {
		m.send()
		return nil
	}
	r := code[m.typed]
	m.typed++
	m.typeRune(r)
	return m.next(r)
}

func (m *Model) typeRune(r rune) {
	node := m.beat().act.On
	if r == '\n' {
		m.wb.TypeAt(node, "ctrl+j", "")
		return
	}
	m.wb.TypeAt(node, string(r), string(r))
}

// rest types what is left, at once.
func (m *Model) rest() {
	for _, r := range []rune(m.beat().act.Code)[m.typed:] {
		m.typeRune(r)
	}
	m.send()
}

// send gives the line to the node.
func (m *Model) send() {
	node := m.beat().act.On
	m.sent, m.out, m.phase, m.spoke = m.wb.Typing(node), "", running, nil
	m.wb.TypeAt(node, "enter", "")
}

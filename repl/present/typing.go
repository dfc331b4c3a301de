package present

import (
	"math/rand/v2"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// This file types commands at the speed of a human.

// A Pace returns the pause after a typed character.
type Pace func(after rune) time.Duration

// Human is the pace of a practised typist, about ten characters a second. It pauses a little
// longer after spaces and punctuation.
func Human(after rune) time.Duration {
	wait := 45 + rand.IntN(70)
	if after == ' ' || strings.ContainsRune("(,.:|>", after) {
		wait += rand.IntN(90)
	}
	return time.Duration(wait) * time.Millisecond
}

// stroke is the message to type the next character. It is stale if the beat or the number of typed
// characters has changed.
type stroke struct{ at, typed int }

func (m *Model) next(after rune) tea.Cmd {
	s := stroke{m.at, m.typed}
	return tea.Tick(m.pace(after), func(time.Time) tea.Msg { return s })
}

// begin starts to type the command.
func (m *Model) begin() tea.Cmd {
	node := m.beat().act.On
	if !m.wb.IsUp(node) {
		if m.warned && !m.auto.on {
			m.enter(m.at + 1)
			return nil
		}
		m.warned, m.reply = true, node+" is down; press → again to skip this command"
		return nil
	}
	m.wb.TypeAt(node, "ctrl+e", "")
	m.wb.TypeAt(node, "ctrl+u", "") // discard text that was typed by hand
	m.phase, m.typed = typing, 0
	if m.pace == nil {
		m.rest()
		return nil
	}
	return m.next(' ')
}

// typeOn types the next character, unless the stroke is stale.
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

// rest types the rest of the command at once.
func (m *Model) rest() {
	for _, r := range []rune(m.beat().act.Code)[m.typed:] {
		m.typeRune(r)
	}
	m.send()
}

// send submits the typed line.
func (m *Model) send() {
	node := m.beat().act.On
	m.sent, m.out, m.phase, m.spoke = m.wb.Typing(node), "", running, nil
	m.wb.TypeAt(node, "enter", "")
}

package present

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
)

// This file executes the beats.

// enter goes to the beat at a position.
func (m *Model) enter(at int) {
	if at < 0 || at >= len(m.beats) {
		return
	}
	m.at, m.phase, m.typed, m.sent, m.out, m.spoke, m.scroll, m.warned = at, idle, 0, "", "", nil, 0, false
	m.digits, m.guess, m.counted, m.struck, m.picked = "", nil, nil, false, map[int]bool{}
	b := m.beat()
	if m.wb.Way().At() != b.at {
		m.wb.Show(b.at)
	}
	switch b.kind {
	case text, tell, cover, ending, hand:
		m.phase = done
	}
	if m.played[at] {
		m.phase = done
	}
	if b.kind == tell {
		m.explain(b.of)
	}
	if b.kind == ask {
		for _, i := range m.wb.Way().Progress.Answers[b.of.ID].Last {
			m.picked[i] = true
		}
	}
}

func (m *Model) back() {
	if m.at > 0 {
		m.enter(m.at - 1)
	}
}

// advance executes the current beat. If the beat is done, it continues with the next beat.
func (m *Model) advance() tea.Cmd {
	b := m.beat()
	switch {
	case b.kind == cover && !m.ready():
		m.reply = "the nodes are still starting"
		return nil
	case m.phase == done:
		m.played[m.at] = true
		m.enter(m.at + 1)
		return nil
	case m.phase == typing:
		m.rest()
		return nil
	case m.phase == running && !m.warned:
		m.warned, m.reply = true, "this is still running; press → again to skip it"
		return nil
	case m.phase == running:
		m.enter(m.at + 1)
		return nil
	}
	switch b.kind {
	case command:
		return m.begin()
	case ask:
		m.answer()
	case fault:
		m.strike()
	case change:
		m.change()
	case await, together:
		m.phase = running
	case check:
		m.phase = running
		m.wb.Check()
	}
	return nil
}

// ready reports whether every node's prompt waits for input.
func (m *Model) ready() bool { return m.allWait(names(m.lab)) }

func (m *Model) allWait(nodes []string) bool {
	for _, n := range nodes {
		if !m.wb.Waits(n) {
			return false
		}
	}
	return true
}

func names(l *catalogue.Lab) []string {
	var all []string
	for _, n := range l.Nodes {
		all = append(all, n.Name)
	}
	return all
}

func (m *Model) change() {
	lines, err := m.stage.Change(m.lab, m.beat().act)
	if err != nil {
		m.fail(err.Error())
		return
	}
	m.changed[m.at] = lines
	m.finish()
}

// finish marks the beat as done.
func (m *Model) finish() { m.phase, m.played[m.at] = done, true }

// fail records that the beat was not as expected, and marks it as done.
func (m *Model) fail(text string) {
	m.wrong = append(m.wrong, Wrong{m.lab.Steps[m.beat().at].ID, m.beat().doing(), text})
	m.reply, _, _ = strings.Cut(text, "\n")
	m.finish()
}

// doing describes the beat in one line.
func (b beat) doing() string {
	switch b.kind {
	case command:
		return b.act.On + "> " + b.act.Code
	case fault:
		return b.act.Fault
	case change:
		if b.act.Solution {
			return "the solution"
		}
		return b.act.File
	case await:
		return "what the step waits for"
	case together:
		return "the nodes find each other"
	case hand:
		return "by hand: " + b.act.Hand
	case check:
		return "the checks"
	case ask:
		return "a question"
	case tell:
		return "the explanation"
	case cover:
		return "starting the nodes"
	}
	return "the text"
}

package workbook

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lab/repl/keys"
)

// This file separates typed code from shortcuts. Outside of the prompt a letter is a shortcut, but
// a student also types code there, for example while a question has the focus. A shortcut thus runs
// only if no other text follows within a moment. Otherwise all of the text goes to the prompt.
// lapse.go takes a shortcut back if the text goes on later.

// together is the time within which two keys belong to one text. A typist with 40 words a minute
// presses a key in less time. Longer than this, a shortcut would seem slow.
const together = 300 * time.Millisecond

// A burst is text that is being typed outside of the prompt, key after key.
type burst struct {
	text   string
	held   string // the key whose shortcut waits, or ""
	before moment
	at     time.Time // when the last key was pressed
	serial int       // the number of the last key
}

// settled is a message that no key has followed the key with this number.
type settled int

// burstKey handles a key outside of the prompt that types text.
func (m *Model) burstKey(name, text string) tea.Cmd {
	b := &m.burst
	b.serial++
	switch {
	case b.text == "":
		b.before = m.moment()
	case name == b.held: // "n n" goes on by two steps
		cmd := m.settle()
		return tea.Batch(cmd, m.key(tea.KeyPressMsg{Code: []rune(text)[0], Text: text}))
	}
	moves := m.moves(name)
	if !moves && (b.text != "" || !m.bound(name)) && m.begins(b.text+text) {
		m.toPrompt(text)
		return nil
	}
	b.text += text
	b.at = m.clock()
	if moves {
		m.shortcut(name)
	} else {
		b.held = name
	}
	return m.awaitMore()
}

// awaitMore requests a message for the case that no key follows.
func (m *Model) awaitMore() tea.Cmd {
	serial := m.burst.serial
	return tea.Tick(together, func(time.Time) tea.Msg { return settled(serial) })
}

// settle ends the burst. It runs the shortcut that waits.
func (m *Model) settle() tea.Cmd {
	b := m.burst
	m.burst = burst{serial: b.serial}
	if b.text == "" {
		return nil
	}
	m.ran.add(b)
	if b.held == "" {
		return nil
	}
	return m.shortcut(b.held)
}

// toPrompt moves the burst to the prompt, after the text that ran as shortcuts. The screen is as it
// was before this text.
func (m *Model) toPrompt(text string) {
	ran := m.ran
	if begins, _ := utf8.DecodeRuneInString(m.burst.text + text); unicode.IsUpper(begins) {
		ran = lapse{} // shortcuts are small letters, and "nNode" is not code
	}
	if m.burst.text != "" {
		ran.add(m.burst)
	}
	m.burst, m.ran = burst{serial: m.burst.serial}, lapse{}
	if ran.text != "" {
		m.restore(ran.before)
	}
	m.show(m.active)
	for _, r := range ran.text + text {
		m.promptKey(string(r), string(r))
	}
}

// covered begins a burst with a key that has closed an overlay. If more text follows, the key is a
// part of it.
func (m *Model) covered(k tea.KeyPressMsg) tea.Cmd {
	if k.Text == "" || m.focus == onPrompt || m.asksWords() {
		return nil
	}
	m.burst = burst{text: k.Text, before: m.moment(), at: m.clock(), serial: m.burst.serial + 1}
	return m.awaitMore()
}

// shortcut runs the shortcut of a key in the pane that has the focus.
func (m *Model) shortcut(name string) tea.Cmd {
	if cmd, ok := m.clusterKeys().Press(m, name); ok {
		return cmd
	}
	cmd, _ := guideKeys().Press(m, name)
	return cmd
}

// bound reports whether a key is a shortcut in the pane that has the focus.
func (m *Model) bound(name string) bool {
	return m.clusterKeys().Binds(name) || guideKeys().Binds(name)
}

// moves reports whether a key only moves a selection. Such a key acts at once, because the
// selection has no effect until enter is pressed.
func (m *Model) moves(name string) bool {
	n := keys.Name(name)
	switch m.focus {
	case onMap:
		return key.Matches(n, keyScroll)
	case onTrace:
		return key.Matches(n, keyLook)
	}
	return m.choice.question != nil && key.Matches(n, keyPick, keyUp, keyDown, keyToggle)
}

// begins reports whether text that was typed while another pane has the focus goes to the prompt.
func (m *Model) begins(text string) bool {
	return strings.TrimSpace(text) != "" && !m.pane().log
}

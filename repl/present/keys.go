package present

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lab/repl/keys"
	"lab/repl/paint"
)

// This file is the table of the talk's key bindings and their texts in docs/keys.md.

var (
	keyOn        = keys.Shown("→", "next", "right", "pgdown")
	keyBack      = keys.Shown("←", "back", "left", "pgup")
	keyLight     = keys.New("light/dark", "ctrl+l")
	keyMap       = keys.New("map", "alt+m")
	keyMessages  = keys.New("messages", "alt+t")
	keyEnd       = keys.New("end", "esc")
	keyInterrupt = keys.New("interrupt", "ctrl+c")
	keyDigit     = keys.Shown("0-9", "the room's answer", keys.Digits(0, 9)...)
)

type (
	table = keys.Table[*Model]
	rows  = []keys.Row[*Model]
)

// talkKeys are the key bindings in every beat. The argument asked says that the previous key asked
// to end the talk.
func talkKeys(asked bool) table {
	return table{Title: "In a talk", Rows: rows{
		keys.On("→", "go on with the action in the bar", keys.Ask(keyOn, func(m *Model) tea.Cmd { return m.steer("right") })),
		keys.On("←", "back", keys.Ask(keyBack, func(m *Model) tea.Cmd { return m.steer("left") })),
		keys.On("ctrl+l", "switch between a dark and a bright room", keys.Do(keyLight, (*Model).turnLight)),
		keys.On("alt+m", "the map, and back", keys.Do(keyMap, func(m *Model) { m.toggle(mapOverlay) })),
		keys.On("alt+t", "the messages, and back", keys.Do(keyMessages, func(m *Model) { m.toggle(messagesOverlay) })),
		keys.On("ctrl+c", "interrupt the evaluation", keys.Ask(keyInterrupt, func(m *Model) tea.Cmd { return m.interrupt(asked) })),
		keys.On("esc esc", "end the talk and its nodes", keys.Ask(keyEnd, func(m *Model) tea.Cmd { return m.end(asked) })),
	}}
}

// besideKeys are the additional key bindings of beats without a prompt.
func besideKeys() table {
	steer := func(m *Model) tea.Cmd { return m.steer("right") }
	return table{Title: "In a talk, where nothing is typed", Rows: rows{
		keys.On("space, enter, n", "as →", keys.Ask(keys.New("", "space", "enter", "n"), steer)),
		keys.On("m t", "map, messages", keys.Do(keys.New("", "m"), func(m *Model) { m.toggle(mapOverlay) }), keys.Do(keys.New("", "t"), func(m *Model) { m.toggle(messagesOverlay) })),
		keys.On("up down", "scroll", keys.Do(keys.New("", "up", "k"), func(m *Model) { m.scroll = max(0, m.scroll-1) }), keys.Do(keys.New("", "down", "j"), func(m *Model) { m.scroll++ })),
		keys.On("0-9, backspace", "the room's answer, or its number", keys.Each(keyDigit, (*Model).digit), keys.Do(keys.New("", "backspace"), (*Model).erase)),
	}}
}

// speakerKeys are the key bindings of the speaker's window.
func speakerKeys() keys.Table[*Speaker] {
	quit := func(*Speaker) tea.Cmd { return tea.Quit }
	return keys.Table[*Speaker]{Title: "In the speaker's window", Rows: []keys.Row[*Speaker]{
		keys.On("→, space, enter, n", "as → in the talk", keys.Do(keys.New("", "right", "pgdown", "space", "enter", "n"), func(s *Speaker) { s.keys("right") })),
		keys.On("←, p", "back", keys.Do(keys.New("", "left", "pgup", "p"), func(s *Speaker) { s.keys("left") })),
		keys.On("q", "close the window; the talk goes on", keys.Ask(keys.New("", "q", "ctrl+c", "esc"), quit)),
	}}
}

// Keys returns the help pages of a talk and of the speaker's window.
func Keys() []keys.Page {
	return []keys.Page{talkKeys(false).Page(), besideKeys().Page(), speakerKeys().Page()}
}

func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	m.reply = ""
	m.keys = append(m.keys, keyName(name))
	m.keys = m.keys[max(0, len(m.keys)-maxKeys):]
	leaving := m.leaving
	m.leaving = false
	if cmd, ok := talkKeys(leaving).Press(m, name); ok {
		return cmd
	}
	if m.beat().kind == command {
		m.typeByHand(name, k.Text)
		return nil
	}
	cmd, _ := besideKeys().Press(m, name)
	return cmd
}

func (m *Model) turnLight() {
	m.theme = paint.Light
	if !m.dark {
		m.theme = paint.Dark
	}
	m.paint()
}

// end ends the talk on the second request.
func (m *Model) end(asked bool) tea.Cmd {
	if asked {
		return tea.Quit
	}
	m.leaving, m.reply = true, "esc again ends the talk and its nodes"
	return nil
}

// digit enters the audience's answer or forecast.
func (m *Model) digit(name string) {
	n, _ := strconv.Atoi(name) // the table has digits only
	switch m.beat().kind {
	case ask:
		m.pick(n - 1)
	case fault:
		if m.phase == idle {
			m.digits = (m.digits + name)[:min(len(m.digits)+1, 6)]
		}
	}
}

func (m *Model) erase() {
	if m.beat().kind == fault && m.digits != "" {
		m.digits = m.digits[:len(m.digits)-1]
	}
}

// keyBar shows the key bindings that matter in this beat. The general key bindings follow if they
// fit.
func (m *Model) keyBar(width int) string {
	var all []keys.Ranked
	for _, b := range m.first() {
		all = append(all, keys.At(0, b))
	}
	return keys.Bar(width, append(all, keys.At(1, keyBack), keys.At(3, keyLight), keys.At(2, keyMap), keys.At(4, keyMessages), keys.At(0, keyEnd))...)
}

// first returns the key bindings that matter in this beat.
func (m *Model) first() []key.Binding {
	does := func(text string) []key.Binding { return []key.Binding{keys.Says(keyOn, text)} }
	if m.phase == done {
		return does("next")
	}
	b := m.beat()
	if m.phase == running && b.kind != command {
		return does("skip the wait")
	}
	switch b.kind {
	case command:
		switch m.phase {
		case typing:
			return append(does("at once"), keys.Hint("type", "to take over"))
		case running:
			return []key.Binding{keyInterrupt}
		}
		return does("type it")
	case ask:
		choose := keyDigit
		choose.SetHelp("1-"+strconv.Itoa(len(b.of.Question.Choices)), choose.Help().Desc)
		return append([]key.Binding{choose}, does("give it")...)
	case fault:
		return does("strike")
	case change:
		return does("save it")
	case check:
		return does("check")
	case await, together:
		return does("look")
	}
	return does("next")
}

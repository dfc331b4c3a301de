package home

import (
	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/repl/keys"
)

// This file is the table of key bindings and their help texts.

var (
	keyOpen   = keys.New("open", "enter", "right", "l")
	keyChoose = keys.Shown("↑↓", "choose", "up", "k", "down", "j", "home", "g", "end", "G")
	keyCheck  = keys.New("check", "c")
	keySolve  = keys.New("solution", "s")
	keyHelp   = keys.New("keys", "?")
	keyQuit   = keys.New("leave", "q", "ctrl+c")
)

func bindings(labs []*catalogue.Lab) keys.Table[*Model] {
	var ids []string
	for _, l := range labs {
		ids = append(ids, l.ID)
	}
	byID := keys.Shown("0-9", "choose", ids...)
	return keys.Table[*Model]{Rows: []keys.Row[*Model]{
		keys.On("↑ ↓  j k", "choose a lab; 0-9: by number", keys.Each(keyChoose, (*Model).choose), keys.Each(byID, (*Model).chooseByID)),
		keys.On("enter", "open or continue the lab", keys.Ask(keyOpen, (*Model).open)),
		keys.On("c", "run its checks on fresh nodes", keys.Ask(keyCheck, (*Model).check)),
		keys.On("s", "show a solution", keys.Do(keySolve, (*Model).solve)),
		keys.On("pgdn pgup", "scroll the right pane",
			keys.Do(keys.New("", "pgdown", "space"), func(m *Model) { m.scroll += 5 }),
			keys.Do(keys.New("", "pgup"), func(m *Model) { m.scroll = max(0, m.scroll-5) })),
		keys.On("esc", "back from the solution", keys.Do(keys.New("", "esc"), func(m *Model) { m.turn(about) })),
		keys.On[*Model]("shift+mouse", "select text (on a Mac: option)"),
		keys.On("q", "leave", keys.Ask(keyQuit, func(*Model) tea.Cmd { return tea.Quit })),
		keys.Silent(keys.Do(keyHelp, func(m *Model) { m.help = true })),
	}}
}

// Keys returns the help page of the screen's key bindings.
func Keys() []keys.Page { return []keys.Page{bindings(nil).Page()} }

func helpRows() []string {
	return append(Keys()[0].Lines(3, 13), " Leaving a lab with q comes back here.")
}

func (m *Model) key(name string) tea.Cmd {
	if m.help {
		m.help = false
		return nil
	}
	m.notice = ""
	cmd, _ := bindings(m.labs).Press(m, name)
	return cmd
}

func (m *Model) choose(name string) {
	switch name {
	case "up", "k":
		m.move(m.cursor - 1)
	case "down", "j":
		m.move(m.cursor + 1)
	case "home", "g":
		m.move(0)
	case "end", "G":
		m.move(len(m.labs) - 1)
	}
}

func (m *Model) chooseByID(id string) {
	for i, l := range m.labs {
		if l.ID == id {
			m.move(i)
		}
	}
}

// keyBar returns the key bindings to show below the labs. For a lab that the student has begun,
// the open key reads "go on".
func (m *Model) keyBar() string {
	open := keyOpen
	if m.standing(m.current()).Begun() {
		open = keys.Says(open, "go on")
	}
	return keys.Line(open, keyChoose, keyCheck, keySolve, keyHelp, keyQuit)
}

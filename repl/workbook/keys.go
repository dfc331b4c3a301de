package workbook

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// This file is the table of keys: what each does, and what the help says of it. A prompt has those of its editor besides (repl/line).

// A binding is some keys that belong together.
type binding struct {
	label, help string // a row of the help, none where label is empty
	do          map[string]func(m *Model) tea.Cmd
}

// quiet makes an action of one that asks nothing of Bubble Tea.
func quiet(do func(m *Model)) func(m *Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		do(m)
		return nil
	}
}

type actions = map[string]func(m *Model) tea.Cmd

// guideKeys are the keys of the guide, in the order of the help.
var guideKeys []binding

// commonKeys mean the same on both sides.
var commonKeys []binding

func init() { // the actions look into the tables themselves, by the help that they show
	next, back := quiet((*Model).next), quiet(func(m *Model) { m.goTo(m.way.At() - 1) })
	prompt := quiet(func(m *Model) { m.show(m.active) })
	move := func(by int) func(m *Model) tea.Cmd { return quiet(func(m *Model) { m.choice.move(by) }) }
	faults := quiet(func(m *Model) { m.overlay, m.faults = faultOverlay, faultMenu{} })
	choose := actions{"enter": quiet((*Model).enter), "up": move(-1), "k": move(-1), "down": move(1), "j": move(1),
		"space": quiet(func(m *Model) { m.choice.pick(m.choice.cursor) })}
	nodes := actions{"ctrl+o": quiet(func(m *Model) { m.show((m.active + 1) % len(m.panes)) })}
	for i := range 9 {
		choose[strconv.Itoa(i+1)] = quiet(func(m *Model) { m.choice.pick(i) })
		nodes["alt+"+strconv.Itoa(i+1)] = quiet(func(m *Model) { m.show(i) })
	}
	guideKeys = []binding{
		{"n p", "next step, step before", actions{"n": next, "right": next, "p": back, "left": back}},
		{"1-9, enter", "choose an answer, give it", choose},
		{"h", "a hint, more concrete each time", actions{"h": quiet((*Model).hint)}},
		{"c", "run the checks on fresh nodes", actions{"c": quiet((*Model).check)}},
		{"e r", "your editor; recompile() everywhere", actions{"e": (*Model).edit, "r": quiet((*Model).recompile)}},
		{"f", "faults: kill, freeze, cut …", actions{"f": faults}},
		{"m t z", "map, messages; this pane alone", actions{"m": quiet((*Model).toggleMap), "t": quiet((*Model).toggleTrace), "z": quiet((*Model).zoom)}},
		{"o", "open the lab's page in your browser", actions{"o": quiet((*Model).open)}},
		{"tab", "go to the prompt", actions{"tab": prompt, "i": prompt}},
		{"", "", actions{"?": quiet(func(m *Model) { m.overlay = helpOverlay })}},
		{"q q", "leave; your progress is kept", actions{"q": (*Model).quit, "ctrl+c": quiet((*Model).notInterrupted)}},
		{"", "", actions{"pgdown": quiet(func(m *Model) { m.scroll += 5 }), "pgup": quiet(func(m *Model) { m.scroll = max(0, m.scroll-5) })}},
	}
	commonKeys = []binding{
		{"ctrl+g", "go on to the next step", actions{"ctrl+g": next, "alt+n": next}},
		{"ctrl+t", "type the guide's next command", actions{"ctrl+t": quiet((*Model).typeNext)}},
		{"esc", "guide / prompt", actions{"esc": quiet((*Model).leave)}},
		{"alt+1 …", "prompt of node 1 …  ctrl+o  next", nodes},
		{"ctrl+s", "all prompts ctrl+z  this pane alone", actions{"ctrl+z": quiet((*Model).zoom), "ctrl+s": quiet(func(m *Model) { m.split = !m.split })}},
		{"ctrl+x", "faults  alt+m map  alt+t messages", actions{"alt+e": (*Model).edit, "ctrl+x": faults, "alt+m": quiet((*Model).toggleMap), "alt+t": quiet((*Model).toggleTrace)}},
	}
}

// quit leaves when it is asked for twice: the nodes end.
func (m *Model) quit() tea.Cmd {
	if !m.leaving {
		m.leaving = true
		m.reply("q again leaves the lab and ends its nodes; your progress is kept")
		return nil
	}
	m.driver.Save()
	return tea.Quit
}

// notInterrupted is for who means to leave, or to interrupt, with the guide in focus.
func (m *Model) notInterrupted() { m.reply("ctrl+c interrupts at a prompt; q leaves") }

// press does what a table says of a key, and reports whether it says anything.
func (m *Model) press(table []binding, key string) (tea.Cmd, bool) {
	for _, b := range table {
		if do := b.do[key]; do != nil {
			return do(m), true
		}
	}
	return nil, false
}

// helpRows are the keys of both sides.
func helpRows() []string {
	var rows []string
	section := func(title string, table []binding) {
		rows = append(rows, " "+title)
		for _, b := range table {
			if b.label != "" {
				rows = append(rows, fmt.Sprintf("   %-13s%s", b.label, b.help))
			}
		}
	}
	section("In the guide", guideKeys)
	rows = append(rows, " At the prompt",
		"   tab          complete    up, ctrl+r   history",
		"   alt+enter    a new line  ctrl+c       interrupt")
	section("Everywhere", commonKeys)
	return rows
}

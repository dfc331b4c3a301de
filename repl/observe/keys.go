package observe

import (
	"fmt"
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	cluster "lab/labs/observe"
	"lab/repl/keys"
)

// This file defines the key bindings.

var (
	keyNode   = keys.New("node", "tab", "n")
	keyBefore = keys.New("the one before", "shift+tab", "p")
	keyPage   = keys.Shown("1-6", "page", keys.Digits(1, int(pages))...)
	keyBeside = keys.Shown("left right", "page", "left", "right")
	keyMove   = keys.Shown("up down", "move", "up", "down", "pgup", "pgdown", "home", "end")
	keyAll    = keys.New("all", "a")
	keyLong   = keys.New("timeline", "l")
	keyShort  = keys.New("back", "esc")
	keyKill   = keys.New("kill", "k")
	keyEnd    = keys.New("process", "x")
	keyFreeze = keys.New("freeze", "f")
	keyCut    = keys.New("cut", "c")
	keyHeal   = keys.New("heal", "h")
	keyTrace  = keys.New("process", "t")
	keyTraces = keys.New("programs", "T")
	keyHelp   = keys.New("keys", "?")
	keyQuit   = keys.New("leave", "q", "ctrl+c")
)

type keyRow = keys.Row[*Model]

// bindings returns the key bindings with their help texts. The keys of looks change the view. The
// keys of deeds act on the cluster.
func bindings() keys.Table[*Model] {
	return keys.Table[*Model]{Rows: append(looks(), deeds()...)}
}

func looks() []keyRow {
	return []keyRow{
		keys.On("tab, shift+tab", "the next node, the previous node",
			keys.Do(keyNode, func(m *Model) { m.turn(1) }), keys.Do(keyBefore, func(m *Model) { m.turn(-1) })),
		keys.On("1-6, left right", "map, processes, names, tables, trees,\nmessages", keys.Each(keyPage, (*Model).open), keys.Each(keyBeside, (*Model).leaf)),
		keys.On("up down, pgup …", "scroll the page", keys.Each(keyMove, (*Model).scroll)),
		keys.On("a", "show or hide the system's processes", keys.Do(keyAll, func(m *Model) { m.all = !m.all })),
		keys.On("l", "the timeline alone, and back",
			keys.Do(keyLong, func(m *Model) { m.long, m.back = !m.long, 0 }), keys.Do(keyShort, func(m *Model) { m.long = false })),
		keys.Gap[*Model](),
	}
}

func deeds() []keyRow {
	return []keyRow{
		keys.On("k", "kill the node", keys.Ask(keyKill, (*Model).kill)),
		keys.On("x", "kill the process under the cursor", keys.Ask(keyEnd, func(m *Model) tea.Cmd { return m.ofProcess(cluster.Kill) })),
		keys.On("f", "freeze the node, or thaw it", keys.Ask(keyFreeze, (*Model).freeze)),
		keys.On("c  h", "cut or heal a link of the node",
			keys.Do(keyCut, func(m *Model) { m.between(cluster.Cut) }), keys.Do(keyHeal, func(m *Model) { m.between(cluster.Heal) })),
		keys.On("t", "trace the messages of the process\nunder the cursor, or stop", keys.Ask(keyTrace, func(m *Model) tea.Cmd { return m.ofProcess(cluster.Trace) })),
		keys.On("T", "trace all programs of the node",
			keys.Ask(keyTraces, func(m *Model) tea.Cmd { return m.order(cluster.Order{Deed: cluster.Trace, Node: m.node}) })),
		keys.Gap[*Model](),
		keys.On[*Model]("shift+mouse", "select text (on a Mac: option)"),
		keys.On("q", "leave: heal the cuts and thaw the\nnodes of this screen", keys.Ask(keyQuit, func(*Model) tea.Cmd { return tea.Quit })),
		keys.Silent(keys.Do(keyHelp, func(m *Model) { m.help = true })),
	}
}

// Keys returns the help page of the screen's key bindings.
func Keys() []keys.Page { return []keys.Page{bindings().Page()} }

// keyLine returns the bar of key bindings.
func (m *Model) keyLine() string {
	bar := []key.Binding{keyNode, keyPage, keyKill, keyFreeze, keyCut, keyHeal}
	if m.width >= 86 {
		bar = append(bar, keys.Hint("x t process", ""))
	}
	return keys.Line(append(bar, keyHelp, keyQuit)...)
}

func (m *Model) key(name string) tea.Cmd {
	switch {
	case m.asked != nil:
		return m.answer(name)
	case m.chooses != "":
		return m.choose(name)
	case m.help:
		m.help = false
		return nil
	}
	m.notice = ""
	cmd, _ := bindings().Press(m, name)
	return cmd
}

// open shows a page by number.
func (m *Model) open(name string) {
	n, _ := strconv.Atoi(name) // the table has digits only
	m.page, m.long = page(n-1), false
}

// leaf goes to the next or the previous page.
func (m *Model) leaf(name string) {
	by := page(1)
	if name == "left" {
		by = pages - 1
	}
	m.page, m.long = (m.page+by)%pages, false
}

func (m *Model) scroll(name string) {
	const far = 10
	m.move(map[string]int{"up": -1, "down": 1, "pgup": -far, "pgdown": far, "home": -1 << 20, "end": 1 << 20}[name])
}

func (m *Model) kill() tea.Cmd {
	if m.chosen().State == cluster.Down {
		m.notice = m.node + " is down already"
		return nil
	}
	return m.order(cluster.Order{Deed: cluster.Kill, Node: m.node})
}

// freeze freezes the selected node, or thaws it if it is frozen.
func (m *Model) freeze() tea.Cmd {
	deed := cluster.Freeze
	if m.chosen().IsStill() {
		deed = cluster.Thaw
	}
	return m.order(cluster.Order{Deed: deed, Node: m.node})
}

// ofProcess orders an action on the process under the cursor.
func (m *Model) ofProcess(d cluster.Deed) tea.Cmd {
	pid, ok := m.pointed()
	if !ok {
		m.notice = "choose a process first: 2 lists them, up and down move"
		return nil
	}
	return m.order(cluster.Order{Deed: d, Node: m.node, PID: pid})
}

// between asks for the other end of the link to cut or heal.
func (m *Model) between(d cluster.Deed) {
	switch {
	case len(m.peers(d)) > 0:
		m.chooses = d
	case d == cluster.Heal:
		m.notice = "no link of " + m.node + " was cut from here"
	default:
		m.notice = "there is no other node to cut " + m.node + " from"
	}
}

// peers returns the nodes from which the selected node can be cut, or with which its link can be
// healed.
func (m *Model) peers(d cluster.Deed) []string {
	var out []string
	for _, n := range m.seen.Nodes {
		if n.Name != m.node && n.State != cluster.Down && m.seen.IsCut(n.Name, m.node) == (d == cluster.Heal) {
			out = append(out, n.Name)
		}
	}
	return slices.Clip(out)
}

// choose takes the number of the peer that was asked for.
func (m *Model) choose(name string) tea.Cmd {
	d, peers := m.chooses, m.peers(m.chooses)
	m.chooses = ""
	i, err := strconv.Atoi(name)
	if err != nil || i < 1 || i > len(peers) {
		m.notice = fmt.Sprintf("nothing was done: %s is not one of the numbers", name)
		return nil
	}
	return m.order(cluster.Order{Deed: d, Node: m.node, Peer: peers[i-1]})
}

// answer takes the answer to a yes or no question.
func (m *Model) answer(name string) tea.Cmd {
	o := *m.asked
	m.asked = nil
	if name != "y" {
		m.notice = "nothing was done"
		return nil
	}
	return m.do(o)
}

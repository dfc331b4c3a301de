package observe

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	cluster "lab/labs/observe"
)

// This file is what keys do.

// helpRows are the keys, for the help.
var helpRows = []string{
	" tab, shift+tab   the next node, the one before",
	" 1-6, left right  map, processes, names, tables, trees,",
	"                  messages",
	" up down, pgup …  through the page",
	" a                the system's processes too, or not",
	" l                the timeline alone, and back",
	"",
	" k                kill the node",
	" x                kill the process under the cursor",
	" f                freeze the node, or thaw it",
	" c  h             cut a link of it, heal one",
	" t                trace the messages of the process",
	"                  under the cursor, or no more",
	" T                those of all programs of the node",
	"",
	" q                leave: what is cut here is healed, and",
	"                  what is frozen thawed",
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
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= int(pages) {
		m.page, m.long = page(n-1), false
		return nil
	}
	switch name {
	case "q", "ctrl+c":
		return tea.Quit
	case "?":
		m.help = true
	case "tab", "n":
		m.turn(1)
	case "shift+tab", "p":
		m.turn(-1)
	case "right":
		m.page, m.long = (m.page+1)%pages, false
	case "left":
		m.page, m.long = (m.page+pages-1)%pages, false
	case "a":
		m.all = !m.all
	case "l":
		m.long, m.back = !m.long, 0
	case "esc":
		m.long = false
	default:
		return m.deedKey(name)
	}
	return nil
}

// deedKey moves, or does something to the cluster.
func (m *Model) deedKey(name string) tea.Cmd {
	const far = 10
	switch name {
	case "up":
		m.move(-1)
	case "down":
		m.move(1)
	case "pgup":
		m.move(-far)
	case "pgdown":
		m.move(far)
	case "home":
		m.move(-1 << 20)
	case "end":
		m.move(1 << 20)
	case "k":
		if m.chosen().State == cluster.Down {
			m.notice = m.node + " is down already"
			return nil
		}
		return m.order(cluster.Order{Deed: cluster.Kill, Node: m.node})
	case "x":
		return m.ofProcess(cluster.Kill)
	case "t":
		return m.ofProcess(cluster.Trace)
	case "T":
		return m.order(cluster.Order{Deed: cluster.Trace, Node: m.node})
	case "f":
		if m.chosen().IsStill() {
			return m.order(cluster.Order{Deed: cluster.Thaw, Node: m.node})
		}
		return m.order(cluster.Order{Deed: cluster.Freeze, Node: m.node})
	case "c":
		m.between(cluster.Cut)
	case "h":
		m.between(cluster.Heal)
	}
	return nil
}

// ofProcess does something to the process under the cursor.
func (m *Model) ofProcess(d cluster.Deed) tea.Cmd {
	pid, ok := m.pointed()
	if !ok {
		m.notice = "choose a process first: 2 lists them, up and down move"
		return nil
	}
	return m.order(cluster.Order{Deed: d, Node: m.node, PID: pid})
}

// between lets the other end of a link be chosen.
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

// peers are the nodes that the chosen one can be cut from, or healed with.
func (m *Model) peers(d cluster.Deed) []string {
	var out []string
	for _, n := range m.seen.Nodes {
		if n.Name != m.node && n.State != cluster.Down && m.seen.IsCut(n.Name, m.node) == (d == cluster.Heal) {
			out = append(out, n.Name)
		}
	}
	return slices.Clip(out)
}

// choose takes the number of a peer.
func (m *Model) choose(name string) tea.Cmd {
	d, peers := m.chooses, m.peers(m.chooses)
	m.chooses = ""
	i, err := strconv.Atoi(name)
	if err != nil || i < 1 || i > len(peers) {
		m.notice = fmt.Sprintf("nothing was done: %s is none of the numbers", name)
		return nil
	}
	return m.order(cluster.Order{Deed: d, Node: m.node, Peer: peers[i-1]})
}

// answer takes yes or no.
func (m *Model) answer(name string) tea.Cmd {
	o := *m.asked
	m.asked = nil
	if name != "y" {
		m.notice = "nothing was done"
		return nil
	}
	return m.do(o)
}

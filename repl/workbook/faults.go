package workbook

import (
	"strings"

	"lab/labs"
)

// This file is the menu of faults: choose what, then where.

type faultMenu struct {
	kind labs.FaultKind // empty while it is being chosen
	node string         // the first end, for a fault on a link
}

var faultKeys = map[string]labs.FaultKind{
	"k": labs.Kill, "s": labs.Stop, "f": labs.Freeze, "t": labs.Thaw,
	"r": labs.Restart, "x": labs.Cut, "h": labs.Heal,
}

var faultTexts = []struct{ key, text string }{
	{"k", "kill: gone without a word (kill -9)"},
	{"s", "stop: an orderly end"},
	{"f", "freeze: it stands still, its links look alive"},
	{"t", "thaw: a frozen node goes on"},
	{"r", "restart: start a node again"},
	{"x", "cut: no byte passes between two nodes"},
	{"h", "heal: mend a cut"},
}

// faultKey handles a key while the menu is open.
func (m *Model) faultKey(key string) {
	if key == "esc" {
		m.overlay = noOverlay
		return
	}
	if m.faults.kind == "" {
		m.faults.kind = faultKeys[key]
		return
	}
	node, ok := m.nodeOfKey(key)
	if !ok {
		return
	}
	if m.faults.kind.OnLink() && m.faults.node == "" {
		m.faults.node = node
		return
	}
	f := labs.Fault{Kind: m.faults.kind, Node: node}
	if m.faults.node != "" {
		f.Node, f.Peer = m.faults.node, node
	}
	m.overlay = noOverlay
	if f.Node != f.Peer {
		m.notice = f.String()
		m.driver.Fault(f)
	}
}

func (m *Model) nodeOfKey(key string) (string, bool) {
	if len(key) != 1 || key[0] < '1' || int(key[0]-'1') >= len(m.panes) {
		return "", false
	}
	return m.panes[key[0]-'1'].node, true
}

func (m *Model) faultRows() []string {
	var rows []string
	if m.faults.kind == "" {
		for _, f := range faultTexts {
			rows = append(rows, " "+m.theme.accent.Render(f.key)+"  "+f.text)
		}
		return append(rows, "", m.theme.faint.Render(" esc  leave it"))
	}
	ask := " " + string(m.faults.kind) + " which node?"
	if m.faults.node != "" {
		ask = " " + string(m.faults.kind) + " between " + m.faults.node + " and …?"
	}
	rows = append(rows, m.theme.strong.Render(ask), "")
	for i, p := range m.panes {
		rows = append(rows, " "+m.theme.accent.Render(string(rune('1'+i)))+"  "+p.node+"  "+m.theme.faint.Render(m.stateText(p.node)))
	}
	return append(rows, "", m.theme.faint.Render(" esc  leave it"))
}

// stateText says in a word how a node is.
func (m *Model) stateText(node string) string {
	st, ok := m.states[node]
	switch {
	case !ok:
		return "starting"
	case st.Frozen:
		return "frozen"
	case !st.Up:
		return "down"
	case len(st.Peers) == 0:
		return "up, alone"
	}
	return "up, with " + strings.Join(st.Peers, ", ")
}

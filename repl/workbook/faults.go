package workbook

import (
	"slices"
	"strings"

	"lab/labs"
)

// This file is the menu of faults: choose what, then where.

// faultMenu is a fault being put together: what, then on which nodes; for a cut
// one side and then the other.
type faultMenu struct {
	kind  labs.FaultKind  // empty while it is being chosen
	side  map[string]bool // the nodes of a cut's side that is being chosen
	nodes []string        // the first side, once it is
}

var faultTexts = []struct {
	key  string
	kind labs.FaultKind
	text string
}{
	{"k", labs.Kill, "kill: gone without a word (kill -9)"},
	{"s", labs.Stop, "stop: an orderly end"},
	{"f", labs.Freeze, "freeze: it stands still, its links look alive"},
	{"t", labs.Thaw, "thaw: a frozen node goes on"},
	{"r", labs.Restart, "restart: start a node again"},
	{"x", labs.Cut, "cut: no byte passes between two groups"},
	{"h", labs.Heal, "heal: mend all that is cut"},
}

// faultKey handles a key while the menu is open.
func (m *Model) faultKey(key string) {
	menu := &m.faults
	switch {
	case key == "esc":
		m.overlay = noOverlay
	case menu.kind == "":
		m.chooseFault(key)
	case menu.kind == labs.Cut:
		m.chooseSide(key)
	case key == "a":
		_, all := m.part(nil)
		if menu.kind != labs.Restart {
			all = slices.DeleteFunc(all, func(node string) bool { return !m.isUp(node) })
		}
		if len(all) > 0 {
			m.propose(labs.Fault{Kind: menu.kind, Nodes: all})
		}
	default:
		if node, ok := m.nodeOfKey(key); ok {
			m.propose(labs.Fault{Kind: menu.kind, Nodes: []string{node}})
		}
	}
}

func (m *Model) chooseFault(key string) {
	for _, f := range faultTexts {
		if f.key == key {
			m.faults = faultMenu{kind: f.kind, side: map[string]bool{}}
		}
	}
	if m.faults.kind == labs.Heal {
		m.propose(labs.Fault{Kind: labs.Heal})
	}
}

// chooseSide takes the nodes of the first side of a cut, and then those of the
// other; all that are left are offered for it, and two nodes leave no choice.
func (m *Model) chooseSide(key string) {
	menu := &m.faults
	if node, ok := m.nodeOfKey(key); ok && !slices.Contains(menu.nodes, node) {
		menu.side[node] = !menu.side[node]
		return
	}
	chosen, rest := m.part(menu.side)
	if key != "enter" || len(chosen) == 0 || len(rest) == 0 {
		return
	}
	if menu.nodes != nil {
		m.propose(labs.Fault{Kind: labs.Cut, Nodes: menu.nodes, Peers: chosen})
		return
	}
	menu.nodes = chosen
	menu.side = map[string]bool{}
	for _, node := range rest {
		menu.side[node] = true
	}
	if len(rest) == 1 {
		m.propose(labs.Fault{Kind: labs.Cut, Nodes: chosen, Peers: rest})
	}
}

// part parts the nodes into those of a side and the others, in the lab's order.
func (m *Model) part(side map[string]bool) (in, out []string) {
	for _, p := range m.nodes() {
		if side[p.node] {
			in = append(in, p.node)
		} else {
			out = append(out, p.node)
		}
	}
	return in, out
}

// propose strikes, once what the lab asks before this fault is answered.
func (m *Model) propose(f labs.Fault) {
	m.overlay = noOverlay
	if ask, ok := m.lab.Forecast(f, m.isUp); ok && m.cluster.Total > 0 {
		m.overlay, m.guess = guessOverlay, guess{fault: f, forecast: ask}
		return
	}
	m.notice = f.String()
	m.driver.Fault(f, nil)
}

func (m *Model) isUp(node string) bool { return m.states[node].Up }

func (m *Model) nodeOfKey(key string) (string, bool) {
	if len(key) != 1 || key[0] < '1' || int(key[0]-'1') >= len(m.nodes()) {
		return "", false
	}
	return m.panes[key[0]-'1'].node, true
}

func (m *Model) faultRows() []string {
	var rows []string
	menu := m.faults
	leave := m.theme.Faint.Render(" esc  leave it")
	if menu.kind == "" {
		for _, f := range faultTexts {
			rows = append(rows, " "+m.theme.Accent.Render(f.key)+"  "+f.text)
		}
		return append(rows, "", leave)
	}
	ask := " " + string(menu.kind) + " which node?"
	if menu.kind != labs.Cut {
		leave = m.theme.Faint.Render(" 1-9  a node   a  all of them   esc  leave it")
	}
	if menu.kind == labs.Cut {
		ask = " cut: which nodes are on one side?"
		leave = m.theme.Faint.Render(" 1-9  choose   enter  go on   esc  leave it")
	}
	if menu.nodes != nil {
		ask = " cut " + strings.Join(menu.nodes, ", ") + " off from:"
	}
	rows = append(rows, m.theme.Strong.Render(ask), "")
	for i, p := range m.nodes() {
		if slices.Contains(menu.nodes, p.node) {
			continue
		}
		mark := ""
		if menu.kind == labs.Cut {
			mark = "[ ] "
			if menu.side[p.node] {
				mark = "[x] "
			}
		}
		rows = append(rows, " "+m.theme.Accent.Render(string(rune('1'+i)))+"  "+mark+p.node+"  "+m.theme.Faint.Render(m.stateText(p.node)))
	}
	return append(rows, "", leave)
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
	}
	if peers := m.peersOf(node); len(peers) > 0 {
		return "up, with " + strings.Join(peers, ", ")
	}
	return "up, alone"
}

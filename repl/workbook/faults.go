package workbook

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"lab/labs/catalogue"
	"lab/labs/census"
	book "lab/labs/workbook"
	"lab/repl/keys"
)

// This file is the menu of faults. The student chooses a fault, then its nodes.

// faultMenu is the state of the menu. For a cut, the student chooses the first side and then the
// second side.
type faultMenu struct {
	kind  catalogue.FaultKind // empty until it is chosen
	side  map[string]bool     // the nodes chosen for the current side of a cut
	nodes []string            // the first side of a cut, nil until it is complete
}

// faultKey handles a key while the menu is open.
func (m *Model) faultKey(k keys.Name) {
	menu := &m.faults
	switch {
	case key.Matches(k, keyClose):
		m.overlay = noOverlay
	case menu.kind == "":
		m.chooseFault(k.String())
	case menu.kind == catalogue.Cut:
		m.chooseSide(k)
	case key.Matches(k, keyAll):
		_, all := m.part(nil)
		if form, _ := menu.kind.Form(); !form.Starts {
			all = slices.DeleteFunc(all, func(node string) bool { return !m.isUp(node) })
		}
		if len(all) > 0 {
			m.propose(catalogue.Fault{Kind: menu.kind, Nodes: all})
		}
	default:
		if node, ok := m.nodeOfKey(k); ok {
			m.propose(catalogue.Fault{Kind: menu.kind, Nodes: []string{node}})
		}
	}
}

func (m *Model) chooseFault(name string) {
	for _, f := range catalogue.FaultForms {
		if f.Key == name {
			m.faults = faultMenu{kind: f.Kind, side: map[string]bool{}}
		}
	}
	if m.faults.kind == catalogue.Heal {
		m.propose(catalogue.Fault{Kind: catalogue.Heal})
	}
}

// chooseSide selects the nodes of the first side of a cut, then those of the second side. For
// the second side, all other nodes are selected at first. If there is only one other node, the
// student is not asked.
func (m *Model) chooseSide(k keys.Name) {
	menu := &m.faults
	if node, ok := m.nodeOfKey(k); ok && !slices.Contains(menu.nodes, node) {
		menu.side[node] = !menu.side[node]
		return
	}
	chosen, rest := m.part(menu.side)
	if !key.Matches(k, keyConfirm) || len(chosen) == 0 || len(rest) == 0 {
		return
	}
	if menu.nodes != nil {
		m.propose(catalogue.Fault{Kind: catalogue.Cut, Nodes: menu.nodes, Peers: chosen})
		return
	}
	menu.nodes = chosen
	menu.side = map[string]bool{}
	for _, node := range rest {
		menu.side[node] = true
	}
	if len(rest) == 1 {
		m.propose(catalogue.Fault{Kind: catalogue.Cut, Nodes: chosen, Peers: rest})
	}
}

// part splits the nodes into those of a side and the others, in the lab's order.
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

// propose injects a fault. If the lab asks for a forecast first, it opens the question.
func (m *Model) propose(f catalogue.Fault) {
	m.overlay = noOverlay
	if ask, ok := m.way.Ask(f, m.cluster.Total, m.isUp); ok {
		m.overlay, m.guess = guessOverlay, guess{fault: f, forecast: ask}
		return
	}
	m.strike(f, nil)
}

// strike injects a fault and shows a notice until it has been carried out.
func (m *Model) strike(f catalogue.Fault, g *book.Guess) {
	m.endStruck(f)
	m.say(Notice{Cause: Striking, Fault: f, Text: "… " + f.String()})
	m.driver.Fault(f, g)
}

func (m *Model) isUp(node string) bool { return m.states[node].Up }

func (m *Model) nodeOfKey(k keys.Name) (string, bool) {
	if !key.Matches(k, keyAnyNode) || digit(k.String()) >= len(m.nodes()) {
		return "", false
	}
	return m.panes[digit(k.String())].node, true
}

func (m *Model) faultRows() []string {
	var rows []string
	menu := m.faults
	leave := keys.Menu(keyClose)
	if menu.kind == "" {
		for _, f := range catalogue.FaultForms {
			rows = append(rows, " "+m.theme.Accent.Render(f.Key)+"  "+string(f.Kind)+": "+f.Text)
		}
		return append(rows, "", m.theme.Faint.Render(leave))
	}
	ask := " " + string(menu.kind) + " which node?"
	if menu.kind != catalogue.Cut {
		leave = keys.Menu(keyAnyNode, keyAll, keyClose)
	}
	if menu.kind == catalogue.Cut {
		ask = " cut: which nodes are on one side?"
		leave = keys.Menu(keys.Says(keyAnyNode, "choose"), keyConfirm, keyClose)
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
		if menu.kind == catalogue.Cut {
			mark = "[ ] "
			if menu.side[p.node] {
				mark = "[x] "
			}
		}
		rows = append(rows, " "+m.theme.Accent.Render(string(rune('1'+i)))+"  "+mark+p.node+"  "+m.theme.Faint.Render(m.stateText(p.node)))
	}
	return append(rows, "", m.theme.Faint.Render(leave))
}

// stateText describes the state of a node in a few words.
func (m *Model) stateText(node string) string {
	st, ok := m.states[node]
	if !ok {
		return "starting"
	}
	return census.Node{State: st, Peers: m.peersOf(node)}.Says()
}

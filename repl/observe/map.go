package observe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	cluster "lab/labs/observe"
	"lab/repl/chart"
	"lab/repl/paint"
)

// This file is the pages about all nodes: what is linked to what, and what they say to each other.

// mapRows are a row for each pair of nodes, and what is known of the chosen one.
func (m *Model) mapRows(width int) []string {
	var rows []string
	for i, a := range m.seen.Nodes {
		for _, b := range m.seen.Nodes[i+1:] {
			if a.Name == m.node || b.Name == m.node || m.seen.Linked(a.Name, b.Name) || m.seen.IsCut(a.Name, b.Name) {
				rows = append(rows, ansi.Truncate(m.linkRow(a, b), width, "…"))
			}
		}
	}
	if len(rows) == 0 {
		rows = append(rows, m.theme.Faint.Render(" one node, alone"))
	}
	return append(append(rows, ""), m.about(width)...)
}

// linkRow is one pair of nodes: linked, cut or neither, and how much goes over the link.
func (m *Model) linkRow(a, b cluster.Node) string {
	name := func(n cluster.Node) string {
		_, style := m.sign(n)
		return style.Render(paint.Fit(cluster.Short(n.Name), 10))
	}
	switch {
	case m.seen.IsCut(a.Name, b.Name):
		return " " + name(a) + " " + m.theme.Bad.Render("━━╳━━") + " " + name(b) + " " + m.theme.Bad.Render("cut")
	case m.seen.Linked(a.Name, b.Name):
		return " " + name(a) + " " + m.theme.Accent.Render("━━━━━") + " " + name(b) + " " + m.rate(a, b)
	}
	return " " + name(a) + " " + m.theme.Faint.Render("     ") + " " + name(b) + " " + m.theme.Faint.Render("not connected")
}

// rate is how many messages of the protocol go over a link, as either end counts them.
func (m *Model) rate(a, b cluster.Node) string {
	of := func(n cluster.Node, peer string) *cluster.Traffic {
		i := slices.IndexFunc(n.Traffic, func(t cluster.Traffic) bool { return t.Peer == peer })
		if i < 0 || !n.Answers() {
			return nil
		}
		return &n.Traffic[i]
	}
	if t := of(a, b.Name); t != nil {
		return m.theme.Faint.Render(fmt.Sprintf("%.0f → %.0f ← a second", t.Out, t.In))
	}
	if t := of(b, a.Name); t != nil {
		return m.theme.Faint.Render(fmt.Sprintf("%.0f → %.0f ← a second", t.In, t.Out))
	}
	return ""
}

// about is what is known of the chosen node.
func (m *Model) about(width int) []string {
	n := m.chosen()
	if n.Name == "" {
		return nil
	}
	where := fmt.Sprintf("process %d, not found on this machine", n.PID)
	if n.Here {
		where = fmt.Sprintf("process %d of this machine", n.PID)
	}
	rows := []string{
		" " + m.theme.Strong.Render(n.Name) + "  " + n.Says(),
		" runs " + n.Kind + ", " + where,
		fmt.Sprintf(" processes %d, names %d, tables %d, reductions a second %d", n.Living, len(n.Names), n.Tabled, n.Work),
	}
	if n.Living == 0 {
		return rows[:1]
	}
	for _, row := range strings.Split(paint.Wrap("applications: "+strings.Join(n.Apps, ", "), width-2), "\n") {
		rows = append(rows, m.theme.Faint.Render(" "+row))
	}
	return rows
}

// messageRows are the messages of the processes that are traced, as a sequence chart.
func (m *Model) messageRows(width, height int) []string {
	if len(m.seen.Messages.Messages) == 0 {
		rows := wrapped("Nothing is traced yet. Choose a process (2, then up and down) and press t: its messages are drawn here. "+
			"A process of its node listens meanwhile, and ends with the tracing.", width)
		if len(m.seen.Traced) > 0 {
			rows = []string{" traced, and silent so far"}
		}
		return rows
	}
	c := chart.Chart{Messages: m.seen.Messages.Messages, Marks: chart.Mores(m.seen.Messages.Mores), Theme: m.theme}
	for _, n := range m.seen.Nodes {
		c.Nodes = append(c.Nodes, cluster.Short(n.Name))
	}
	return c.Draw(chart.Window{Width: width, Height: height})
}

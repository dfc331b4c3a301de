package observe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/census"
	"lab/labs/messages"
	cluster "lab/labs/observe"
	"lab/repl/chart"
	"lab/repl/paint"
)

// This file renders the two pages about the whole cluster: its links and its messages.

// aboutRows is the number of rows that a drawing leaves for the links and the selected node.
const aboutRows = 12

// mapRows returns the drawing of the cluster if it fits, then a row for each link, then the
// details of the selected node.
func (m *Model) mapRows(width, height int) []string {
	var rows []string
	if d := m.drawing(); len(d.Boxes) > 1 && height-d.Height() >= aboutRows && d.Fits(width-2, d.Height()) {
		for _, row := range d.Draw(width-2, min(d.Height()+6, height-aboutRows)) {
			rows = append(rows, " "+row)
		}
		rows = append(rows, "")
	}
	links := m.linkRows(width)
	return append(append(append(rows, links...), ""), m.about(width)...)
}

// drawing returns the drawing of the nodes and their links.
func (m *Model) drawing() *chart.Drawing {
	d := &chart.Drawing{Scale: 1, Theme: m.theme}
	for i, n := range m.seen.Nodes {
		box := chart.Box{Name: cluster.Short(n.Name), Count: n.Living, Note: " " + cluster.Bytes(n.Memory)}
		switch n.State {
		case cluster.Asking:
			box.State = chart.Starting
		case cluster.Frozen:
			box.State = chart.Frozen
		case cluster.Silent:
			box.State, box.Note = chart.Frozen, " "+string(n.State)
		case cluster.Down:
			box.State, box.Note = chart.Down, ""
		}
		d.Boxes = append(d.Boxes, box)
		d.Scale = max(d.Scale, n.Living)
		for j, o := range m.seen.Nodes[:i] {
			if cut := m.seen.IsCut(n.Name, o.Name); cut || m.seen.Linked(n.Name, o.Name) {
				d.Lines = append(d.Lines, chart.Line{A: j, B: i, Cut: cut})
			}
		}
	}
	return d
}

// mostPaired is the largest number of nodes for which all links are listed.
const mostPaired = 4

// linkRows returns a row for each pair of nodes that includes the selected node. In a small
// cluster it adds the links between the other nodes. Without such pairs, it returns one row that
// says that the node is alone.
func (m *Model) linkRows(width int) []string {
	var rows []string
	few := len(m.seen.Nodes) <= mostPaired
	for i, a := range m.seen.Nodes {
		for _, b := range m.seen.Nodes[i+1:] {
			linked := m.seen.Linked(a.Name, b.Name) || m.seen.IsCut(a.Name, b.Name)
			if a.Name == m.node || b.Name == m.node || few && linked {
				rows = append(rows, ansi.Truncate(m.linkRow(a, b), width, "…"))
			}
		}
	}
	if len(rows) == 0 {
		rows = append(rows, m.theme.Faint.Render(" one node, alone"))
	}
	return rows
}

// linkRow describes a pair of nodes: linked with its traffic, cut, or not connected.
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

// rate returns the messages per second on the link of two nodes, as one of the nodes counts them.
// These are messages of the distribution protocol.
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

// about describes the selected node.
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
		fmt.Sprintf(" processes %d, names %d, tables %d", n.Living, len(n.Names), n.Tabled),
		fmt.Sprintf(" reductions a second %d", n.Work),
	}
	if n.Living == 0 {
		return rows[:1]
	}
	for _, row := range strings.Split(paint.Wrap("applications: "+strings.Join(n.Apps, ", "), width-2), "\n") {
		rows = append(rows, m.theme.Faint.Render(" "+row))
	}
	return rows
}

// messageRows draws the messages of the traced processes as a sequence chart, with the selected
// message in full below.
func (m *Model) messageRows(width, height int) []string {
	all := m.seen.Messages.Messages
	if len(all) == 0 {
		if len(m.seen.Traced) > 0 {
			return []string{" traced, and silent so far"}
		}
		return wrapped("Nothing is traced yet. Choose a process (2, then up and down) and press t, or press T for all programs of the node. "+
			"The messages then appear here. During tracing, an additional process on the node collects them.", width)
	}
	c := chart.Chart{Messages: all, Theme: m.theme}
	for _, n := range m.seen.Nodes {
		c.Nodes = append(c.Nodes, cluster.Short(n.Name))
	}
	c.Marks = append(chart.Mores(m.seen.Messages.Mores), chart.Events(shortly(m.seen.Events), "names")...)
	var detail []string
	i := slices.IndexFunc(all, func(msg messages.Message) bool { return msg.Serial == m.message })
	if i >= 0 {
		detail = chart.Detail(m.theme, all[i], width)
		detail = append([]string{m.theme.Frame.Render(strings.Repeat("─", width))}, detail[:min(len(detail), height/3)]...)
	}
	return append(c.Draw(chart.Window{Width: width, Height: height - len(detail), Selected: m.message}), detail...)
}

// shortly returns the events with short node names, which are the names of the chart's columns.
func shortly(events []census.Event) []census.Event {
	out := slices.Clone(events)
	for i := range out {
		out[i].Node = cluster.Short(out[i].Node)
	}
	return out
}

// pick moves the selection by a number of messages. Moving past the last message clears it.
func (m *Model) pick(by int) {
	all := m.seen.Messages.Messages
	i := slices.IndexFunc(all, func(msg messages.Message) bool { return msg.Serial == m.message })
	if i < 0 {
		i = len(all)
	}
	if i = max(0, i+by); i >= len(all) {
		m.message = 0
		return
	}
	m.message = all[i].Serial
}

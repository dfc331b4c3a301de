package observe

import (
	"fmt"
	"slices"
	"strings"

	cluster "lab/labs/observe"
	"lab/repl/paint"
)

// This file lists what the pages show of a node.

// A row is a line of a page; pid is the process that it is about.
type row struct{ text, pid string }

// rows are the lines of the page that is shown, without its head.
func (m *Model) rows() []row {
	switch m.page {
	case onProcesses:
		return m.processRows()
	case onNames:
		return m.nameRows()
	case onTables:
		return m.tableRows()
	case onTrees:
		return m.treeRows()
	}
	return nil
}

// heads name the columns of the pages.
func (m *Model) heads() string {
	switch m.page {
	case onProcesses:
		return fmt.Sprintf("  %-13s%8s%8s%9s  %s", "pid", "queue", "memory", "work/s", "what")
	case onTables:
		return fmt.Sprintf("  %-26s%9s%9s  %-12s%s", "table", "objects", "memory", "type", "owner")
	}
	return ""
}

func (m *Model) processRows() []row {
	var rows []row
	for _, p := range m.processes() {
		mark := " "
		if m.isTraced(m.node, p.PID) {
			mark = "◉"
		}
		what := p.Says()
		if p.Name != "" && p.Initial != "" {
			what += "  " + m.theme.Faint.Render(p.Initial)
		}
		rows = append(rows, row{fmt.Sprintf("%s %-13s%8d%8s%9d  %s", mark, p.PID, p.Queue, cluster.Bytes(p.Memory), p.Work, what), p.PID})
	}
	return rows
}

func (m *Model) nameRows() []row {
	n := m.chosen()
	var rows []row
	for _, g := range n.Globals {
		r := row{text: fmt.Sprintf("  %s  %s on %s, for the whole cluster", m.theme.Accent.Render(g.Name), g.PID, g.Node)}
		if g.Node == n.Name {
			r.pid = g.PID
		}
		rows = append(rows, r)
	}
	of := map[string]cluster.Process{}
	for _, p := range n.Processes {
		if p.Name != "" {
			of[p.Name] = p
		}
	}
	var system []row
	for _, name := range n.Names {
		p, known := of[name]
		switch r := (row{"  " + paint.Fit(name, 30) + " " + p.PID, p.PID}); {
		case known && p.System || !known:
			system = append(system, row{m.theme.Faint.Render(r.text), r.pid})
		default:
			rows = append(rows, r)
		}
	}
	if m.all || len(rows) == 0 {
		rows = append(rows, system...)
	}
	return rows
}

func (m *Model) tableRows() []row {
	n := m.chosen()
	const word = 8
	var rows []row
	for _, t := range n.Tables {
		owner := t.Owner
		if i := slices.IndexFunc(n.Processes, func(p cluster.Process) bool { return p.PID == t.Owner }); i >= 0 {
			owner = n.Processes[i].Says()
		}
		rows = append(rows, row{fmt.Sprintf("  %s%9d%9s  %-12s%s", paint.Fit(t.Name, 26), t.Size, cluster.Bytes(t.Words*word), t.Type, owner), t.Owner})
	}
	return rows
}

func (m *Model) treeRows() []row {
	var rows []row
	for _, r := range m.chosen().Rows() {
		text := r.Branch.Says()
		if r.Supervisor {
			text = m.theme.Strong.Render(text)
		}
		pid := r.PID
		if !strings.HasPrefix(pid, "<") {
			pid = ""
		}
		rows = append(rows, row{"  " + m.theme.Faint.Render(r.Lead) + text, pid})
	}
	return rows
}

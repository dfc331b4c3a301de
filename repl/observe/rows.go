package observe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	cluster "lab/labs/observe"
	"lab/repl/paint"
)

// This file renders the lists on the pages of a node.

// A row is a line of a page, with the pid of its process if it has one.
type row struct{ text, pid string }

// rows returns the lines of the current page without its heading.
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

// roomy is the minimum width of a page that shows all columns.
const roomy = 72

// heads returns the column headings of the current page.
func (m *Model) heads() string {
	switch m.page {
	case onProcesses:
		return m.processLine("what", "pid", "queue", "work/s", "memory")
	case onTables:
		return m.tableLine("table", "objects", "memory", "type", "owner")
	}
	return ""
}

// inner returns the width of a line of the page without the cursor.
func (m *Model) inner() int {
	_, page, _ := m.columns()
	return page - 3
}

// processColumns is the width of the columns next to a process's name on a narrow page.
const processColumns = 26

// ending truncates a text at its start, because names often differ at the end only.
func ending(text string, width int) string {
	if over := ansi.StringWidth(text) - width; over > 0 {
		return ansi.TruncateLeft(text, over+1, "…")
	}
	return text
}

func (m *Model) processLine(what, pid, queue, work, memory string) string {
	rest := fmt.Sprintf(" %-11s%6s%8s", pid, queue, work)
	if m.inner() >= roomy {
		rest += fmt.Sprintf("%9s", memory)
	}
	return paint.Fit("  "+what, m.inner()-ansi.StringWidth(rest)) + rest
}

func (m *Model) tableLine(name, objects, memory, kind, owner string) string {
	rest := fmt.Sprintf("%9s%9s", objects, memory)
	if m.inner() >= roomy {
		rest += fmt.Sprintf("  %-12s%s", kind, paint.Fit(owner, 22))
	}
	return paint.Fit(" "+name, m.inner()-ansi.StringWidth(rest)) + rest
}

func (m *Model) processRows() []row {
	var rows []row
	for _, p := range m.processes() {
		what := p.Says()
		switch {
		case m.inner() < roomy:
			what = ending(what, m.inner()-processColumns-2)
		case p.Name != "" && p.Initial != "":
			what += "  " + m.theme.Faint.Render(p.Initial)
		}
		line := m.processLine(what, p.PID, strconv.Itoa(p.Queue), strconv.FormatInt(p.Work, 10), cluster.Bytes(p.Memory))
		if m.isTraced(m.node, p.PID) {
			line = m.theme.Warn.Render("◉") + line[1:]
		}
		rows = append(rows, row{line, p.PID})
	}
	return rows
}

// pidColumn is the width of the column of pids beside the registered names.
const pidColumn = 12

func (m *Model) nameRows() []row {
	n := m.chosen()
	var rows []row
	for _, g := range n.Globals {
		r := row{text: fmt.Sprintf(" %s  %s on %s, for the whole cluster", m.theme.Accent.Render(g.Name), g.PID, g.Node)}
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
		text := ending(strings.TrimPrefix(name, "Elixir."), m.inner()-pidColumn-2)
		switch r := (row{" " + paint.Fit(text, m.inner()-pidColumn-2) + " " + p.PID, p.PID}); {
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
		rows = append(rows, row{m.tableLine(t.Name, strconv.FormatInt(t.Size, 10), cluster.Bytes(t.Words*word), t.Type, owner), t.Owner})
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
		rows = append(rows, row{" " + m.theme.Faint.Render(r.Lead) + text, pid})
	}
	return rows
}

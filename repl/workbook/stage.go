package workbook

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	"lab/labs/session"
	"lab/repl/paint"
)

// This file lends what the screen is made of to the talk (repl/present), which shows it one
// thing at a time.

// Way is the way through the lab.
func (m *Model) Way() *session.Session { return m.way }

// Lab is the lab that is shown.
func (m *Model) Lab() *catalogue.Lab { return m.lab }

// Theme is the colours, and Paint changes them.
func (m *Model) Theme() paint.Theme { return m.theme }

// Paint changes the colours.
func (m *Model) Paint(t paint.Theme) { m.theme = t }

// Show shows the step at position i.
func (m *Model) Show(i int) { m.goTo(i) }

// Prompt renders the prompt of a node, and says where the cursor is.
func (m *Model) Prompt(node string, width, height int) (rows []string, x, y int) {
	p := m.paneOf(node)
	if p == nil {
		return make([]string, height), 0, 0
	}
	return p.render(m.theme, width, height, true)
}

// Waits reports whether a prompt waits for a line.
func (m *Model) Waits(node string) bool {
	p := m.paneOf(node)
	return p != nil && p.ready
}

// Typing is what stands at a prompt and has not been sent.
func (m *Model) Typing(node string) string { return m.paneOf(node).editor.Text() }

// TypeAt types at the prompt of a node: text, or a key by its name where there is none.
func (m *Model) TypeAt(node, key, text string) {
	at := m.paneAt(node)
	if at < 0 {
		return
	}
	m.active = at
	m.promptKey(key, text)
}

// Blank says that a new picture is begun, on which nothing is yet. Map puts the map there, on
// which messages move as long as it is in the last picture.
func (m *Model) Blank() { m.seen = false }

// Map renders the cluster.
func (m *Model) Map(width, height int) []string {
	m.stage = width
	return m.mapBox(width, height)
}

// Messages renders what was said.
func (m *Model) Messages(width, height int) []string { return m.traceBox(width, height) }

// Nodes is the line of the nodes and their links.
func (m *Model) Nodes() string { return m.nodesLine(false) }

// Cluster is what is known of the cluster.
func (m *Model) Cluster() census.View { return m.cluster }

// IsUp reports whether a node runs.
func (m *Model) IsUp(node string) bool { return m.isUp(node) }

// Ticks are what the step waits for, a row or more for each.
func (m *Model) Ticks(width int) []string {
	var b strings.Builder
	m.writeUntil(&b, m.current(), width)
	return strings.Split(strings.Trim(b.String(), "\n"), "\n")
}

// Checked is what checks found, nil while none have run, and the rows that tell it.
func (m *Model) Checked(width int) (*report.Result, []string) {
	if m.graded == nil {
		return nil, nil
	}
	var b strings.Builder
	m.writeResult(&b, width)
	return m.graded, strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// Check has the checks run.
func (m *Model) Check() { m.runChecks("") }

// Busy says what is running, "" where nothing is.
func (m *Model) Busy() string {
	if m.busy {
		return m.runningText()
	}
	return ""
}

// Take takes in a message of the driver.
func (m *Model) Take(msg tea.Msg) tea.Cmd {
	_, cmd := m.Update(msg)
	return cmd
}

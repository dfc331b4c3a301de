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

// This file gives a talk (package repl/present) access to the parts of the screen.

// Way returns the student's session in the lab.
func (m *Model) Way() *session.Session { return m.way }

// Lab returns the lab.
func (m *Model) Lab() *catalogue.Lab { return m.lab }

// Theme returns the current theme.
func (m *Model) Theme() paint.Theme { return m.theme }

// Paint sets the theme.
func (m *Model) Paint(t paint.Theme) { m.theme = t }

// Show goes to step i.
func (m *Model) Show(i int) { m.goTo(i) }

// Prompt renders the prompt of a node and returns the position of the cursor.
func (m *Model) Prompt(node string, width, height int) (rows []string, x, y int) {
	p := m.paneOf(node)
	if p == nil {
		return make([]string, height), 0, 0
	}
	return p.render(m.theme, width, height, true)
}

// Waits reports whether a node's prompt waits for input.
func (m *Model) Waits(node string) bool {
	p := m.paneOf(node)
	return p != nil && p.ready
}

// Typing returns the text at a prompt that has not been submitted.
func (m *Model) Typing(node string) string { return m.paneOf(node).editor.Text() }

// TypeAt types at the prompt of a node. It inserts the text, or applies the named key if the text
// is empty.
func (m *Model) TypeAt(node, key, text string) {
	at := m.paneAt(node)
	if at < 0 {
		return
	}
	m.active = at
	m.promptKey(key, text)
}

// Blank must be called before each frame. Messages move on the map only if Map was called for the
// last frame.
func (m *Model) Blank() { m.seen = false }

// Map renders the cluster.
func (m *Model) Map(width, height int) []string {
	m.stage = width
	return m.mapBox(width, height)
}

// Messages renders the messages between processes.
func (m *Model) Messages(width, height int) []string { return m.traceBox(width, height) }

// Nodes renders the line of nodes and links.
func (m *Model) Nodes() string { return m.nodesLine(false) }

// Cluster returns the current view of the cluster.
func (m *Model) Cluster() census.View { return m.cluster }

// IsUp reports whether a node is running.
func (m *Model) IsUp(node string) bool { return m.isUp(node) }

// Ticks renders the expectations of the step with their check marks.
func (m *Model) Ticks(width int) []string {
	var b strings.Builder
	m.writeUntil(&b, m.current(), width)
	return strings.Split(strings.Trim(b.String(), "\n"), "\n")
}

// Checked returns the result of the checks and its rendering, or nil if there is no result.
func (m *Model) Checked(width int) (*report.Result, []string) {
	if m.graded == nil {
		return nil, nil
	}
	var b strings.Builder
	m.writeResult(&b, width)
	return m.graded, strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// Check starts the checks.
func (m *Model) Check() { m.runChecks("") }

// Busy describes the running checks, or returns "" if none run.
func (m *Model) Busy() string {
	if m.busy {
		return m.runningText()
	}
	return ""
}

// Take handles a message of the driver.
func (m *Model) Take(msg tea.Msg) tea.Cmd {
	_, cmd := m.Update(msg)
	return cmd
}

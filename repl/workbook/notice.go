package workbook

import (
	"fmt"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/repl/paint"
)

// This file manages the notices to the student. A notice stays as long as its cause.

// A Cause is the reason for a notice.
type Cause int

// The causes, each with the event that ends it.
const (
	Key         Cause = iota // the reply to a key press, until the next key press
	Striking                 // a fault in progress, until it is done
	Failed                   // a failed fault, until its goal is reached or another fault affects its nodes
	Unconnected              // a failed connection, until it succeeds or the student types another line there
	Misread                  // the explanation of an error, until the student types another line there
	Saving                   // the progress could not be saved, until it is
	Unkept                   // a passing result could not be saved, until the next result
	Caddyfile                // Caddy rejects its configuration, until it accepts it
	Watching                 // files are not watched; stays
	Stale                    // nodes run an outdated file, until they recompile or restart
	Unloaded                 // the project does not run on a node, until it runs on all
	Guessed                  // the outcome of a forecast, until another step is shown
	Found                    // a result of the checks, until it is seen or the checks run again
)

// A Notice is a line of text for the student. A notice without text removes the earlier notices of
// the same cause.
type Notice struct {
	Cause Cause
	// Node and Peer are the nodes of a failed connection. For an error, Node is the node that
	// printed it.
	Node, Peer string
	// Fault is the fault that the notice is about.
	Fault catalogue.Fault
	Text  string
}

// say shows a notice. It replaces an earlier notice with the same cause, node and fault.
func (m *Model) say(n Notice) {
	m.end(func(old Notice) bool {
		return old.Cause == n.Cause && old.Node == n.Node && old.Fault.String() == n.Fault.String()
	})
	if n.Text != "" {
		m.notices = append(m.notices, n)
	}
}

// reply shows a notice about the pressed key.
func (m *Model) reply(text string) { m.say(Notice{Cause: Key, Text: text}) }

// sayDown explains how to restart a node when the student types at the prompt of a node that is
// down.
func (m *Model) sayDown(p *pane) {
	if p.gone && !p.log {
		m.reply(p.node + " is down: ctrl+x, then r and its number, starts it again")
	}
}

// end removes the notices for which over returns true.
func (m *Model) end(over func(n Notice) bool) { m.notices = slices.DeleteFunc(m.notices, over) }

func (m *Model) endCause(c Cause) { m.end(func(n Notice) bool { return n.Cause == c }) }

// endTyped removes the notices about the previous line at a prompt.
func (m *Model) endTyped(node string) {
	m.end(func(n Notice) bool { return (n.Cause == Unconnected || n.Cause == Misread) && n.Node == node })
}

// endReached removes the notices that are no longer true in the current state of the cluster.
func (m *Model) endReached() {
	m.end(func(n Notice) bool {
		return n.Cause == Unconnected && m.cluster.Linked(n.Node, n.Peer) || n.Cause == Failed && m.reached(n.Fault)
	})
}

// reached reports whether nodes are in the state that a fault leads to.
func (m *Model) reached(f catalogue.Fault) bool {
	if f.Kind.OnLink() || len(f.Nodes) == 0 {
		return false
	}
	form, _ := f.Kind.Form()
	return !slices.ContainsFunc(f.Nodes, func(node string) bool {
		st := m.states[node]
		switch {
		case form.Ends:
			return st.Up
		case f.Kind == catalogue.Freeze:
			return !st.Frozen
		}
		return !st.Up || st.Frozen
	})
}

// endStruck removes the notices about a fault and about failed faults on the same nodes.
func (m *Model) endStruck(f catalogue.Fault) {
	m.end(func(n Notice) bool {
		same := n.Fault.String() == f.String() || slices.ContainsFunc(n.Fault.Nodes, func(node string) bool { return slices.Contains(f.Nodes, node) })
		return (n.Cause == Striking && n.Fault.String() == f.String()) || n.Cause == Failed && same
	})
}

// struck handles the result of a fault.
func (m *Model) struck(msg Struck) {
	m.endStruck(msg.Fault)
	if msg.Failed != "" {
		m.say(Notice{Cause: Failed, Fault: msg.Fault, Text: fmt.Sprintf("%s: %s", msg.Fault, msg.Failed)})
		m.endReached()
	}
}

// maxNotice is the maximum number of rows of a notice.
const maxNotice = 2

// noticeRows returns the rows above the line of nodes: the running checks or their result, the replay,
// and the latest other notice.
func (m *Model) noticeRows() []string {
	var rows []string
	if m.busy {
		rows = append(rows, " "+m.theme.Accent.Render("… "+m.runningText()))
	}
	if text := m.againText(); text != "" {
		rows = append(rows, " "+m.theme.Accent.Render("… "+text))
	}
	var found, latest Notice
	for _, n := range m.notices {
		if n.Cause == Found {
			found = n
		} else {
			latest = n
		}
	}
	return append(append(rows, m.noticeText(found)...), m.noticeText(latest)...)
}

// noticeText renders a notice, which may be empty.
func (m *Model) noticeText(n Notice) []string {
	if n.Text == "" {
		return nil
	}
	var rows []string
	text := strings.Split(paint.Wrap(n.Text, m.width-2), "\n")
	for i, row := range text[:min(len(text), maxNotice)] {
		if i == maxNotice-1 && len(text) > maxNotice {
			row += " …"
		}
		rows = append(rows, " "+m.theme.Warn.Render(row))
	}
	return rows
}

// stateChanged updates the states of nodes.
func (m *Model) stateChanged(states []census.State) {
	for _, st := range states {
		m.states[st.Name] = st
	}
	m.endReached()
}

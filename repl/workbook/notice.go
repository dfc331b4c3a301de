package workbook

import (
	"fmt"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/repl/paint"
)

// This file keeps the lines that tell the student something. Each has a cause, and is there
// as long as its cause is.

// A Cause is why a notice is there.
type Cause int

// The causes, and what ends each.
const (
	Key         Cause = iota // a key was pressed: the next one
	Striking                 // a fault is being carried out: that it has been
	Failed                   // a fault could not be carried out: its nodes are as it wanted them, or another fault strikes them
	Unconnected              // a connection was refused: there is one, or something else is typed there
	Misread                  // an error is easily read past: something else is typed there
	Saving                   // the progress could not be saved: it is
	Unkept                   // what passed could not be kept: other checks end
	Caddyfile                // Caddy does not take its file: it does
	Watching                 // files are not watched: nothing ends that
	Stale                    // nodes run a file as it was before it was saved: recompile, or a restart
	Unloaded                 // the project does not run on a node: it does on all
	Guessed                  // a forecast was counted: another step is shown
	Found                    // checks have ended: the guide is looked at, or others run
)

// A Notice is a line for the student. One without text ends those of its cause.
type Notice struct {
	Cause Cause
	// Node and Peer are the nodes that a refused connection is about, Node that of an error.
	Node, Peer string
	// Fault is what was carried out, or could not be.
	Fault catalogue.Fault
	Text  string
}

// say shows a line in the place of the one with the same cause.
func (m *Model) say(n Notice) {
	m.end(func(old Notice) bool {
		return old.Cause == n.Cause && old.Node == n.Node && old.Fault.String() == n.Fault.String()
	})
	if n.Text != "" {
		m.notices = append(m.notices, n)
	}
}

// reply says something of the key that was pressed.
func (m *Model) reply(text string) { m.say(Notice{Cause: Key, Text: text}) }

// sayDown says what helps where keys are pressed at the prompt of a node that is down.
func (m *Model) sayDown(p *pane) {
	if p.gone && !p.log {
		m.reply(p.node + " is down: ctrl+x, then r and its number, starts it again")
	}
}

// end takes lines away whose cause has ended.
func (m *Model) end(over func(n Notice) bool) { m.notices = slices.DeleteFunc(m.notices, over) }

func (m *Model) endCause(c Cause) { m.end(func(n Notice) bool { return n.Cause == c }) }

// endTyped ends what was said of the line that was typed before at a prompt.
func (m *Model) endTyped(node string) {
	m.end(func(n Notice) bool { return (n.Cause == Unconnected || n.Cause == Misread) && n.Node == node })
}

// endReached ends what the state of the cluster has made untrue.
func (m *Model) endReached() {
	m.end(func(n Notice) bool {
		return n.Cause == Unconnected && m.cluster.Linked(n.Node, n.Peer) || n.Cause == Failed && m.reached(n.Fault)
	})
}

// reached reports whether nodes are as a fault would have them.
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

// endStruck ends what was said of faults on the same places.
func (m *Model) endStruck(f catalogue.Fault) {
	m.end(func(n Notice) bool {
		same := n.Fault.String() == f.String() || slices.ContainsFunc(n.Fault.Nodes, func(node string) bool { return slices.Contains(f.Nodes, node) })
		return (n.Cause == Striking && n.Fault.String() == f.String()) || n.Cause == Failed && same
	})
}

// struck takes in what came of a fault.
func (m *Model) struck(msg Struck) {
	m.endStruck(msg.Fault)
	if msg.Failed != "" {
		m.say(Notice{Cause: Failed, Fault: msg.Fault, Text: fmt.Sprintf("%s: %s", msg.Fault, msg.Failed)})
		m.endReached()
	}
}

// maxNotice is how many rows a notice may have.
const maxNotice = 2

// noticeRows are the rows above the line of nodes: what is running, what is typed again, and the last thing said.
func (m *Model) noticeRows() []string {
	var rows []string
	if m.busy {
		rows = append(rows, " "+m.theme.Accent.Render("… "+m.runningText()))
	}
	if text := m.againText(); text != "" {
		rows = append(rows, " "+m.theme.Accent.Render("… "+text))
	}
	if len(m.notices) > 0 {
		text := strings.Split(paint.Wrap(m.notices[len(m.notices)-1].Text, m.width-2), "\n")
		for i, row := range text[:min(len(text), maxNotice)] {
			if i == maxNotice-1 && len(text) > maxNotice {
				row += " …"
			}
			rows = append(rows, " "+m.theme.Warn.Render(row))
		}
	}
	return rows
}

// stateChanged takes in how nodes are.
func (m *Model) stateChanged(states []census.State) {
	for _, st := range states {
		m.states[st.Name] = st
	}
	m.endReached()
}

package probe

import (
	"slices"
	"strings"
	"time"

	"lab/labs/ear"
	"lab/labs/messages"
	"lab/labs/observe"
	"lab/runtime/term"
)

// This file decodes trace messages.

// timestamp decodes {MegaSecs, Secs, MicroSecs} to the time since 1970.
func timestamp(t term.Term) time.Duration {
	e := t.Elems()
	if len(e) != 3 {
		return 0
	}
	return time.Duration(number(e[0])*1e6+number(e[1]))*time.Second + time.Duration(number(e[2]))*time.Microsecond
}

// heard decodes {trace_ts, Pid, send, Message, To, At} and {trace_ts, Pid, 'receive', Message,
// At}.
func (t *tracing) heard(node string, told term.Term) (messages.Heard, bool) {
	e := told.Elems()
	if len(e) < 5 || !e[0].Is(term.Intern("trace_ts")) || !e[2].IsAtom() {
		return messages.Heard{}, false
	}
	if isPrompts(e[3]) {
		return messages.Heard{}, false
	}
	what := e[2].Atom().String()
	h := messages.Heard{At: timestamp(e[len(e)-1]), Process: t.end(node, e[1]), Mark: term.Hash(e[3])}
	kind, says := ear.Said(e[3])
	h.Kind, h.Text = messages.Kind(kind), says
	switch {
	case len(e) == 6 && strings.HasPrefix(what, "send"):
		h.Sent, h.To, h.Nobody = true, t.end(node, e[4]), what == "send_to_non_existing_process"
	case len(e) == 5 && what == "receive":
	default:
		return h, false
	}
	return h, true
}

// promptTags are the tags of messages between a prompt and its terminal.
var promptTags = []string{"io_request", "io_reply", "eval", "evaled"}

func isPrompts(m term.Term) bool {
	e := m.Elems()
	return len(e) > 0 && e[0].IsAtom() && slices.Contains(promptTags, e[0].Atom().String())
}

// end decodes the end of a message: a process, a name, a name on a node, an alias, or a port.
func (t *tracing) end(node string, to term.Term) messages.End {
	if p := to.Pid(); p != nil {
		at := p.Node.String()
		if p.Node == term.LocalNode {
			at = node
		}
		id := pid(at, to)
		return messages.End{Node: observe.Short(at), ID: id, Name: t.o.called(at, id)}
	}
	if e := to.Elems(); len(e) == 2 && e[1].IsAtom() {
		return messages.End{Node: observe.Short(e[1].Atom().String()), Name: name(e[0])}
	}
	if to.IsAtom() {
		return messages.End{Node: observe.Short(node), Name: name(to)}
	}
	if r := to.Ref(); r != nil { // an alias: the receiver is not known here
		at := r.Node.String()
		if r.Node == term.LocalNode {
			at = node
		}
		return messages.End{Node: observe.Short(at)}
	}
	return messages.End{Name: shown(to)} // a port
}

// called returns a readable name for a process: its registered name, its module, or its pid.
func (o *Observer) called(node, id string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	w := o.nodes[node]
	if w == nil {
		return id
	}
	for _, p := range w.node.Processes {
		switch {
		case p.PID != id:
		case p.Name != "":
			return p.Name
		case p.IsShell():
			return "shell"
		case p.Initial != "":
			return strings.TrimSuffix(p.Initial, ".init/1")
		}
	}
	return id
}

// listened returns the traced processes of a node.
func (t *tracing) listened(node string) []messages.End {
	t.mu.Lock()
	ids := t.places[node]
	t.mu.Unlock()
	var all []messages.End
	for _, id := range ids {
		all = append(all, messages.End{Node: observe.Short(node), ID: id, Name: t.o.called(node, id)})
	}
	return all
}

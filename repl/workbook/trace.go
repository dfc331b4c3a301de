package workbook

import (
	"fmt"
	"slices"
	"strings"

	"lab/labs/messages"
	"lab/repl/chart"
	"lab/repl/paint"
)

// This file is the pane of messages: a sequence chart of the messages between processes, with
// filters and a selected message.

// A trace is the state of the pane of messages.
type trace struct {
	talk   messages.View
	shown  bool
	at     uint64        // the serial number of the selected message, 0 for none
	whole  bool          // the selected message is shown in full
	remote bool          // hide messages within a node
	kind   messages.Kind // show only this kind, "" for all
	who    messages.End  // show only this process, zero for all
}

// hear handles a new view of the messages.
func (m *Model) hear(v messages.View) {
	m.trace.talk = v
	m.fly(v.Messages)
}

func (m *Model) toggleTrace() {
	if m.focus == onTrace {
		m.focus, m.trace.shown, m.trace.at, m.trace.whole = onGuide, false, 0, false
		return
	}
	m.focus, m.trace.shown, m.showMap = onTrace, true, false
}

// traceKey moves the selection among the messages.
func (m *Model) traceKey(name string) {
	t := &m.trace
	switch name {
	case "up", "k":
		t.move(-1)
	case "down", "j":
		t.move(1)
	case "pgup":
		t.move(-m.bodyHeight() / 2)
	case "pgdown":
		t.move(m.bodyHeight() / 2)
	case "home":
		t.move(-len(t.talk.Messages))
	case "end":
		t.at, t.whole = 0, false
	}
}

// picked returns the messages that pass the filters.
func (t *trace) picked() []messages.Message {
	return slices.DeleteFunc(slices.Clone(t.talk.Messages), func(msg messages.Message) bool {
		return t.remote && (msg.Local() || msg.From.Node == "") || t.kind != "" && msg.Kind != t.kind || t.who != (messages.End{}) && !t.of(msg.From) && !t.of(msg.To)
	})
}

// of reports whether an end of a message is the process of the filter. It compares ids and names,
// because the process may have been registered since.
func (t *trace) of(e messages.End) bool {
	return e.Node == t.who.Node && (e.ID == t.who.ID && e.ID != "" || e.Name == t.who.Name && e.Name != "")
}

// move moves the selection. Moving past the newest message clears it, and the pane follows new
// messages.
func (t *trace) move(by int) {
	all := t.picked()
	i := slices.IndexFunc(all, func(msg messages.Message) bool { return msg.Serial == t.at })
	switch {
	case len(all) == 0:
		t.at = 0
		return
	case i < 0 && by > 0:
		return
	case i < 0:
		i = len(all)
	}
	if i+by >= len(all) {
		t.at, t.whole = 0, false
		return
	}
	t.at = all[max(0, i+by)].Serial
}

// looked returns the selected message, or nil.
func (t *trace) looked() *messages.Message {
	all := t.picked()
	if i := slices.IndexFunc(all, func(msg messages.Message) bool { return msg.Serial == t.at && t.at != 0 }); i >= 0 {
		return &all[i]
	}
	return nil
}

// open toggles whether the selected message is shown in full. It selects the newest message if
// none is selected.
func (t *trace) open() {
	if t.looked() == nil {
		t.move(-1)
	}
	t.whole = !t.whole && t.at != 0
}

func (t *trace) nextKind() {
	order := append([]messages.Kind{""}, messages.Kinds...)
	t.kind = order[(slices.Index(order, t.kind)+1)%len(order)]
}

// nextWho cycles the process filter: first the sender of the selected message, then its receiver,
// then no filter. Without a selection it takes the newest message.
func (t *trace) nextWho() {
	msg := t.looked()
	if msg == nil {
		if t.move(-1); t.looked() == nil {
			t.who = messages.End{}
			return
		}
		msg = t.looked()
	}
	ends := slices.DeleteFunc([]messages.End{msg.From, msg.To}, func(e messages.End) bool { return e.Node == "" })
	i := slices.IndexFunc(ends, t.of)
	if i+1 < len(ends) {
		t.who = ends[i+1]
		return
	}
	t.who = messages.End{}
}

// title describes the filters.
func (t *trace) title() string {
	parts := []string{"messages"}
	if t.kind != "" {
		parts = append(parts, "only: "+string(t.kind))
	}
	if t.who != (messages.End{}) {
		parts = append(parts, "only: "+t.who.Name+" on "+t.who.Node)
	}
	if t.remote {
		parts = append(parts, "between nodes")
	}
	return strings.Join(parts, " · ")
}

// lookedAt renders the selected message below the chart.
func (m *Model) lookedAt(width, most int) []string {
	msg := m.trace.looked()
	if msg == nil {
		return nil
	}
	rows := chart.Detail(m.theme, *msg, width)
	if !m.trace.whole {
		most = min(most, 4)
	}
	if len(rows) > most {
		rows = append(rows[:most-1:most-1], m.theme.Faint.Render(fmt.Sprintf("… %d more rows: enter", len(rows)-most+1)))
	}
	return rows
}

func (m *Model) traceBox(width, height int) []string {
	inner, room := width-2, height-2
	var below []string
	for _, row := range m.lookedAt(inner-2, room/2) {
		below = append(below, " "+row)
	}
	if len(below) > 0 {
		below = append([]string{m.theme.Faint.Render(strings.Repeat("─", inner))}, below...)
	}
	var rows []string
	if picked := m.trace.picked(); len(picked) > 0 || len(m.trace.talk.Mores) > 0 {
		c := chart.Chart{Nodes: m.nodeNames(), Messages: picked, Marks: m.marks(), Theme: m.theme}
		rows = c.Draw(chart.Window{Width: inner, Height: room - len(below), Selected: m.trace.at})
	} else {
		rows = strings.Split(paint.Indent(" "+paint.Wrap(m.silence(), inner-2), 1), "\n")
	}
	for len(rows) < room-len(below) {
		rows = append(rows, "")
	}
	return m.theme.Pane(m.trace.title(), append(rows[:room-len(below)], below...), width, m.focus == onTrace)
}

// silence explains why no message is shown.
func (m *Model) silence() string {
	if len(m.trace.talk.Messages) > 0 {
		return "The filters hide all messages: l, y and w change them."
	}
	return "None of your processes has sent a message yet. This chart shows the messages between the prompts, the project, and the processes that they start."
}

func (m *Model) nodeNames() []string {
	var names []string
	for _, p := range m.nodes() {
		names = append(names, p.node)
	}
	return names
}

// marks returns the events to show among the messages.
func (m *Model) marks() []chart.Mark {
	return append(chart.Mores(m.trace.talk.Mores), chart.Events(m.cluster.Events, m.lab.Called())...)
}

package present

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// This file tells when a beat that was begun is over.

// settle ends the beat that runs, once the event has come that it waits for.
func (m *Model) settle(msg tea.Msg) {
	if m.phase != running {
		return
	}
	b := m.beat()
	switch msg := msg.(type) {
	case workbook.Struck:
		if b.kind == fault && msg.Fault.String() == b.act.Fault {
			if m.struck = true; msg.Failed != "" {
				m.fail(msg.Failed)
				return
			}
		}
	case workbook.Counted:
		g := book.Guess(msg)
		m.counted = &g
	case workbook.Graded:
		if b.kind == check {
			m.checked(report.Result(msg))
			return
		}
	}
	switch {
	case b.kind == command && m.wb.Waits(b.act.On):
		m.evaluated()
	case b.kind == fault && m.standsStill():
		m.finish()
	case b.kind == await && m.met(), b.kind == together && m.linked():
		m.finish()
	}
}

// evaluated takes in what a line printed. One that the speaker typed is not the command.
func (m *Model) evaluated() {
	b := m.beat()
	if m.sent != b.act.Code {
		m.phase = idle
		return
	}
	if text := mistaken(b.act.Answer, m.out); text != "" {
		m.fail(text)
		return
	}
	m.finish()
}

// standsStill reports whether a fault has struck, the nodes are as it wants them, and the
// others know of those that ended: what is asked of them next may be about that.
func (m *Model) standsStill() bool {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil || !m.struck || m.guess != nil && m.counted == nil {
		return false
	}
	form, _ := f.Kind.Form()
	for _, node := range f.Nodes {
		if form.Starts && !m.wb.Waits(node) || form.Ends && (m.wb.IsUp(node) || m.listed(node)) {
			return false
		}
	}
	return true
}

// listed reports whether a node that is at work still counts another among its own.
func (m *Model) listed(node string) bool {
	return slices.ContainsFunc(m.wb.Cluster().Nodes, func(n census.Node) bool {
		return n.Up && !n.Frozen && slices.Contains(n.Peers, node)
	})
}

func (m *Model) checked(r report.Result) {
	if r.Verdict != report.Passed {
		m.fail(r.Said() + " " + r.Reason)
		return
	}
	m.finish()
}

// linked reports whether all nodes that are up are linked with each other.
func (m *Model) linked() bool {
	all := names(m.lab)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if m.wb.IsUp(a) && m.wb.IsUp(b) && !m.wb.Cluster().Linked(a, b) {
				return false
			}
		}
	}
	return true
}

// met reports whether all that the step waits for has come true.
func (m *Model) met() bool {
	way := m.wb.Way()
	for i := range way.Step().Until {
		if !way.Ticked(i) {
			return false
		}
	}
	return true
}

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

// This file decides when a running beat is done.

// settle marks the running beat as done if the event it waits for has occurred.
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

// evaluated checks the output of a command. If the speaker typed another line, the beat is idle
// again.
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

// standsStill reports whether a fault has struck, its nodes have reached their new state, and the
// other nodes have noticed the nodes that ended. The next beat may ask about any of these.
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

// listed reports whether a running node still lists the given node as a peer.
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

// linked reports whether every pair of running nodes is connected.
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

// met reports whether all expectations of the step are met.
func (m *Model) met() bool {
	way := m.wb.Way()
	for i := range way.Step().Until {
		if !way.Ticked(i) {
			return false
		}
	}
	return true
}

package workbook

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
)

// TestNoticesEndWithTheirCause checks that each notice stays after unrelated messages and
// disappears with its cause.
func TestNoticesEndWithTheirCause(t *testing.T) {
	kill := catalogue.Fault{Kind: catalogue.Kill, Nodes: []string{"node2"}}
	restart := catalogue.Fault{Kind: catalogue.Restart, Nodes: []string{"node2"}}
	linked := Cluster{Nodes: []census.Node{
		{State: census.State{Name: "node1", Up: true}, Peers: []string{"node2"}},
		{State: census.State{Name: "node2", Up: true}, Peers: []string{"node1"}},
	}}
	node2 := func(up bool) States { return States{{Name: "node2", Up: up}} }
	refused := Notice{Cause: Unconnected, Node: "node1", Peer: "node2", Text: "nobody is registered as node2"}
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	for _, test := range []struct {
		what   string
		says   tea.Msg
		stays  []tea.Msg
		ends   tea.Msg
		before tea.Msg
	}{
		{"a fault that is done", Notice{Cause: Striking, Fault: kill, Text: "kill"}, []tea.Msg{enter, node2(false)}, Struck{Fault: kill}, node2(true)},
		{"a restart that failed, and then came up", Struck{Fault: restart, Failed: "no answer"}, []tea.Msg{enter, linked, node2(false)}, node2(true), node2(false)},
		{"a restart that failed, and one that did not", Struck{Fault: restart, Failed: "no answer"}, []tea.Msg{Struck{Fault: catalogue.Fault{Kind: catalogue.Heal}}}, Struck{Fault: restart}, node2(false)},
		{"refused, then linked", refused, []tea.Msg{node2(false), node2(true)}, linked, Cluster{}},
		{"refused, then something else is typed", refused, []tea.Msg{node2(true)}, enter, Cluster{}},
		{"an error, then something else is typed", Notice{Cause: Misread, Node: "node1", Text: "that is text"}, []tea.Msg{linked, node2(true)}, enter, nil},
		{"not saved", Notice{Cause: Saving, Text: "disk full"}, []tea.Msg{enter, linked}, Notice{Cause: Saving}, nil},
		{"not kept", Notice{Cause: Unkept, Text: "disk full"}, []tea.Msg{enter}, Graded{}, nil},
		{"Caddy's file", Notice{Cause: Caddyfile, Text: "no"}, []tea.Msg{enter, Proxy{}}, Proxy{Up: true}, nil},
		{"an answer to a key", Notice{Cause: Key, Text: "no"}, []tea.Msg{linked, node2(true)}, enter, nil},
	} {
		m, _ := open(t, "0")
		up(m)
		m.asked = m.current().ID
		if test.before != nil {
			m.Update(test.before)
		}
		m.Update(test.says)
		for _, msg := range test.stays {
			if m.Update(msg); len(m.notices) == 0 {
				t.Errorf("%s: ended by %T", test.what, msg)
			}
		}
		if m.Update(test.ends); len(m.notices) != 0 {
			t.Errorf("%s: still there: %q", test.what, m.notices[0].Text)
		}
	}
}

// TestAFailureThatIsUntrueIsNotSaid reports a failed start of nodes that are up. No notice may
// appear.
func TestAFailureThatIsUntrueIsNotSaid(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	m.Update(Struck{Fault: catalogue.Fault{Kind: catalogue.Restart, Nodes: []string{"node1", "node2"}}, Failed: "does not answer"})
	if len(m.notices) != 0 {
		t.Errorf("%v", m.notices)
	}
}

// TestRunningChecksAreSeen checks that a zoomed prompt shows the current check, its duration, and
// finally the result.
func TestRunningChecksAreSeen(t *testing.T) {
	m, n := openGuide(t, "1")
	start := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	m.clock = func() time.Time { return start }
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	press(m, "c", "tab", "ctrl+z")
	n.check(t, 0, "grade")
	m.Update(Checking{Title: "send_msg/1 asks another node", From: "amber1", At: 2, Of: 5})
	m.Update(tick(start.Add(7 * time.Second)))
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	m.Update(Graded(report.Result{Verdict: report.NotYet}))
	if len(m.notices) != 1 {
		t.Fatalf("what was found is not told: %v", m.notices)
	}
	if press(m, "esc"); len(m.notices) != 0 {
		t.Errorf("told although it is on the screen: %v", m.notices)
	}
}

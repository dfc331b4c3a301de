package workbook

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/catalogue"
	"lab/labs/census"
	book "lab/labs/workbook"
	"lab/repl/line"
)

// five returns a lab of five nodes whose managers are counted.
func five(t *testing.T) (*Model, *notes) {
	t.Helper()
	l := &catalogue.Lab{ID: "five", Title: "Five nodes",
		Watch: &catalogue.Watch{Module: "Manager", Called: "managers"},
		Forecasts: []catalogue.Forecast{{Faults: []catalogue.FaultKind{catalogue.Kill},
			Ask: "How many managers will run on {node} one second later?", After: time.Second}},
		Steps: []*catalogue.Step{{ID: "look", Kind: catalogue.Observe, Title: "Look", Text: "Watch the bars."}}}
	for i := range 5 {
		l.Nodes = append(l.Nodes, catalogue.NodeSpec{Name: fmt.Sprint("node", i+1)})
	}
	h, err := line.OpenHistory("")
	if err != nil {
		t.Fatal(err)
	}
	n := &notes{}
	m := New(l, &book.LabProgress{}, "test", n, h)
	m.focus = onGuide
	return m, n
}

// busy simulates a cluster of five with faults: node5 is down, node4 is cut off, and a thousand
// managers run.
func busy(m *Model) {
	v := census.View{Total: 1000, Twice: 12, Globals: []string{":hello"}}
	var states States
	for i := range 5 {
		name := fmt.Sprint("node", i+1)
		n := census.Node{State: census.State{Name: name, Up: i < 4}, Known: 1000 - i}
		if i < 3 {
			n.Count = 330 - i*20
			n.Peers = []string{"node1", "node2", "node3"}
		}
		if i == 3 {
			n.Count = 70
		}
		v.Nodes = append(v.Nodes, n)
		states = append(states, census.State{Name: name, Up: i < 4})
		if i < 3 {
			v.Cuts = append(v.Cuts, [2]string{name, "node4"})
		}
	}
	for i := range 60 {
		v.Events = append(v.Events, census.Event{At: time.Duration(i) * 1500 * time.Millisecond,
			Kind: census.Started, Node: "node1", N: i + 4})
	}
	v.Events = append(v.Events,
		census.Event{At: 95 * time.Second, Kind: census.Killed, Text: "kill node5"},
		census.Event{At: 95100 * time.Millisecond, Kind: census.Down, Node: "node5", N: 211},
		census.Event{At: 95200 * time.Millisecond, Kind: census.Moved, From: "node5", Node: "node1", N: 211},
		census.Event{At: 97 * time.Second, Kind: census.Said, Text: "you said 300, there are 330: managers on node1, kill node5"},
		census.Event{At: 99 * time.Second, Kind: census.Cut, Text: "cut node1,node2,node3 node4"},
		census.Event{At: 100 * time.Second, Kind: census.NodeDown, Node: "node1", N: 1, Names: []string{"node4"}})
	for i := range v.Events {
		v.Events[i].Serial = i + 1
	}
	m.Update(states)
	m.Update(Cluster(v))
}

func TestMap(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			m, _ := five(t)
			m.Update(tea.WindowSizeMsg{Width: size.w, Height: size.h})
			busy(m)
			press(m, "m")
			golden.RequireEqual(t, []byte(checked(t, m)))
		})
	}
}

// checked returns the screen as text. It reports an error if the screen has another number of rows
// than the model, or if a row is too wide.
func checked(t *testing.T, m *Model) string {
	t.Helper()
	text := ansi.Strip(m.View().Content)
	rows := strings.Split(text, "\n")
	if len(rows) != m.height {
		t.Errorf("%d rows of %d", len(rows), m.height)
	}
	for i, row := range rows {
		if w := ansi.StringWidth(row); w > m.width {
			t.Errorf("row %d is %d wide", i, w)
		}
	}
	return text
}

// events returns the rows of the timeline on a screen.
func events(screen string) string {
	_, rows, _ := strings.Cut(screen, " timeline, ")
	_, rows, _ = strings.Cut(rows, "\n")
	return rows
}

// TestTheMapKeepsItsRows changes the state of all nodes and checks that node3 stays in its row.
func TestTheMapKeepsItsRows(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	press(m, "m")
	row := func(name string) int {
		for i, r := range strings.Split(ansi.Strip(m.View().Content), "\n")[:20] {
			if strings.Contains(r, " "+name+" ") && i > 0 {
				return i
			}
		}
		return -1
	}
	before := row("node3")
	busy(m)
	if after := row("node3"); before < 0 || after != before {
		t.Errorf("node3 was in row %d and is in row %d", before, after)
	}
}

func TestTheTimelineScrollsBack(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	busy(m)
	press(m, "m", "pgup")
	seen := checked(t, m)
	if strings.Contains(seen, "kill node5") || !strings.Contains(seen, "of 66") {
		t.Errorf("not scrolled back:\n%s", seen)
	}
	v := m.cluster
	v.Events = append(v.Events[:len(v.Events):len(v.Events)], census.Event{Serial: len(v.Events) + 1, At: time.Hour, Kind: census.Healed, Text: "heal"})
	m.Update(Cluster(v))
	if got := strings.ReplaceAll(checked(t, m), "of 67", "of 66"); got != seen {
		t.Errorf("a new event moved what is looked at:\n%s", got)
	}
	rows := func() string { return events(checked(t, m)) }
	before := rows()
	v.Events = append(v.Events[1:len(v.Events):len(v.Events)], census.Event{Serial: len(v.Events) + 1, At: time.Hour, Kind: census.Healed, Text: "heal"})
	if m.Update(Cluster(v)); rows() != before {
		t.Errorf("an event that pushed out an old one moved what is looked at:\n%s", rows())
	}
	press(m, "end")
	if !strings.Contains(checked(t, m), "1:00:00") && !strings.Contains(checked(t, m), "60:00.0") {
		t.Error("the end does not show the last event")
	}
}

func TestAFaultAsksFirst(t *testing.T) {
	m, n := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	busy(m)
	press(m, "f", "k", "1")
	if len(n.asked) > 0 {
		t.Fatalf("struck before the answer: %q", n.asked)
	}
	golden.RequireEqual(t, []byte(checked(t, m)))
	press(m, "enter", "4", "0", "0", "enter")
	n.last(t, "kill node1 after a guess of 400")
	fact := 380
	m.Update(Counted(book.Guess{Fault: "kill node1", Said: 400, Fact: &fact}))
	if g := m.way.Progress.Guesses; len(g) != 1 || *g[0].Fact != 380 {
		t.Errorf("kept: %+v", g)
	}
	if n := m.notices[len(m.notices)-1]; n.Text != "you said 400, there are 380: managers, kill node1" {
		t.Errorf("it says %q", n.Text)
	}
}

func TestACutBetweenGroups(t *testing.T) {
	m, n := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	busy(m)
	press(m, "f", "x", "4", "5", "enter", "enter")
	n.last(t, "cut node4,node5 node1,node2,node3")
	press(m, "f", "x", "1", "enter", "2", "3", "4", "enter")
	n.last(t, "cut node1 node5")
	press(m, "f", "h")
	n.last(t, "heal")
}

// TestALabOfPages checks the map of two web nodes with Caddy in front of them.
func TestALabOfPages(t *testing.T) {
	l := &catalogue.Lab{ID: "pages", Title: "Pages", Page: "/hello", Proxy: &catalogue.Proxy{Config: "Caddyfile", Port: 8080},
		Nodes: []catalogue.NodeSpec{{Name: "node1", Project: true, Serve: true, Port: 4005}, {Name: "node2", Project: true, Serve: true, Port: 4006}},
		Steps: []*catalogue.Step{{ID: "look", Kind: catalogue.Observe, Title: "Look", Text: "Open the page."}}}
	h, err := line.OpenHistory("")
	if err != nil {
		t.Fatal(err)
	}
	n := &notes{}
	m := New(l, &book.LabProgress{}, "test", n, h)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 24})
	m.Update(States{{Name: "node1", Up: true}, {Name: "node2", Up: true}})
	m.Update(Proxy{Up: true})
	m.Update(Output{Node: catalogue.ProxyName, Text: "INFO serving initial configuration\n"})
	c := census.New([]string{"node1", "node2"})
	c.Take(time.Second, census.Report{Node: "node1", Served: []string{"GET /hello 200", "GET /hello 200"}})
	c.Take(time.Second, census.Report{Node: "node2", Served: []string{"GET /hello 200"}})
	m.Update(Cluster(c.View(time.Second)))
	press(m, "o")
	n.last(t, "open")
	press(m, "m")
	t.Run("map", func(t *testing.T) { golden.RequireEqual(t, []byte(checked(t, m))) })
	press(m, "esc", "alt+3", "x")
	t.Run("caddy", func(t *testing.T) { golden.RequireEqual(t, []byte(checked(t, m))) })
}

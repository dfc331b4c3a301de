package observe

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/census"
	"lab/labs/messages"
	cluster "lab/labs/observe"
	"lab/repl/paint"
)

// A driver records its calls.
type driver struct {
	orders []cluster.Order
	fails  error
}

func (d *driver) Do(o cluster.Order) error {
	d.orders = append(d.orders, o)
	return d.fails
}

// shop returns a cluster of four nodes: two nodes that exchange messages, an Erlang node that is
// cut off, and a node that is down.
func shop() cluster.Snapshot {
	node := func(name, kind string, peers ...string) cluster.Node {
		return cluster.Node{Name: name + "@localhost", State: cluster.Up, Lab: kind == "lab", Kind: kind, PID: 4711, Here: true, Peers: peers, Living: 21, Memory: 50 << 20, Work: 1234,
			Names: []string{"clerk", "rex"}, Tabled: 1, Apps: []string{"elixir 1.18.4", "kernel 8.5.3"}}
	}
	a, b := node("a", "lab", "b@localhost"), node("b", "lab", "a@localhost")
	a.Traffic = []cluster.Traffic{{Peer: "b@localhost", In: 3, Out: 12}}
	a.Processes = []cluster.Process{
		{PID: "<0.201.0>", Name: "clerk", Initial: "Shop.Clerk.init/1", Queue: 3, Memory: 4000, Work: 99},
		{PID: "<0.202.0>", Initial: "Shop.Till.init/1", Memory: 2600},
		{PID: "<0.11.0>", Name: "rex", Initial: "rex.init/1", Memory: 2200, System: true},
	}
	a.Globals = []cluster.Global{{Name: "boss", Node: "b@localhost", PID: "<0.9.0>"}}
	a.Tables = []cluster.Table{{Name: "stock", Owner: "<0.201.0>", Type: "set", Protection: "public", Size: 12, Words: 400}}
	a.Trees = []cluster.Branch{{Name: "Shop", PID: "<0.200.0>", Supervisor: true, Children: []cluster.Branch{
		{ID: "tills", PID: "<0.199.0>", Supervisor: true, Children: []cluster.Branch{{ID: "undefined", Name: "Shop.Till.init/1", PID: "<0.202.0>"}}, More: 7},
		{ID: "clerk", Name: "clerk", PID: "<0.201.0>"}, {ID: "late", PID: "restarting"}}}}
	end := func(node, name string) messages.End { return messages.End{Node: node, ID: name, Name: name} }
	return cluster.Snapshot{At: 83 * time.Second,
		Nodes: []cluster.Node{a, b, {Name: "down@localhost", State: cluster.Down, Why: "not registered"}, node("real", "Elixir 1.14.0, OTP 25", "a@localhost")},
		Cuts:  [][2]string{{"b@localhost", "real@localhost"}},
		Events: []census.Event{
			{Serial: 1, At: time.Second, Kind: census.NodeUp, Node: "a@localhost", N: 1, Names: []string{"b@localhost"}},
			{Serial: 2, At: 2 * time.Second, Kind: census.Cut, Text: "cut b@localhost from real@localhost"},
			{Serial: 3, At: 3 * time.Second, Kind: census.Started, Node: "a@localhost", N: 1, Names: []string{"clerk"}},
			{Serial: 4, At: 4 * time.Second, Kind: census.Down, Node: "down@localhost"}},
		Traced: []cluster.Place{{Node: "a@localhost", PID: "<0.201.0>"}},
		Messages: messages.View{Messages: []messages.Message{
			{Serial: 1, Sent: 5 * time.Second, Got: 5 * time.Second, From: end("b", "shell"), To: end("a", "clerk"), Kind: messages.Call, Text: ":count", Fate: messages.Arrived},
			{Serial: 2, Sent: 6 * time.Second, From: end("a", "clerk"), To: end("real", "clerk"), Kind: messages.Plain, Text: "{:hello, 1}", Fate: messages.Lost},
		}}}
}

func screen(width, height int) (*Model, *driver) {
	d := &driver{}
	m := New(d)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m.Update(Seen(shop()))
	return m, d
}

var named = map[string]rune{"tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "end": tea.KeyEnd, "esc": tea.KeyEsc}

// press presses keys and runs the resulting Bubble Tea commands.
func press(m *Model, keys ...string) {
	for _, k := range keys {
		msg := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		if code, ok := named[k]; ok {
			msg = tea.KeyPressMsg{Code: code}
		}
		if _, cmd := m.Update(msg); cmd != nil {
			if done, ok := cmd().(Done); ok {
				m.Update(done)
			}
		}
	}
}

func shown(m *Model) string { return ansi.Strip(m.screen()) }

func TestScreens(t *testing.T) {
	for name, c := range map[string]struct {
		width, height int
		keys          []string
	}{
		"map": {80, 24, nil}, "wide map": {200, 50, []string{"tab"}}, "drawn map": {110, 50, nil}, "processes": {80, 24, []string{"2", "a", "down"}}, "names": {80, 24, []string{"3"}},
		"tables": {80, 24, []string{"4"}}, "trees": {80, 24, []string{"5", "down", "down"}}, "messages": {80, 24, []string{"6"}}, "wide messages": {160, 30, []string{"6"}}, "a message": {80, 24, []string{"6", "up", "up"}},
		"down": {80, 24, []string{"tab", "tab"}}, "nothing": {80, 24, []string{"tab", "2"}}, "timeline": {80, 24, []string{"l", "up"}}, "question": {80, 24, []string{"k"}},
		"peers": {80, 24, []string{"tab", "c"}}, "help": {80, 24, []string{"?"}}, "small": {40, 10, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := screen(c.width, c.height)
			press(m, c.keys...)
			golden.RequireEqual(t, shown(m))
		})
	}
}

// TestNoRowIsTooWide checks that the view fits the window at any size.
func TestNoRowIsTooWide(t *testing.T) {
	for width := paint.Smallest.Width; width < 220; width += 23 {
		for height := paint.Smallest.Height; height < 60; height += 11 {
			m, _ := screen(width, height)
			for _, page := range []string{"1", "2", "3", "4", "5", "6", "l"} {
				press(m, page)
				rows := strings.Split(shown(m), "\n")
				if len(rows) != height {
					t.Fatalf("%d by %d, page %s: %d rows", width, height, page, len(rows))
				}
				for _, row := range rows {
					if w := ansi.StringWidth(row); w != width {
						t.Fatalf("%d by %d, page %s: %d columns in %q", width, height, page, w, row)
					}
				}
			}
		}
	}
}

func TestDeeds(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want []cluster.Order
	}{
		"kill, with a yes":       {[]string{"k", "y"}, []cluster.Order{{Deed: cluster.Kill, Node: "a@localhost"}}},
		"kill, with no yes":      {[]string{"k", "k"}, nil},
		"kill what is down":      {[]string{"tab", "tab", "k", "y"}, nil},
		"freeze":                 {[]string{"tab", "f", "y"}, []cluster.Order{{Deed: cluster.Freeze, Node: "b@localhost"}}},
		"cut":                    {[]string{"c", "1", "y"}, []cluster.Order{{Deed: cluster.Cut, Node: "a@localhost", Peer: "b@localhost"}}},
		"cut, a number too far":  {[]string{"c", "9", "y"}, nil},
		"heal asks nothing":      {[]string{"tab", "h", "1"}, []cluster.Order{{Deed: cluster.Heal, Node: "b@localhost", Peer: "real@localhost"}}},
		"nothing to heal":        {[]string{"h", "1"}, nil},
		"kill a process":         {[]string{"2", "down", "x", "y"}, []cluster.Order{{Deed: cluster.Kill, Node: "a@localhost", PID: "<0.202.0>"}}},
		"kill no process":        {[]string{"x", "y"}, nil},
		"trace asks nothing":     {[]string{"2", "t"}, []cluster.Order{{Deed: cluster.Trace, Node: "a@localhost", PID: "<0.201.0>"}}},
		"a child without a pid":  {[]string{"5", "end", "x", "y"}, nil},
		"a supervisor of a tree": {[]string{"5", "down", "x", "y"}, []cluster.Order{{Deed: cluster.Kill, Node: "a@localhost", PID: "<0.199.0>"}}},
	} {
		m, d := screen(80, 24)
		press(m, c.keys...)
		if !slices.Equal(d.orders, c.want) {
			t.Errorf("%s: %v, want %v", name, d.orders, c.want)
		}
	}
}

func TestAFailureIsShownUntilTheNextKey(t *testing.T) {
	m, d := screen(80, 24)
	d.fails = errors.New("it is not here")
	press(m, "k", "y")
	if !strings.Contains(shown(m), "! it is not here") {
		t.Errorf("\n%s", shown(m))
	}
	press(m, "2")
	if strings.Contains(shown(m), "it is not here") {
		t.Error("it is shown still")
	}
}

// TestTheTimelineStays scrolls the timeline back. A new event, which pushes out the oldest one, does
// not move it.
func TestTheTimelineStays(t *testing.T) {
	m, _ := screen(80, 24)
	press(m, "l", "up")
	before := m.back
	s := shop()
	s.Events = append(s.Events[1:], census.Event{Serial: 5, At: time.Minute, Kind: census.Healed, Text: "heal"})
	m.Update(Seen(s))
	if text := shown(m); before == 0 || m.back != before+1 || strings.Contains(text, "heal b") || !strings.Contains(text, "clerk") {
		t.Errorf("%d events back, then %d:\n%s", before, m.back, text)
	}
}

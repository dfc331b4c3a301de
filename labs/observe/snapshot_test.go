package observe

import (
	"strings"
	"testing"
)

func TestLinked(t *testing.T) {
	s := Snapshot{Nodes: []Node{{Name: "a", State: Up, Peers: []string{"b", "c"}}, {Name: "b", State: Up}, {Name: "c", State: Down, Peers: []string{"b"}}},
		Cuts: [][2]string{{"a", "b"}}}
	for _, c := range []struct {
		a, b        string
		linked, cut bool
	}{{"a", "b", true, true}, {"b", "a", true, true}, {"a", "c", true, false}, {"b", "c", false, false}, {"a", "nobody", false, false}} {
		if s.Linked(c.a, c.b) != c.linked || s.IsCut(c.a, c.b) != c.cut {
			t.Errorf("%s, %s: linked %v, cut %v", c.a, c.b, s.Linked(c.a, c.b), s.IsCut(c.a, c.b))
		}
	}
}

func TestAsks(t *testing.T) {
	s := Snapshot{Nodes: []Node{{Name: "a", Lab: true, PID: 7, Here: true}, {Name: "b", Lab: true}, {Name: "real", PID: 8}}}
	for _, c := range []struct {
		order Order
		says  string
	}{
		{Order{Deed: Kill, Node: "a"}, "Its process 7 receives kill -9"},
		{Order{Deed: Kill, Node: "real"}, "asks the node to halt"},
		{Order{Deed: Kill, Node: "a", PID: "<0.1.0>"}, "exit(pid, kill)"},
		{Order{Deed: Freeze, Node: "a"}, "until you thaw it"},
		{Order{Deed: Cut, Node: "a", Peer: "b"}, "they drop the messages between them"},
		{Order{Deed: Cut, Node: "a", Peer: "real"}, "wrong cookie"},
	} {
		if got := c.order.Asks(s); !strings.Contains(got, c.says) {
			t.Errorf("%v: %s", c.order, got)
		}
	}
	for _, d := range []Deed{Thaw, Heal, Trace} {
		if got := (Order{Deed: d, Node: "a"}).Asks(s); got != "" {
			t.Errorf("%s asks %s", d, got)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1 kB", 2600: "2.5 kB", 50 << 20: "50 MB", 3 << 40: "3 TB", 5000 << 40: "5000 TB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestRows(t *testing.T) {
	n := Node{Trees: []Branch{
		{Name: "top", PID: "<0.1.0>", Supervisor: true, More: 2, Children: []Branch{{ID: "one", PID: "<0.2.0>", Busy: true, Supervisor: true}, {ID: "two", Name: "two", PID: "restarting"}}},
		{Name: "other", PID: "<0.9.0>", Supervisor: true}}}
	var got []string
	for _, r := range n.Rows() {
		got = append(got, r.Lead+r.Says())
	}
	want := []string{"top <0.1.0> (supervisor)", "├ one <0.2.0> (supervisor, busy)", "├ two restarting", "└ 2 more", "other <0.9.0> (supervisor)"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s", strings.Join(got, "\n"))
	}
}

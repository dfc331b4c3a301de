package census

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

func processes(prefix string, n int) []Process {
	var out []Process
	for i := range n {
		out = append(out, Process{ID: fmt.Sprint(prefix, i), Name: fmt.Sprint("name", i)})
	}
	return out
}

func ends(prefix string, n int) []End {
	var out []End
	for i := range n {
		out = append(out, End{ID: fmt.Sprint(prefix, i)})
	}
	return out
}

func up(c *Census, names ...string) {
	for _, name := range names {
		c.Set(0, State{Name: name, Up: true})
		c.Take(0, Report{Node: name, Fresh: true})
	}
}

func story(v View) string {
	var lines []string
	for _, e := range v.Events {
		lines = append(lines, fmt.Sprintf("%s %s: %s", e.At, e.Kind, e.Says("managers")))
	}
	return strings.Join(lines, "\n")
}

func wantStory(t *testing.T, v View, want ...string) {
	t.Helper()
	if got := story(v); got != strings.Join(want, "\n") {
		t.Errorf("timeline:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func TestAKilledNodesProcessesMove(t *testing.T) {
	c := New([]string{"a", "b"})
	up(c, "a", "b")
	c.Take(100*ms, Report{Node: "a", Started: processes("a", 400), Peers: []string{"b"}, Known: 400})
	c.Take(200*ms, Report{Node: "a", Peers: []string{"b"}, Known: 400})
	c.Set(2000*ms, State{Name: "a"})
	c.Take(2100*ms, Report{Node: "b", Started: processes("b", 400), Known: 400})
	v := c.View(2100 * ms)
	if v.Total != 400 || v.Nodes[0].Count != 0 || v.Nodes[1].Count != 400 || v.Twice != 0 {
		t.Errorf("%d in all, nodes %+v, %d twice", v.Total, v.Nodes, v.Twice)
	}
	wantStory(t, v,
		"100ms started: 400 managers on a",
		"100ms nodeup: a is connected to b",
		"2s down: a is down, with 400 managers",
		"2.1s moved: 400 managers from a to b")
}

// TestAMoveToldBackwards lets a process move to another node. The new node reports the start before
// the old node reports the end.
func TestAMoveToldBackwards(t *testing.T) {
	c := New([]string{"a", "b"})
	up(c, "a", "b")
	c.Take(100*ms, Report{Node: "a", Started: processes("a", 2)})
	c.Take(3000*ms, Report{Node: "b", Started: processes("b", 2)})
	c.Take(3090*ms, Report{Node: "a", Ended: ends("a", 2)})
	wantStory(t, c.View(3100*ms),
		"100ms started: name0, name1 on a",
		"3.09s moved: name0, name1 from a to b")
}

func TestTwiceOnlyWhenItLasts(t *testing.T) {
	c := New([]string{"a", "b"})
	up(c, "a", "b")
	c.Take(0, Report{Node: "a", Started: processes("a", 3)})
	c.Take(100*ms, Report{Node: "b", Started: processes("b", 3)})
	if v := c.View(200 * ms); v.Twice != 0 {
		t.Errorf("%d twice before it has lasted", v.Twice)
	}
	if v := c.View(600 * ms); v.Twice != 3 || v.Total != 6 {
		t.Errorf("%d twice of %d", v.Twice, v.Total)
	}
	c.Take(5000*ms, Report{Node: "b", Ended: []End{{ID: "b0", Conflict: true}, {ID: "b1", Conflict: true}}})
	v := c.View(6000 * ms)
	if v.Twice != 1 {
		t.Errorf("%d twice after two conflicts", v.Twice)
	}
	if last := v.Events[len(v.Events)-1]; last.Kind != Conflict || last.N != 2 {
		t.Errorf("the last event is %+v", last)
	}
}

func TestANewLifeForgetsTheOld(t *testing.T) {
	c := New([]string{"a"})
	up(c, "a")
	c.Take(0, Report{Node: "a", Started: processes("a", 3), Names: []string{"x"}})
	c.Set(ms, State{Name: "a"})
	c.Set(2*ms, State{Name: "a", Up: true})
	c.Take(3*ms, Report{Node: "a", Fresh: true})
	if v := c.View(4 * ms); v.Total != 0 || len(v.Nodes[0].Names) != 0 {
		t.Errorf("%+v", v.Nodes[0])
	}
}

func TestTheTimelineIsBounded(t *testing.T) {
	c := New([]string{"a"})
	for i := range maxEvents + 50 {
		c.Note(Event{At: time.Duration(i) * time.Minute, Kind: Cut, Text: fmt.Sprint(i)})
	}
	v := c.View(0)
	if len(v.Events) != maxEvents || v.Events[0].Text != "50" {
		t.Errorf("%d events, the first is %q", len(v.Events), v.Events[0].Text)
	}
}

// TestHold scrolls a full timeline back. New events push old ones out, and the last visible event
// stays the same as long as it exists.
func TestHold(t *testing.T) {
	c := New([]string{"a"})
	note := func(n int) []Event {
		for range n {
			c.Note(Event{At: time.Duration(c.added) * time.Minute, Kind: Cut, Text: fmt.Sprint(c.added + 1)})
		}
		return c.View(0).Events
	}
	old := note(maxEvents)
	for _, w := range []struct{ back, more, want int }{
		{0, 3, 0},
		{10, 0, 10},
		{10, 3, 13},
		{990, 3, 993},
		{995, 10, maxEvents}, // it has been dropped
	} {
		now := note(w.more)
		got := Hold(old, now, w.back)
		if got != w.want {
			t.Errorf("%d events back, %d more: %d", w.back, w.more, got)
		}
		if want := old[len(old)-1-w.back].Text; got > 0 && got < maxEvents && now[len(now)-1-got].Text != want {
			t.Errorf("%d events back, %d more: event %s, want %s", w.back, w.more, now[len(now)-1-got].Text, want)
		}
		old = now
	}
}

// TestLinksAreCounted connects nodes again and again. Each peer is listed once.
func TestLinksAreCounted(t *testing.T) {
	for _, w := range []struct {
		event Event
		want  string
	}{
		{Event{Kind: NodeUp, Node: "a", N: 1, Names: []string{"b"}}, "a is connected to b"},
		{Event{Kind: NodeUp, Node: "a", N: 3, Names: []string{"b", "c", "b"}}, "a is connected to b, 2 times, c"},
		{Event{Kind: NodeDown, Node: "a", N: 8, Names: []string{"b", "c", "d", "e", "f", "g"}}, "a lost b, c, d, e, f, g, 2 more"},
	} {
		if got := w.event.Says(""); got != w.want {
			t.Errorf("got %q, want %q", got, w.want)
		}
	}
}

func TestRequestsAreToldTogether(t *testing.T) {
	c := New([]string{"a"})
	up(c, "a")
	c.Unlist("/health")
	c.Take(0, Report{Node: "a", Served: []string{"GET /hello 200", "GET /health 200", "GET /hello 200"}})
	c.Take(500*ms, Report{Node: "a", Served: []string{"POST /hello 302"}})
	v := c.View(time.Second)
	if n := v.Nodes[0].Served; n != 3 {
		t.Errorf("%d served", n)
	}
	last := v.Events[len(v.Events)-1]
	if got, want := last.Says(""), "a served GET /hello 200, 2 times, POST /hello 302"; last.Kind != Served || got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

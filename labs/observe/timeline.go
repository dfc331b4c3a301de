package observe

import (
	"maps"
	"slices"
	"time"

	"lab/labs/census"
)

// A Timeline derives events from the changes between successive states of nodes. It is not safe
// for concurrent use.
type Timeline struct {
	census  *census.Census
	names   map[string]map[string]bool // registered names by node
	globals map[string]string          // nodes by global name
	seen    map[string]bool
}

// NewTimeline returns an empty timeline.
func NewTimeline() *Timeline {
	return &Timeline{census: census.New(nil), names: map[string]map[string]bool{}, globals: map[string]string{}, seen: map[string]bool{}}
}

// See processes the current state of a node.
func (t *Timeline) See(at time.Duration, n Node) {
	fresh := !t.seen[n.Name]
	if fresh && n.State == Asking {
		return
	}
	if fresh {
		t.seen[n.Name] = true
		t.census.Meet(n.Name)
	}
	t.census.Set(at, census.State{Name: n.Name, Up: n.State != Down, Frozen: n.State == Frozen})
	switch n.State {
	case Down:
		delete(t.names, n.Name)
	case Up:
		t.census.Take(at, census.Report{Node: n.Name, Peers: n.Peers, Known: -1})
		t.registered(at, n)
		t.global(at, n)
	}
}

// registered adds events for names that a node gained or lost. It ignores the names that the node
// has when it is first seen.
func (t *Timeline) registered(at time.Duration, n Node) {
	old, known := t.names[n.Name]
	now := map[string]bool{}
	for _, name := range n.Names {
		now[name] = true
		if known && !old[name] {
			t.census.Note(census.Event{At: at, Kind: census.Started, Node: n.Name, N: 1, Names: []string{name}})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if !now[name] {
			t.census.Note(census.Event{At: at, Kind: census.Ended, Node: n.Name, N: 1, Names: []string{name}})
		}
	}
	t.names[n.Name] = now
}

// global adds events for global names that appeared or moved.
func (t *Timeline) global(at time.Duration, n Node) {
	for _, g := range n.Globals {
		was, known := t.globals[g.Name]
		if g.Node != n.Name || was == g.Node { // trust only the name's own node
			continue
		}
		e := census.Event{At: at, Kind: census.Started, Node: g.Node, N: 1, Names: []string{g.Name}}
		if known {
			e.Kind, e.From = census.Moved, was
		}
		t.census.Note(e)
		t.globals[g.Name] = g.Node
	}
}

// Note adds an event caused by this observer.
func (t *Timeline) Note(e census.Event) { t.census.Note(e) }

// Events returns all events, oldest first.
func (t *Timeline) Events(at time.Duration) []census.Event { return t.census.View(at).Events }

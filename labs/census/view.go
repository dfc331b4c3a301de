package census

import (
	"slices"
	"strings"
	"time"
)

// A View is a census as it can be shown; it shares nothing with it.
type View struct {
	Nodes []Node
	// Globals are the names registered for the whole cluster, by any node's account.
	Globals []string
	Cuts    [][2]string
	// Total counts all processes. Twice counts names that have been alive on more
	// than one node for longer than a move takes to be told.
	Total, Twice int
	Events       []Event
}

// A Node is one row of the view.
type Node struct {
	State
	Count int
	// Known is how many its registry knows, negative where it has none.
	Known int
	// Served is how many requests its web server answered.
	Served int
	Peers  []string
	Names  []string
}

// Says is how the node is, in a few words.
func (n Node) Says() string {
	switch {
	case n.Frozen:
		return "frozen"
	case !n.Up:
		return "down"
	case len(n.Peers) == 0:
		return "up, alone"
	}
	return "up, with " + strings.Join(slices.Sorted(slices.Values(n.Peers)), ", ")
}

// settled is how long a name must be alive twice to count: reports of two nodes
// do not come at the same moment.
const settled = 400 * time.Millisecond

// View returns the census as it is at a time.
func (c *Census) View(at time.Duration) View {
	v := View{Cuts: slices.Clone(c.cuts), Events: slices.Clone(c.log)}
	for _, n := range c.nodes {
		v.Nodes = append(v.Nodes, Node{State: n.State, Count: len(n.alive), Known: n.known, Served: n.served,
			Peers: slices.Clone(n.peers), Names: slices.Clone(n.names)})
		v.Total += len(n.alive)
		for _, g := range n.globals {
			if !slices.Contains(v.Globals, g) {
				v.Globals = append(v.Globals, g)
			}
		}
	}
	slices.Sort(v.Globals)
	for _, since := range c.twice {
		if at-since >= settled {
			v.Twice++
		}
	}
	return v
}

// Linked reports whether both ends of a link list each other.
func (v View) Linked(a, b string) bool { return v.lists(a, b) && v.lists(b, a) }

func (v View) lists(a, b string) bool {
	for _, n := range v.Nodes {
		if n.Name == a {
			return slices.Contains(n.Peers, b)
		}
	}
	return false
}

// IsCut reports whether the link between two nodes is cut.
func (v View) IsCut(a, b string) bool {
	return slices.Contains(v.Cuts, [2]string{min(a, b), max(a, b)})
}

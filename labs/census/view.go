package census

import (
	"slices"
	"strings"
	"time"
)

// A View is a copy of a census at one time, for display.
type View struct {
	Nodes []Node
	// Globals are the names that any node knows to be registered in the whole cluster.
	Globals []string
	Cuts    [][2]string
	// Total is the number of all processes. Twice is the number of names that are alive on several
	// nodes, not counting those that may just be moving.
	Total, Twice int
	Events       []Event
}

// A Node is the view of one node.
type Node struct {
	State
	Count int
	// Known is the number of processes in its registry, or negative if it has none.
	Known int
	// Served is the number of requests that its web server has answered.
	Served int
	Peers  []string
	Names  []string
}

// Says describes the state of the node in a few words.
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

// settled is the time for which a name must be alive on several nodes to count as a duplicate. The
// reports of two nodes do not arrive at the same time.
const settled = 400 * time.Millisecond

// View returns the state of the census at the given time.
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

// Linked reports whether both nodes of a link list each other as peers.
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

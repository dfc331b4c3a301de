package census

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Report lists the changes on a node since its last report.
type Report struct {
	Node string
	// Fresh is set in the first report of a node's run. It invalidates earlier reports.
	Fresh   bool
	Started []Process
	Ended   []End
	// Peers are the nodes to which the node is connected.
	Peers []string
	// Known is the number of processes in the node's registry, or negative if the node has no
	// registry.
	Known int
	// Names are the local names registered since the node's start. Globals are the names that are
	// registered in the whole cluster, as far as the node knows.
	Names, Globals []string
	// Served are the requests that its web server has answered, such as GET /hello 200.
	Served []string
}

// A Process is a counted process. Its name may be empty.
type Process struct{ ID, Name string }

// An End is the end of a process. Conflict reports whether the process ended because its name was
// already taken.
type End struct {
	ID       string
	Conflict bool
}

// A State is the state of a node as seen from outside.
type State struct {
	Name       string
	Up, Frozen bool
}

// A Census is the state of a cluster over time. All times are relative to the start of the lab. A
// Census is not safe for concurrent use.
type Census struct {
	nodes []*node
	// where maps each name to the nodes on which it is alive. last maps each name to the node on
	// which it was last seen to end.
	where map[string]map[string]bool
	last  map[string]string
	// twice maps each name that is alive on several nodes to the time since which that is so.
	twice map[string]time.Duration
	cuts  [][2]string
	log   []Event
	added int // the number of events so far
	// unlisted are paths whose requests are ignored.
	unlisted []string
}

type node struct {
	State
	alive          map[string]string // names by process id
	peers          []string
	known          int
	names, globals []string
	seen           bool // the node has been up at least once
	served         int
}

// New returns a census of the given nodes, in this order.
func New(names []string) *Census {
	c := &Census{where: map[string]map[string]bool{}, last: map[string]string{}, twice: map[string]time.Duration{}}
	for _, name := range names {
		c.Meet(name)
	}
	return c
}

// Meet adds a node to the end of the list.
func (c *Census) Meet(name string) {
	c.nodes = append(c.nodes, &node{State: State{Name: name}, alive: map[string]string{}, known: -1})
}

func (c *Census) node(name string) *node {
	for _, n := range c.nodes {
		if n.Name == name {
			return n
		}
	}
	return nil
}

// Set updates the state of a node.
func (c *Census) Set(at time.Duration, s State) {
	n := c.node(s.Name)
	if n == nil || n.State == s {
		return
	}
	was := n.State
	n.State = s
	switch {
	case was.Up && !s.Up:
		lost := len(n.alive)
		c.forget(at, n)
		c.add(Event{At: at, Kind: Down, Node: n.Name, N: lost})
	case !was.Up && s.Up && n.seen:
		c.add(Event{At: at, Kind: Up, Node: n.Name})
	}
	n.seen = n.seen || s.Up
}

// forget removes all processes, links and names of a node.
func (c *Census) forget(at time.Duration, n *node) {
	for id := range n.alive {
		c.end(at, n, id)
	}
	n.peers, n.names, n.globals, n.known = nil, nil, nil, -1
}

// Unlist ignores the requests of a path, such as the periodic health checks of the proxy.
func (c *Census) Unlist(path string) { c.unlisted = append(c.unlisted, path) }

// SetCuts updates the set of cut links.
func (c *Census) SetCuts(cuts [][2]string) { c.cuts = cuts }

// Take processes a report of a node.
func (c *Census) Take(at time.Duration, r Report) {
	n := c.node(r.Node)
	if n == nil {
		return
	}
	if r.Fresh {
		c.forget(at, n)
	}
	for _, e := range r.Ended {
		if name, ok := n.alive[e.ID]; ok {
			c.ended(at, n, e, name)
		}
	}
	for _, p := range r.Started {
		c.started(at, n, p)
	}
	c.linked(at, n, r.Peers)
	c.served(at, n, r.Served)
	n.known, n.names, n.globals = r.Known, r.Names, r.Globals
}

func (c *Census) started(at time.Duration, n *node, p Process) {
	n.alive[p.ID] = p.Name
	e := Event{At: at, Kind: Started, Node: n.Name, N: 1, Names: names(p.Name)}
	if p.Name != "" {
		if c.where[p.Name] == nil {
			c.where[p.Name] = map[string]bool{}
		}
		c.where[p.Name][n.Name] = true
		if len(c.where[p.Name]) > 1 {
			if _, ok := c.twice[p.Name]; !ok {
				c.twice[p.Name] = at
			}
		} else if from, ok := c.last[p.Name]; ok && from != n.Name {
			e.Kind, e.From = Moved, from
		}
	}
	c.add(e)
}

func (c *Census) ended(at time.Duration, n *node, e End, name string) {
	others := c.end(at, n, e.ID)
	switch {
	case e.Conflict:
		c.add(Event{At: at, Kind: Conflict, Node: n.Name, N: 1, Names: names(name)})
	case len(others) == 1 && c.unstart(at, others[0]):
		c.add(Event{At: at, Kind: Moved, Node: others[0], From: n.Name, N: 1, Names: names(name)})
	default:
		c.add(Event{At: at, Kind: Ended, Node: n.Name, N: 1, Names: names(name)})
	}
}

// end removes a process and returns the other nodes on which its name is alive.
func (c *Census) end(at time.Duration, n *node, id string) []string {
	name := n.alive[id]
	delete(n.alive, id)
	if name == "" {
		return nil
	}
	delete(c.where[name], n.Name)
	c.last[name] = n.Name
	others := slices.Sorted(maps.Keys(c.where[name]))
	if len(others) < 2 {
		delete(c.twice, name)
	}
	if len(others) == 0 {
		delete(c.where, name)
	}
	return others
}

// linked adds events for the links that a node gained and lost.
func (c *Census) linked(at time.Duration, n *node, peers []string) {
	for _, p := range peers {
		if !slices.Contains(n.peers, p) {
			c.add(Event{At: at, Kind: NodeUp, Node: n.Name, N: 1, Names: []string{p}})
		}
	}
	for _, p := range n.peers {
		if !slices.Contains(peers, p) {
			c.add(Event{At: at, Kind: NodeDown, Node: n.Name, N: 1, Names: []string{p}})
		}
	}
	n.peers = slices.Clone(peers)
}

// served adds events for the requests that a node answered.
func (c *Census) served(at time.Duration, n *node, requests []string) {
	for _, request := range requests {
		if f := strings.Fields(request); len(f) > 1 && slices.Contains(c.unlisted, f[1]) {
			continue
		}
		n.served++
		c.add(Event{At: at, Kind: Served, Node: n.Name, N: 1, Names: []string{request}})
	}
}

func names(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// NameOf returns the name of a counted process, or "" if it is unknown.
func (c *Census) NameOf(node, id string) string {
	if n := c.node(node); n != nil {
		return n.alive[id]
	}
	return ""
}

// Count returns the number of processes counted on a node. The name "" means all nodes.
func (c *Census) Count(name string) int {
	total := 0
	for _, n := range c.nodes {
		if name == "" || n.Name == name {
			total += len(n.alive)
		}
	}
	return total
}

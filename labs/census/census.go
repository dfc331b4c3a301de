package census

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Report is what changed on a node since its last report.
type Report struct {
	Node string
	// Fresh is set in the first report of a life: what was known is void.
	Fresh   bool
	Started []Process
	Ended   []End
	// Peers are the nodes that it lists as connected.
	Peers []string
	// Known is how many processes its registry knows, negative where it has none.
	Known int
	// Names are the names registered on it since it was up, Globals those that it
	// knows of the whole cluster.
	Names, Globals []string
	// Served are the requests that its web server answered: GET /hello 200.
	Served []string
}

// A Process is one that is counted. Its name may be empty.
type Process struct{ ID, Name string }

// An End is the end of a process; Conflict says that its name was another's.
type End struct {
	ID       string
	Conflict bool
}

// A State is how a node is, seen from outside of it.
type State struct {
	Name       string
	Up, Frozen bool
}

// A Census is the state of a cluster, over time. At is counted from the start of
// the lab everywhere. The methods must not be called at the same time.
type Census struct {
	nodes []*node
	// where lists the nodes on which a name is alive, last the one on which it was
	// alive before.
	where map[string]map[string]bool
	last  map[string]string
	// twice is since when a name is alive more than once.
	twice map[string]time.Duration
	cuts  [][2]string
	log   []Event
	// unlisted are paths of which requests are not news.
	unlisted []string
}

type node struct {
	State
	alive          map[string]string // id -> name
	peers          []string
	known          int
	names, globals []string
	seen           bool // whether it ever was up
	served         int
}

// New returns the census of nodes, which keep this order.
func New(names []string) *Census {
	c := &Census{where: map[string]map[string]bool{}, last: map[string]string{}, twice: map[string]time.Duration{}}
	for _, name := range names {
		c.Meet(name)
	}
	return c
}

// Meet adds a node behind those that are known.
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

// Set takes in how a node is.
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

// forget takes a node's processes, links and names out.
func (c *Census) forget(at time.Duration, n *node) {
	for id := range n.alive {
		c.end(at, n, id)
	}
	n.peers, n.names, n.globals, n.known = nil, nil, nil, -1
}

// Unlist has requests of a path not counted: the proxy asks each node whether it is
// well, again and again.
func (c *Census) Unlist(path string) { c.unlisted = append(c.unlisted, path) }

// SetCuts takes in which links are cut.
func (c *Census) SetCuts(cuts [][2]string) { c.cuts = cuts }

// Take takes a report in.
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

// end takes a process out, and returns where else its name is alive.
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

// linked notes which links a node gained and lost.
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

// served notes the requests that a node answered.
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

// NameOf is the name of a counted process, empty where it is not known.
func (c *Census) NameOf(node, id string) string {
	if n := c.node(node); n != nil {
		return n.alive[id]
	}
	return ""
}

// Count returns how many processes are counted on a node, or on all of them.
func (c *Census) Count(name string) int {
	total := 0
	for _, n := range c.nodes {
		if name == "" || n.Name == name {
			total += len(n.alive)
		}
	}
	return total
}

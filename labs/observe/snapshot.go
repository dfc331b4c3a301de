package observe

import (
	"slices"
	"strings"
	"time"

	"lab/labs/census"
	"lab/labs/messages"
)

// A State is how a node is, seen from outside of it.
type State string

// The states of a node.
const (
	Asking State = "asking" // it has not answered yet
	Up     State = "up"
	Silent State = "does not answer"
	Frozen State = "frozen" // from here
	Down   State = "down"
)

// A Snapshot is a cluster at one moment. It shares nothing that changes.
type Snapshot struct {
	At     time.Duration
	Nodes  []Node
	Cuts   [][2]string
	Events []census.Event
	// Traced are the processes whose messages are traced, and Messages those that were.
	Traced   []Place
	Messages messages.View
}

// A Node is one node of the cluster. The fields of one that does not answer are those of its last
// answer.
type Node struct {
	Name  string
	State State
	// Why is the cause where it does not answer.
	Why string
	// Lab says that it is a node of lab; Kind is what it runs, in words.
	Lab  bool
	Kind string
	// PID is its process of the operating system, and Here says that it runs on this
	// machine.
	PID  int
	Here bool
	// Peers are the nodes that it lists as connected, in order.
	Peers   []string
	Traffic []Traffic
	// Memory is in bytes; Work is how many reductions its processes did in a second.
	Memory, Work int64

	// Living is how many processes there are, Processes those that are listed.
	Living    int
	Processes []Process
	Names     []string
	Globals   []Global
	Tabled    int // how many tables there are
	Tables    []Table
	Trees     []Branch
	Apps      []string
}

// Short is a node's name without its host.
func Short(name string) string {
	short, _, _ := strings.Cut(name, "@")
	return short
}

// Answers reports whether the fields are current.
func (n Node) Answers() bool { return n.State == Up }

// IsStill reports whether the node is frozen, or may be so by somebody else: thawing harms none.
func (n Node) IsStill() bool { return n.State == Frozen || n.State == Silent }

// A Traffic is what goes over the link to a peer, in messages of the protocol per second.
type Traffic struct {
	Peer    string
	In, Out float64
}

// A Process is one process. Its pid is written as its own node writes it.
type Process struct {
	PID     string
	Name    string
	Initial string // what it was started with
	Current string // where it is
	Status  string
	Queue   int // messages that wait
	Memory  int64
	Work    int64 // reductions in the last second
	// System says that a node has such a process without any program.
	System bool
}

// Says is what the process is called.
func (p Process) Says() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Initial
}

// IsShell reports whether the process evaluates what is typed at a prompt.
func (p Process) IsShell() bool { return strings.HasPrefix(p.Initial, "IEx.Evaluator.") }

// A Global is a name registered for the whole cluster, and the node its process is on.
type Global struct{ Name, Node, PID string }

// A Table is one ETS table.
type Table struct {
	Name, Owner, Type, Protection string
	Size, Words                   int64
}

// A Branch is a supervisor, or a child of one.
type Branch struct {
	ID, PID, Name string
	Supervisor    bool
	// Busy says that the supervisor did not list its children in time.
	Busy bool
	// More is how many children are not listed.
	More     int
	Children []Branch
}

// A Place is a process of a node.
type Place struct{ Node, PID string }

// Node returns the node of a name.
func (s Snapshot) Node(name string) (Node, bool) {
	i := slices.IndexFunc(s.Nodes, func(n Node) bool { return n.Name == name })
	if i < 0 {
		return Node{}, false
	}
	return s.Nodes[i], true
}

// Linked reports whether one of two nodes that answer lists the other.
func (s Snapshot) Linked(a, b string) bool { return s.lists(a, b) || s.lists(b, a) }

func (s Snapshot) lists(a, b string) bool {
	n, _ := s.Node(a)
	return n.Answers() && slices.Contains(n.Peers, b)
}

// IsCut reports whether the link between two nodes was cut from here.
func (s Snapshot) IsCut(a, b string) bool { return slices.Contains(s.Cuts, Pair(a, b)) }

// Pair is a link: its two ends, the lesser name first.
func Pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

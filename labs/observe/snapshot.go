package observe

import (
	"slices"
	"strings"
	"time"

	"lab/labs/census"
	"lab/labs/messages"
)

// A State is the state of a node as seen from outside.
type State string

// The states of a node.
const (
	Asking State = "asking" // has not answered yet
	Up     State = "up"
	Silent State = "does not answer"
	Frozen State = "frozen" // by this observer
	Down   State = "down"
)

// A Snapshot is an immutable copy of the state of a cluster.
type Snapshot struct {
	At     time.Duration
	Nodes  []Node
	Cuts   [][2]string
	Events []census.Event
	// Traced are the processes whose messages are traced. Messages are the traced messages.
	Traced   []Place
	Messages messages.View
}

// A Node is a node of the cluster. If the node does not answer, the fields are those of its last
// answer.
type Node struct {
	Name  string
	State State
	// Why is the cause in words if the node does not answer.
	Why string
	// Lab reports whether it is a node of lab. Kind describes its software.
	Lab  bool
	Kind string
	// PID is its operating system process. Here reports whether the process runs on this machine.
	PID  int
	Here bool
	// Peers are the nodes that it lists as connected, sorted.
	Peers   []string
	Traffic []Traffic
	// Memory is in bytes. Work is the number of reductions per second.
	Memory, Work int64

	// Living is the number of all processes. Processes holds those that are listed.
	Living    int
	Processes []Process
	Names     []string
	Globals   []Global
	Tabled    int // the number of all tables
	Tables    []Table
	Trees     []Branch
	Apps      []string
}

// Short returns a node's name without its host.
func Short(name string) string {
	short, _, _ := strings.Cut(name, "@")
	return short
}

// Answers reports whether the fields are current.
func (n Node) Answers() bool { return n.State == Up }

// IsStill reports whether the node is frozen, or silent and so perhaps frozen by someone else.
// Thawing is harmless in both cases.
func (n Node) IsStill() bool { return n.State == Frozen || n.State == Silent }

// A Traffic is the number of distribution messages per second on the link to a peer.
type Traffic struct {
	Peer    string
	In, Out float64
}

// A Process is a process of a node. Its pid is in the node's own notation.
type Process struct {
	PID     string
	Name    string
	Initial string // the initial call
	Current string // the current function
	Status  string
	Queue   int // the length of the mailbox
	Memory  int64
	Work    int64 // reductions per second
	// System reports whether the process belongs to the system rather than to a program.
	System bool
}

// Says returns a readable name for the process.
func (p Process) Says() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Initial
}

// IsShell reports whether the process evaluates the input of a prompt.
func (p Process) IsShell() bool { return strings.HasPrefix(p.Initial, "IEx.Evaluator.") }

// A Global is a globally registered name with the node of its process.
type Global struct{ Name, Node, PID string }

// A Table is one ETS table.
type Table struct {
	Name, Owner, Type, Protection string
	Size, Words                   int64
}

// A Branch is a supervisor or one of its children.
type Branch struct {
	ID, PID, Name string
	Supervisor    bool
	// Busy reports whether the supervisor did not return its children in time.
	Busy bool
	// More is the number of children that are not listed.
	More     int
	Children []Branch
}

// A Place identifies a process of a node.
type Place struct{ Node, PID string }

// Node returns the node with the given name.
func (s Snapshot) Node(name string) (Node, bool) {
	i := slices.IndexFunc(s.Nodes, func(n Node) bool { return n.Name == name })
	if i < 0 {
		return Node{}, false
	}
	return s.Nodes[i], true
}

// Linked reports whether one of two nodes answers and lists the other as a peer.
func (s Snapshot) Linked(a, b string) bool { return s.lists(a, b) || s.lists(b, a) }

func (s Snapshot) lists(a, b string) bool {
	n, _ := s.Node(a)
	return n.Answers() && slices.Contains(n.Peers, b)
}

// IsCut reports whether this observer has cut the link between two nodes.
func (s Snapshot) IsCut(a, b string) bool { return slices.Contains(s.Cuts, Pair(a, b)) }

// Pair returns a link as its two nodes, the lesser name first.
func Pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

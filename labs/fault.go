package labs

// This file names what can be done to a running scenario.

// NodeState is what can be seen of a node from outside.
type NodeState struct {
	Name   string // as in the lab: node1
	Full   string // node1@localhost
	Up     bool
	Frozen bool
	PID    int // of the operating system; 0 when down
	// Peers are the lab's other nodes that it lists as connected.
	Peers []string
}

// A FaultKind is a way to hurt a node or a link.
type FaultKind string

// The faults, and what undoes them.
const (
	Kill    FaultKind = "kill"    // kill -9: gone without a word
	Stop    FaultKind = "stop"    // an orderly end
	Freeze  FaultKind = "freeze"  // it stands still, its links look alive
	Thaw    FaultKind = "thaw"    // and goes on
	Restart FaultKind = "restart" // a new node of the same name
	Cut     FaultKind = "cut"     // no byte passes between two nodes
	Heal    FaultKind = "heal"
)

// FaultKinds lists them in the order in which menus show them.
var FaultKinds = []FaultKind{Kill, Stop, Freeze, Thaw, Restart, Cut, Heal}

// OnLink reports whether the fault concerns the link between two nodes.
func (k FaultKind) OnLink() bool { return k == Cut || k == Heal }

// A Fault is a fault at a place. Peer is set where the kind is OnLink.
type Fault struct {
	Kind FaultKind
	Node string
	Peer string
}

func (f Fault) String() string {
	if f.Kind.OnLink() {
		return string(f.Kind) + " " + f.Node + "–" + f.Peer
	}
	return string(f.Kind) + " " + f.Node
}

package observe

import "fmt"

// A Deed is an action on a cluster.
type Deed string

// The deeds.
const (
	Kill   Deed = "kill"   // kills a node, or a process of it
	Freeze Deed = "freeze" // freezes a node
	Thaw   Deed = "thaw"
	Cut    Deed = "cut" // cuts the link between two nodes
	Heal   Deed = "heal"
	Trace  Deed = "trace" // toggles tracing of a process, or of all programs on a node
)

// An Order is a deed with its target.
type Order struct {
	Deed Deed   `json:"deed"`
	Node string `json:"node"`
	// Peer is the other end of a link. PID is a process of the node.
	Peer string `json:"peer,omitempty"`
	PID  string `json:"pid,omitempty"`
}

// Asks returns the question to confirm before the order is executed. It returns "" if the order
// loses nothing.
func (o Order) Asks(s Snapshot) string {
	n, _ := s.Node(o.Node)
	switch {
	case o.Deed == Kill && o.PID != "":
		return fmt.Sprintf("Kill the process %s of %s? It receives exit(pid, kill).", o.PID, o.Node)
	case o.Deed == Kill && n.Here:
		return fmt.Sprintf("Kill %s? Its process %d receives kill -9, as in a crash.", o.Node, n.PID)
	case o.Deed == Kill:
		return fmt.Sprintf("End %s? Its process was not found on this machine, so lab asks the node to halt at once.", o.Node)
	case o.Deed == Freeze:
		return fmt.Sprintf("Freeze %s? Its process %d stops until you thaw it.", o.Node, n.PID)
	case o.Deed == Cut && s.bothLab(o):
		return fmt.Sprintf("Cut %s from %s? Both are nodes of lab: they drop the messages between them until you heal the link.", o.Node, o.Peer)
	case o.Deed == Cut:
		return fmt.Sprintf("Cut %s from %s? They lose their connection and get a wrong cookie for each other, until you heal the link.", o.Node, o.Peer)
	}
	return ""
}

func (s Snapshot) bothLab(o Order) bool {
	a, _ := s.Node(o.Node)
	b, _ := s.Node(o.Peer)
	return a.Lab && b.Lab
}

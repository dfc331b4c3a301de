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
		return fmt.Sprintf("Kill the process %s of %s? exit(pid, kill) is sent to it.", o.PID, o.Node)
	case o.Deed == Kill && n.Here:
		return fmt.Sprintf("Kill %s? kill -9 is sent to its process %d: a crash.", o.Node, n.PID)
	case o.Deed == Kill:
		return fmt.Sprintf("End %s? It is asked to halt at once: its process is not found on this machine.", o.Node)
	case o.Deed == Freeze:
		return fmt.Sprintf("Freeze %s? Its process %d is stopped until you thaw it.", o.Node, n.PID)
	case o.Deed == Cut && s.bothLab(o):
		return fmt.Sprintf("Cut %s from %s? Both are nodes of lab: they drop the messages between them until you heal the link.", o.Node, o.Peer)
	case o.Deed == Cut:
		return fmt.Sprintf("Cut %s from %s? They are disconnected, and each is given a wrong cookie for the other, until healed.", o.Node, o.Peer)
	}
	return ""
}

func (s Snapshot) bothLab(o Order) bool {
	a, _ := s.Node(o.Node)
	b, _ := s.Node(o.Peer)
	return a.Lab && b.Lab
}

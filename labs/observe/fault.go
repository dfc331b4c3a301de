package observe

import "fmt"

// A Deed is what can be done to a cluster from here.
type Deed string

// The deeds.
const (
	Kill   Deed = "kill"   // a node, or a process of it
	Freeze Deed = "freeze" // a node
	Thaw   Deed = "thaw"
	Cut    Deed = "cut" // the link between two nodes
	Heal   Deed = "heal"
	Trace  Deed = "trace" // messages of a process, or of all of programs on a node, or no more
)

// An Order is a deed and what it is done to.
type Order struct {
	Deed Deed   `json:"deed"`
	Node string `json:"node"`
	// Peer is the other end of a link, PID a process of the node.
	Peer string `json:"peer,omitempty"`
	PID  string `json:"pid,omitempty"`
}

// Asks is what is asked before an order is carried out: it says what will be done, and how.
// It is empty where nothing is lost.
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
		return fmt.Sprintf("Cut %s from %s? Both are nodes of lab: they drop what goes between them, until healed.", o.Node, o.Peer)
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

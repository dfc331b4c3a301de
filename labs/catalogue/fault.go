package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// This file names what can be done to a running scenario.

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

// A Fault is a fault at a place.
type Fault struct {
	Kind FaultKind
	// Nodes are what is struck. Where the kind is OnLink they are one side, and
	// Peers the other: every link between the two sides is struck at once. To heal
	// no nodes in particular is to heal everything.
	Nodes, Peers []string
}

func (f Fault) String() string {
	text := string(f.Kind)
	if len(f.Nodes) > 0 {
		text += " " + strings.Join(f.Nodes, ",")
	}
	if len(f.Peers) > 0 {
		text += " " + strings.Join(f.Peers, ",")
	}
	return text
}

// ParseFault reads what String writes: a kind and, after it, nodes joined by
// commas, two such groups where the fault is on links.
func ParseFault(text string) (Fault, error) {
	words := strings.Fields(text)
	if len(words) == 0 || !slices.Contains(FaultKinds, FaultKind(words[0])) {
		return Fault{}, fmt.Errorf("%q begins with none of %s", text, faultNames())
	}
	f := Fault{Kind: FaultKind(words[0])}
	groups := words[1:]
	want := 1
	if f.Kind.OnLink() {
		want = 2
	}
	if len(groups) != want && !(f.Kind == Heal && len(groups) == 0) {
		return f, fmt.Errorf("%s takes %s", f.Kind, [...]string{1: "nodes joined by commas", 2: "two groups of nodes, each joined by commas"}[want])
	}
	if len(groups) > 0 {
		f.Nodes = strings.Split(groups[0], ",")
	}
	if len(groups) > 1 {
		f.Peers = strings.Split(groups[1], ",")
	}
	for _, peer := range f.Peers {
		if slices.Contains(f.Nodes, peer) {
			return f, fmt.Errorf("%s stands on both sides", peer)
		}
	}
	return f, nil
}

// at are the nodes that the fault names.
func (f Fault) at() []string { return slices.Concat(f.Nodes, f.Peers) }

// CheckFault reports whether the lab has the nodes that a fault names.
func (l *Lab) CheckFault(f Fault) error {
	for _, name := range f.at() {
		if !slices.ContainsFunc(l.Nodes, func(n NodeSpec) bool { return n.Name == name }) {
			return fmt.Errorf("there is no node %s", name)
		}
	}
	return nil
}

func faultNames() string {
	var names []string
	for _, k := range FaultKinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

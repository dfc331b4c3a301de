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

// A FaultForm is all that is told of a kind of fault.
type FaultForm struct {
	Kind FaultKind
	Key  string // by which menus choose it
	Text string // what it does, in a few words
	// Where is what it is given, as it is typed: nodes joined by commas, two such groups, or
	// nothing.
	Where string
	// Ends and Starts say what becomes of the nodes that are struck.
	Ends, Starts bool
}

// FaultForms are the faults in the order in which menus show them.
var FaultForms = []FaultForm{
	{Kind: Kill, Key: "k", Text: "gone without a word (kill -9)", Where: "NODE", Ends: true},
	{Kind: Stop, Key: "s", Text: "an orderly end", Where: "NODE", Ends: true},
	{Kind: Freeze, Key: "f", Text: "it stands still, its links look alive", Where: "NODE"},
	{Kind: Thaw, Key: "t", Text: "a frozen node goes on", Where: "NODE"},
	{Kind: Restart, Key: "r", Text: "start a node again", Where: "NODE", Starts: true},
	{Kind: Cut, Key: "x", Text: "no byte passes between two groups", Where: "A,B C,D"},
	{Kind: Heal, Key: "h", Text: "mend all that is cut"},
}

// Form is what is told of a kind of fault, false of one that there is not.
func (k FaultKind) Form() (FaultForm, bool) {
	for _, f := range FaultForms {
		if f.Kind == k {
			return f, true
		}
	}
	return FaultForm{}, false
}

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
	f := Fault{}
	if len(words) > 0 {
		f.Kind = FaultKind(words[0])
	}
	if _, known := f.Kind.Form(); !known {
		return Fault{}, fmt.Errorf("%q begins with none of %s", text, faultNames())
	}
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
	for _, f := range FaultForms {
		names = append(names, string(f.Kind))
	}
	return strings.Join(names, ", ")
}

package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// This file defines the faults that can be injected into a running scenario.

// A FaultKind is a kind of fault of a node or a link.
type FaultKind string

// The kinds of faults, and the kinds that undo them.
const (
	Kill    FaultKind = "kill"    // kill -9, without a chance to react
	Stop    FaultKind = "stop"    // an orderly shutdown
	Freeze  FaultKind = "freeze"  // suspended; its links still look alive
	Thaw    FaultKind = "thaw"    // resumed after a freeze
	Restart FaultKind = "restart" // a new node with the same name
	Cut     FaultKind = "cut"     // no data passes between two nodes
	Heal    FaultKind = "heal"
)

// A FaultForm describes a kind of fault for menus and help.
type FaultForm struct {
	Kind FaultKind
	Key  string // the menu key
	Text string // the effect in a few words
	// Where describes the argument as typed: nodes separated by commas, two such groups, or
	// nothing.
	Where string
	// Ends and Starts report whether the fault ends or starts its nodes.
	Ends, Starts bool
}

// FaultForms lists the kinds of faults in the order of menus.
var FaultForms = []FaultForm{
	{Kind: Kill, Key: "k", Text: "ends at once (kill -9)", Where: "NODE", Ends: true},
	{Kind: Stop, Key: "s", Text: "an orderly shutdown", Where: "NODE", Ends: true},
	{Kind: Freeze, Key: "f", Text: "suspended; its links still look alive", Where: "NODE"},
	{Kind: Thaw, Key: "t", Text: "a frozen node continues", Where: "NODE"},
	{Kind: Restart, Key: "r", Text: "start a node again", Where: "NODE", Starts: true},
	{Kind: Cut, Key: "x", Text: "no data passes between two groups", Where: "A,B C,D"},
	{Kind: Heal, Key: "h", Text: "restore all cut links"},
}

// Form returns the form of a kind of fault. It returns false for an unknown kind.
func (k FaultKind) Form() (FaultForm, bool) {
	for _, f := range FaultForms {
		if f.Kind == k {
			return f, true
		}
	}
	return FaultForm{}, false
}

// OnLink reports whether the fault affects links rather than nodes.
func (k FaultKind) OnLink() bool { return k == Cut || k == Heal }

// A Fault is a kind of fault with the nodes or links that it affects.
type Fault struct {
	Kind FaultKind
	// Nodes are the affected nodes. For a fault on links, Nodes and Peers are the two sides, and
	// all links between them are affected. Heal without nodes heals all links.
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

// Says returns the fault in words, such as "cut node1 and node2 from node3".
func (f Fault) Says() string {
	text := string(f.Kind)
	if len(f.Nodes) > 0 {
		text += " " + Listed(f.Nodes)
	}
	if len(f.Peers) > 0 {
		between := " from "
		if f.Kind == Heal {
			between = " with "
		}
		text += between + Listed(f.Peers)
	}
	return text
}

// Listed joins names as in a sentence: a, b and c.
func Listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// ParseFault parses the output of Fault.String: a kind followed by nodes separated by commas, or
// by two such groups for a fault on links.
func ParseFault(text string) (Fault, error) {
	words := strings.Fields(text)
	f := Fault{}
	if len(words) > 0 {
		f.Kind = FaultKind(words[0])
	}
	if _, known := f.Kind.Form(); !known {
		return Fault{}, fmt.Errorf("%q is not a fault: begin with one of %s", text, faultNames())
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
			return f, fmt.Errorf("%s is named on both sides", peer)
		}
	}
	return f, nil
}

// at returns all nodes that the fault names.
func (f Fault) at() []string { return slices.Concat(f.Nodes, f.Peers) }

// CheckFault returns an error if the lab lacks a node that the fault names.
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

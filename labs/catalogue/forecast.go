package catalogue

import (
	"time"
)

// This file defines the questions that are asked before a fault, about the effect of the fault.

// A Forecast asks for a number before faults of certain kinds.
type Forecast struct {
	Faults []FaultKind `yaml:"faults" json:"-"`
	// Ask is the question. If it contains {node}, the watched processes of that node are counted.
	// Otherwise the watched processes of all nodes are counted.
	Ask string `yaml:"ask" json:"ask"`
	// After is the time between the fault and the count.
	After time.Duration `yaml:"after" json:"-"`
	// Node is the node that replaces {node}, or "" for the whole cluster.
	Node string `yaml:"-" json:"node,omitempty"`
}

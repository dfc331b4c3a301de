package catalogue

import (
	"time"
)

// This file asks what a fault will do before it strikes, and keeps what was said
// beside what happened.

// A Forecast is a number that is asked for before faults of some kinds.
type Forecast struct {
	Faults []FaultKind `yaml:"faults" json:"-"`
	// Ask is the question; {node} in it is the node whose watched processes are
	// counted. Without it those of all nodes are.
	Ask string `yaml:"ask" json:"ask"`
	// After is how long after the fault they are counted.
	After time.Duration `yaml:"after" json:"-"`
	// Node is what stands for {node}, "" for the whole cluster.
	Node string `yaml:"-" json:"node,omitempty"`
}

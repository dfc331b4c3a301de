package labs

import (
	"slices"
	"strings"
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

// nodeMark stands in a question for the node that it is about.
const nodeMark = "{node}"

// A Guess is the answer to a forecast, and what came of it.
type Guess struct {
	Fault string `json:"fault"`
	Forecast
	Said int `json:"said"`
	// Fact is nil until it has been counted.
	Fact *int      `json:"fact,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

// Forecast returns what the lab asks before a fault. The question is about the
// first node that is up and not hurt itself; about the other side, for a cut.
func (l *Lab) Forecast(f Fault, up func(node string) bool) (Forecast, bool) {
	for _, ask := range l.Forecasts {
		if !slices.Contains(ask.Faults, f.Kind) {
			continue
		}
		if !strings.Contains(ask.Ask, nodeMark) {
			return ask, true
		}
		for _, n := range l.Nodes {
			if up(n.Name) && !slices.Contains(f.Nodes, n.Name) {
				ask.Node = n.Name
				ask.Ask = strings.ReplaceAll(ask.Ask, nodeMark, n.Name)
				return ask, true
			}
		}
	}
	return Forecast{}, false
}

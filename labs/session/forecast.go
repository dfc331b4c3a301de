package session

import (
	"slices"
	"strings"

	"lab/labs/catalogue"
)

// This file says what is asked before a fault strikes.

// nodeMark stands in a question for the node that it is about.
const nodeMark = "{node}"

// Ask returns what the lab asks before a fault. The question is about the
// first node that is up and not hurt itself; about the other side, for a cut.
func Ask(l *catalogue.Lab, f catalogue.Fault, up func(node string) bool) (catalogue.Forecast, bool) {
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
	return catalogue.Forecast{}, false
}

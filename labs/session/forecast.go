package session

import (
	"fmt"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file says what is asked before a fault strikes, and keeps what was said beside
// what happened.

// nodeMark stands in a question for the node that it is about.
const nodeMark = "{node}"

// Ask returns what is asked before a fault: nothing while no process is counted. The
// question is about the first node that is up and not hurt itself; about the other side,
// for a cut.
func (s *Session) Ask(f catalogue.Fault, counted int, up func(node string) bool) (catalogue.Forecast, bool) {
	if counted == 0 {
		return catalogue.Forecast{}, false
	}
	for _, ask := range s.Lab.Forecasts {
		if !slices.Contains(ask.Faults, f.Kind) {
			continue
		}
		if !strings.Contains(ask.Ask, nodeMark) {
			return ask, true
		}
		for _, n := range s.Lab.Nodes {
			if up(n.Name) && !slices.Contains(f.Nodes, n.Name) {
				ask.Node = n.Name
				ask.Ask = strings.ReplaceAll(ask.Ask, nodeMark, n.Name)
				return ask, true
			}
		}
	}
	return catalogue.Forecast{}, false
}

// Say is the answer to a forecast.
func Say(f catalogue.Fault, ask catalogue.Forecast, n int) *workbook.Guess {
	return &workbook.Guess{Fault: f.String(), Forecast: ask, Said: n}
}

// Counted keeps a guess beside the fact.
func (s *Session) Counted(g workbook.Guess) { s.Progress.Guesses = append(s.Progress.Guesses, g) }

// Compared sets what was said beside what was counted; called is what is counted.
func Compared(g workbook.Guess, called string) string {
	where := ""
	if g.Node != "" {
		where = " on " + g.Node
	}
	return fmt.Sprintf("you said %d, there are %d: %s%s, %s", g.Said, *g.Fact, called, where, g.Fault)
}

package session

import (
	"fmt"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file asks for forecasts before faults and records their outcomes.

// nodeMark is the placeholder for the node in a question.
const nodeMark = "{node}"

// Ask returns the forecast to ask for before a fault. It returns false if there is none or if no
// process is counted. A question about a node is about the first running node that is not among
// the fault's nodes. For a cut, that node is on the other side.
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

// Say returns the guess for a forecast that was answered with n.
func Say(f catalogue.Fault, ask catalogue.Forecast, n int) *workbook.Guess {
	return &workbook.Guess{Fault: f.String(), Forecast: ask, Said: n}
}

// Counted records a guess with its outcome.
func (s *Session) Counted(g workbook.Guess) { s.Progress.Guesses = append(s.Progress.Guesses, g) }

// Compared describes a guess and its outcome. The argument called is the noun for the counted
// processes.
func Compared(g workbook.Guess, called string) string {
	where := ""
	if g.Node != "" {
		where = " on " + g.Node
	}
	fault := g.Fault
	if f, err := catalogue.ParseFault(fault); err == nil {
		fault = f.Says()
	}
	return fmt.Sprintf("you said %d, there are %d: %s%s, %s", g.Said, *g.Fact, called, where, fault)
}

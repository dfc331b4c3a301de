package present

import (
	"lab/labs/catalogue"
)

// This file turns a lab into the beats of a talk.

// A kind is the kind of a beat.
type kind int

const (
	cover    kind = iota // the title of the lab and the start of its nodes
	text                 // the text of a step
	ask                  // a question to the audience
	command              // a line to type at a prompt
	fault                // a fault to inject
	change               // a change of a file
	await                // a wait for the step's expectations
	together             // a wait until the nodes are connected
	hand                 // an action that the speaker performs by hand
	check                // a run of the checks
	tell                 // the answer to a question
	ending               // the end of the lab
)

// A beat is the smallest unit of a talk.
type beat struct {
	kind kind
	at   int // the index of its step
	act  catalogue.Act
	of   *catalogue.Step // the step with the question that is asked or answered
}

// beats returns the beats of a lab in order.
func beats(l *catalogue.Lab) []beat {
	all := []beat{{kind: cover}}
	for i, s := range l.Steps {
		all = append(all, beat{kind: text, at: i})
		if s.Kind == catalogue.Predict {
			all = append(all, beat{kind: ask, at: i, of: s})
			continue
		}
		waited := len(s.Until) == 0
		for _, a := range s.Acts() {
			if a.Solution && !l.HasSolution() {
				continue
			}
			all = append(all, beat{kind: kindOf(a), at: i, act: a})
			waited = waited || a.Until
		}
		if !waited || len(s.Until) > 0 && all[len(all)-1].kind != await {
			all = append(all, beat{kind: await, at: i})
		}
		if s.Graded {
			all = append(all, beat{kind: check, at: i})
		}
		for _, p := range l.Steps[:i] {
			if p.Kind == catalogue.Predict && l.SeenIn(p) == s {
				all = append(all, beat{kind: tell, at: i, of: p})
			}
		}
		if s.Question != nil {
			all = append(all, beat{kind: ask, at: i, of: s}, beat{kind: tell, at: i, of: s})
		}
	}
	return append(all, beat{kind: ending, at: len(l.Steps) - 1})
}

func kindOf(a catalogue.Act) kind {
	switch {
	case a.Fault != "":
		return fault
	case a.Solution || a.File != "":
		return change
	case a.Until:
		return await
	case a.Together:
		return together
	case a.Hand != "":
		return hand
	}
	return command
}

// first returns the position of the first beat of step i.
func first(all []beat, i int) int {
	for at, b := range all {
		if b.at == i && b.kind != cover {
			return at
		}
	}
	return 0
}

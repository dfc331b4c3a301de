package present

import (
	"lab/labs/catalogue"
)

// This file makes the beats of a talk of a lab.

// kind is what a beat is.
type kind int

const (
	cover    kind = iota // the lab: its title and how its nodes were started
	text                 // what a step is about
	ask                  // a question, to be answered by the room
	command              // a line that is typed at a prompt
	fault                // something strikes
	change               // a file is changed
	await                // what the step waits for comes true
	together             // the nodes find each other
	hand                 // the speaker does something by hand
	check                // the checks run
	tell                 // what was asked is explained
	ending               // the lab is over
)

// A beat is one thing of a talk.
type beat struct {
	kind kind
	at   int // the position of its step
	act  catalogue.Act
	of   *catalogue.Step // the step whose question is asked or explained
}

// beats are those of a lab, in order.
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

// first is the position of the first beat of the step at position i.
func first(all []beat, i int) int {
	for at, b := range all {
		if b.at == i && b.kind != cover {
			return at
		}
	}
	return 0
}

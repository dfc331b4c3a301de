package present

import (
	"fmt"
	"strings"
	"time"

	"lab/labs/catalogue"
)

// This file defines what the speaker's window shows.

// State is the content of the speaker's window. It is sent over a socket as JSON.
type State struct {
	Lab     string    `json:"lab"`
	Title   string    `json:"title"`
	Step    int       `json:"step"` // counted from one
	Of      int       `json:"of"`
	Doing   string    `json:"doing"`
	Notes   []string  `json:"notes"`
	Next    string    `json:"next"`
	Began   time.Time `json:"began"`
	Minutes int       `json:"minutes"`
	Beat    int       `json:"beat"`
	Beats   int       `json:"beats"`
	Phase   phase     `json:"phase"`
	Ended   bool      `json:"ended,omitempty"`
}

// Tell makes the model call f with the speaker's state, now and after each change.
func (m *Model) Tell(f func(State)) { m.tellers = f }

func (m *Model) tellSpeaker() {
	if m.tellers == nil {
		return
	}
	if s := m.state(); s.Beat != m.told.Beat || s.Phase != m.told.Phase || m.told.Lab == "" {
		m.told = s
		m.tellers(s)
	}
}

func (m *Model) state() State {
	b := m.beat()
	s := State{Lab: m.lab.ID, Title: m.lab.Steps[b.at].Title, Step: b.at + 1, Of: len(m.lab.Steps), Doing: b.doing(),
		Began: m.began, Minutes: m.lab.Minutes, Beat: m.at + 1, Beats: len(m.beats), Phase: m.phase, Notes: notes(m.lab, b), Next: "the end"}
	if m.at+1 < len(m.beats) {
		next := m.beats[m.at+1]
		s.Next = next.doing()
		if next.at != b.at {
			s.Next = fmt.Sprintf("step %d, %s", next.at+1, m.lab.Steps[next.at].Title)
		}
	}
	return s
}

// notes returns the notes of the step, the answers of its question, and its hints.
func notes(l *catalogue.Lab, b beat) []string {
	s := l.Steps[b.at]
	var all []string
	add := func(format string, args ...any) {
		all = append(all, strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
	if s.Notes != "" {
		add("%s", s.Notes)
	}
	if q := b.of; (b.kind == ask || b.kind == tell) && q != nil {
		for i, c := range q.Question.Choices {
			if c.Right {
				add("%d is right: %s", i+1, c.Text)
			} else {
				add("%d: %s", i+1, c.Why)
			}
		}
		if b.kind == ask && q.Kind == catalogue.Predict {
			if seen := l.SeenIn(q); seen != nil {
				add("The explanation follows after step %d, %s.", l.Step(seen.ID)+1, seen.Title)
			}
		}
		add("%s", q.Question.Explain)
		return all
	}
	for _, h := range s.Hints {
		add("If somebody is stuck: %s", h)
	}
	return all
}

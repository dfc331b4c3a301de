package session

import (
	"fmt"
	"slices"
	"time"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file says how far a student is.

// A Standing is how far a student is in a lab.
type Standing struct {
	Done, Total int        // steps
	At          int        // position of the step that was shown last, -1 for none
	Passed      *time.Time // nil before
}

// StandingOf returns how far a student is in a lab.
func StandingOf(l *catalogue.Lab, p *workbook.LabProgress) Standing {
	s := Standing{Total: len(l.Steps), At: l.Step(p.At), Passed: p.Passed}
	for _, step := range l.Steps {
		if p.IsDone(step.ID) {
			s.Done++
		}
	}
	return s
}

// Standing is how far the student is.
func (s *Session) Standing() Standing { return StandingOf(s.Lab, s.Progress) }

// Begun reports whether there is something to go on with.
func (s Standing) Begun() bool { return s.Done > 0 && s.Passed == nil }

// Sign is the standing as one character.
func (s Standing) Sign() string {
	switch {
	case s.Passed != nil:
		return "✓"
	case s.Begun():
		return "◐"
	}
	return "○"
}

// String is the standing in words.
func (s Standing) String() string { return fmt.Sprintf("%d of %d steps", s.Done, s.Total) }

// Share is the part of n that is done.
func (s Standing) Share(n int) int { return s.Done * n / s.Total }

// NextLab is the position of the first lab that is not passed, of the first of all where
// all are.
func NextLab(list []*catalogue.Lab, p *workbook.Progress) int {
	for i, l := range list {
		if p.Lab(l.ID).Passed == nil {
			return i
		}
	}
	return 0
}

// NextAfter is the lab to go on to from another: the first behind it that is not passed, else
// the first of all that is not, nil where all are, or where the other is not in the list.
func NextAfter(list []*catalogue.Lab, p *workbook.Progress, from *catalogue.Lab) *catalogue.Lab {
	at := slices.IndexFunc(list, func(l *catalogue.Lab) bool { return l.ID == from.ID })
	if at < 0 {
		return nil
	}
	for _, l := range append(slices.Clone(list[at+1:]), list[:at]...) {
		if p.Lab(l.ID).Passed == nil {
			return l
		}
	}
	return nil
}

// Open are the positions of the steps that are not done.
func (s *Session) Open() []int {
	var open []int
	for i, step := range s.Lab.Steps {
		if !s.Progress.IsDone(step.ID) {
			open = append(open, i)
		}
	}
	return open
}

// Left counts the labs that are passed, and about how many minutes are left.
func Left(list []*catalogue.Lab, p *workbook.Progress) (passed, minutes int) {
	for _, l := range list {
		s := StandingOf(l, p.Lab(l.ID))
		if s.Passed != nil {
			passed++
			continue
		}
		minutes += l.Minutes * (s.Total - s.Done) / s.Total
	}
	return passed, minutes
}

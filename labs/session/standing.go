package session

import (
	"fmt"
	"slices"
	"time"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file computes a student's standing in a lab.

// A Standing is a student's position in a lab.
type Standing struct {
	Done, Total int        // numbers of steps
	At          int        // the index of the last shown step, -1 if none
	Passed      *time.Time // nil until the lab is passed
}

// StandingOf returns the standing for a student's progress in a lab.
func StandingOf(l *catalogue.Lab, p *workbook.LabProgress) Standing {
	s := Standing{Total: len(l.Steps), At: l.Step(p.At), Passed: p.Passed}
	for _, step := range l.Steps {
		if p.IsDone(step.ID) {
			s.Done++
		}
	}
	return s
}

// Standing returns the student's standing.
func (s *Session) Standing() Standing { return StandingOf(s.Lab, s.Progress) }

// Begun reports whether the lab has been started but not passed.
func (s Standing) Begun() bool { return s.Done > 0 && s.Passed == nil }

// Sign returns the standing as one character.
func (s Standing) Sign() string {
	switch {
	case s.Passed != nil:
		return "✓"
	case s.Begun():
		return "◐"
	}
	return "○"
}

// String describes the standing.
func (s Standing) String() string { return fmt.Sprintf("%d of %d steps", s.Done, s.Total) }

// Share returns the number of units out of n that the completed steps make up, rounded down.
func (s Standing) Share(n int) int { return s.Done * n / s.Total }

// NextLab returns the index of the first lab that is not passed, or 0 if all are.
func NextLab(list []*catalogue.Lab, p *workbook.Progress) int {
	for i, l := range list {
		if p.Lab(l.ID).Passed == nil {
			return i
		}
	}
	return 0
}

// NextAfter returns the lab that follows the lab from: the first unpassed lab after it, or else the
// first unpassed lab before it. It returns nil if there is no such lab, or if from is not in the
// list.
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

// Open returns the indexes of the steps that are not done.
func (s *Session) Open() []int {
	var open []int
	for i, step := range s.Lab.Steps {
		if !s.Progress.IsDone(step.ID) {
			open = append(open, i)
		}
	}
	return open
}

// Left returns the number of passed labs and an estimate of the remaining minutes.
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

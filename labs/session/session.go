package session

import (
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// A Session is one student's way through one lab. It notes in the progress what happens,
// and saves nothing.
type Session struct {
	Lab      *catalogue.Lab
	Progress *workbook.LabProgress

	shuffle workbook.Shuffle
	at      int    // the step that is shown
	met     []bool // what it waits for, as it was when it was looked at last
}

// New goes on where the student left the lab. Choices are in the order of f.
func New(l *catalogue.Lab, p *workbook.LabProgress, f workbook.Shuffle) *Session {
	s := &Session{Lab: l, Progress: p, shuffle: f}
	s.GoTo(max(0, l.Step(p.At)))
	return s
}

// At is the position of the step that is shown.
func (s *Session) At() int { return s.at }

// Step is the step that is shown.
func (s *Session) Step() *catalogue.Step { return s.Lab.Steps[s.at] }

// Done reports whether the step that is shown is done.
func (s *Session) Done() bool { return s.Progress.IsDone(s.Step().ID) }

// GoTo shows the step at position i, and reports whether there is one.
func (s *Session) GoTo(i int) bool {
	if i < 0 || i >= len(s.Lab.Steps) {
		return false
	}
	s.at = i
	s.Progress.At = s.Step().ID
	s.met = make([]bool, len(s.Step().Until))
	return true
}

// A Move is what came of going on.
type Move int

// The moves.
const (
	Moved      Move = iota
	Unanswered      // a prediction comes before what it predicts
	Explained       // going on has explained something: that is read first
	AtEnd           // there is no step behind this one
)

// Next goes on to the next step. A step in which there is only something to look at is
// done by going on from it.
func (s *Session) Next() Move {
	step := s.Step()
	if step.Kind == catalogue.Predict && !s.Done() {
		return Unanswered
	}
	if s.AsksWords() {
		s.SayWords("")
		return Explained
	}
	if step.Kind == catalogue.Observe && len(step.Until) == 0 && !step.Graded && s.finish() && len(s.Awaited()) > 0 {
		return Explained
	}
	if !s.GoTo(s.at + 1) {
		return AtEnd
	}
	return Moved
}

// Met takes in which expectations of a step hold, and the record of a step that was seen
// to be done. It returns those that were not known to hold, and whether the step is done
// by that. News of another step than the one that is shown comes too late.
func (s *Session) Met(step string, now []bool, seen *workbook.Record) (fresh []*catalogue.Expectation, done bool) {
	until := s.Step().Until
	if step != s.Step().ID || len(now) != len(until) || len(until) == 0 {
		return nil, false
	}
	all := true
	for i, holds := range now {
		all = all && holds
		if holds && !s.met[i] {
			fresh = append(fresh, until[i])
		}
	}
	s.met = now
	s.Progress.Saw(step, seen)
	return fresh, all && !s.Step().Graded && s.finish()
}

// Ticked reports whether the box of the expectation at position i is ticked: it holds, or
// the step is done and it held then.
func (s *Session) Ticked(i int) bool { return s.met[i] || s.Done() }

// Graded notes what the checks found, and reports whether the step that is shown is done
// by that.
func (s *Session) Graded(r report.Result) bool {
	was := s.Done()
	Graded(s.Lab, s.Progress, r)
	return s.Done() && !was
}

// Graded notes what the checks found: the steps of which passing them is the end, and the
// record of the files that passed. A pass of files kept from before says nothing of those
// that are there now.
func Graded(l *catalogue.Lab, p *workbook.LabProgress, r report.Result) {
	if r.Verdict != report.Passed || r.Kept {
		return
	}
	if r.Checked != nil {
		p.Checked = r.Checked
	}
	for _, step := range l.Steps {
		if step.Graded {
			finish(l, p, step.ID)
		}
	}
}

// finish notes that the step that is shown is done, and reports whether it was not yet.
func (s *Session) finish() bool {
	if s.Done() {
		return false
	}
	finish(s.Lab, s.Progress, s.Step().ID)
	return true
}

// finish notes that a step is done, and the whole lab when it was the last.
func finish(l *catalogue.Lab, p *workbook.LabProgress, id string) {
	p.AddDone(id)
	for _, step := range l.Steps {
		if !p.IsDone(step.ID) {
			return
		}
	}
	if p.Passed == nil {
		now := time.Now().UTC().Truncate(time.Second)
		p.Passed = &now
	}
}

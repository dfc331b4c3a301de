package session

import (
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// A Session is a student's way through a lab. It updates the progress but does not save it.
type Session struct {
	Lab      *catalogue.Lab
	Progress *workbook.LabProgress

	shuffle workbook.Shuffle
	at      int    // the index of the current step
	met     []bool // which of its expectations were met at the last report
}

// New returns a session at the step where the student left the lab. The argument f determines the
// order of choices.
func New(l *catalogue.Lab, p *workbook.LabProgress, f workbook.Shuffle) *Session {
	s := &Session{Lab: l, Progress: p, shuffle: f}
	s.GoTo(max(0, l.Step(p.At)))
	return s
}

// At returns the index of the current step.
func (s *Session) At() int { return s.at }

// Step returns the current step.
func (s *Session) Step() *catalogue.Step { return s.Lab.Steps[s.at] }

// Done reports whether the current step is done.
func (s *Session) Done() bool { return s.Progress.IsDone(s.Step().ID) }

// GoTo goes to step i. It returns false if there is no such step.
func (s *Session) GoTo(i int) bool {
	if i < 0 || i >= len(s.Lab.Steps) {
		return false
	}
	s.at = i
	s.Progress.At = s.Step().ID
	s.met = make([]bool, len(s.Step().Until))
	return true
}

// A Move is the result of Next.
type Move int

// The moves.
const (
	Moved      Move = iota
	Unanswered      // the step is a prediction without an answer
	Explained       // an explanation was shown; the next call goes to the next step
	AtEnd           // the step is the last
)

// Next goes to the next step. It completes a step that has only something to observe.
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

// Met records which expectations of a step are met, and the signed record of the step. It returns
// the newly met expectations, and whether that completes the step. It ignores late reports, which
// are about a step that is no longer current.
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

// Ticked reports whether expectation i is shown as met. Once the step is done, all its expectations
// are shown as met.
func (s *Session) Ticked(i int) bool { return s.met[i] || s.Done() }

// Graded records a result of the checks. It reports whether that completes the current step.
func (s *Session) Graded(r report.Result) bool {
	was := s.Done()
	Graded(s.Lab, s.Progress, r)
	return s.Done() && !was
}

// Graded records a result of the checks. A passing result completes the graded steps. Graded
// ignores results for stored files, which say nothing about the current files.
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

// finish completes the current step. It returns false if the step was already done.
func (s *Session) finish() bool {
	if s.Done() {
		return false
	}
	finish(s.Lab, s.Progress, s.Step().ID)
	return true
}

// finish completes a step, and the lab if it was the last open step.
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

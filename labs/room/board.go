package room

import (
	"slices"
	"strings"
	"sync"
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/session"
	"lab/labs/workbook"
)

// This file keeps where each student is.

// StuckAfter is how long somebody may be at a step that is not done before they are shown as
// stuck.
const StuckAfter = 5 * time.Minute

// A Student is how the room sees one.
type Student struct {
	Name string
	Here bool
	// Lab and Step are where they are, nil before their first lab.
	Lab  *catalogue.Lab
	Step *catalogue.Step
	// At is the step's position, and Done whether it is done.
	At   int
	Done bool
	// Since is when they came to the step, in this room's time.
	Since time.Time
	// Hints counts those that were shown in the lab.
	Hints int
	// Passed and Of count the labs.
	Passed, Of int
	// Checks is what the checks of the lab found last, nil before.
	Checks *Checks
}

// Checks counts what passed.
type Checks struct{ Passed, Of int }

// Stuck reports whether a student has been at a step for long.
func (s *Student) Stuck(now time.Time) bool {
	return s.Here && s.Step != nil && !s.Done && now.Sub(s.Since) >= StuckAfter
}

// A Board has a line for each student.
type Board struct {
	labs []*catalogue.Lab
	now  func() time.Time
	news func()

	mu       sync.Mutex
	students map[string]*entry
	asked    question // answered last
}

type entry struct {
	Student
	progress *workbook.Progress
}

// NewBoard returns a board of labs. news is called when there is something new on it; it must
// not wait.
func NewBoard(labs []*catalogue.Lab, now func() time.Time, news func()) *Board {
	return &Board{labs: labs, now: now, news: news, students: map[string]*entry{}}
}

// change changes the line of a student; the teacher has none.
func (b *Board) change(name string, do func(e *entry)) {
	if name == Teacher {
		return
	}
	b.mu.Lock()
	e := b.students[name]
	if e == nil {
		e = &entry{Student: Student{Name: name, Of: len(b.labs)}, progress: &workbook.Progress{Labs: map[string]*workbook.LabProgress{}}}
		b.students[name] = e
	}
	do(e)
	b.mu.Unlock()
	b.news()
}

// Know puts a student on the board, with what they have done before; nil where that is nothing.
func (b *Board) Know(name string, p *workbook.Progress) {
	b.change(name, func(e *entry) {
		if p != nil {
			e.progress = p
			e.count(b.labs)
		}
	})
}

// Came and Left say whether a student is here.
func (b *Board) Came(name string) { b.change(name, func(e *entry) { e.Here = true }) }

// Left says that a student has gone.
func (b *Board) Left(name string) { b.change(name, func(e *entry) { e.Here = false }) }

// Saw takes in a student's progress in the lab that they have open. The board keeps p.
func (b *Board) Saw(name string, l *catalogue.Lab, p *workbook.Progress) {
	b.change(name, func(e *entry) {
		for _, q := range b.questions() {
			if q.lab == l && len(q.first(e.progress)) == 0 && len(q.first(p)) > 0 {
				b.asked = q
			}
		}
		e.progress = p
		e.count(b.labs)
		e.stands(l, b.now())
	})
}

// stands notes at which step of the lab the student is.
func (e *entry) stands(l *catalogue.Lab, now time.Time) {
	lp := e.progress.Labs[l.ID]
	if lp == nil {
		return
	}
	at := max(0, l.Step(lp.At))
	step := l.Steps[at]
	if e.Lab != l {
		e.Checks = nil
	}
	if e.Lab != l || e.Step != step {
		e.Since = now
	}
	e.Lab, e.Step, e.At, e.Done = l, step, at, lp.IsDone(step.ID)
	e.Hints = 0
	for _, n := range lp.Hints {
		e.Hints += n
	}
}

// count counts the labs that are passed.
func (e *entry) count(labs []*catalogue.Lab) {
	e.Passed, _ = session.Left(labs, e.progress)
}

// Graded takes in what the checks of the lab found that the student has open.
func (b *Board) Graded(name string, r report.Result) {
	b.change(name, func(e *entry) {
		if e.Lab == nil || e.Lab.ID != r.Lab || len(r.Checks) == 0 {
			return
		}
		c := &Checks{Of: len(r.Checks)}
		for _, check := range r.Checks {
			if check.Verdict == report.Passed {
				c.Passed++
			}
		}
		e.Checks = c
	})
}

// Students are the lines of the board, by name.
func (b *Board) Students() []Student {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Student, 0, len(b.students))
	for _, e := range b.students {
		list = append(list, e.Student)
	}
	slices.SortFunc(list, func(x, y Student) int { return strings.Compare(x.Name, y.Name) })
	return list
}

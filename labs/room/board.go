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

// This file tracks the position of each student.

// StuckAfter is the time at an unfinished step after which a student is shown as stuck.
const StuckAfter = 5 * time.Minute

// A Student is the room's view of a student.
type Student struct {
	Name string
	Here bool
	// Lab and Step are the student's position. They are nil before the first lab.
	Lab  *catalogue.Lab
	Step *catalogue.Step
	// At is the index of the step. Done reports whether the step is done.
	At   int
	Done bool
	// Since is the time at which the student reached the step, by the room's clock.
	Since time.Time
	// Hints is the number of hints shown in the lab.
	Hints int
	// Passed is the number of passed labs. Of is the number of all labs.
	Passed, Of int
	// Checks is the last result of the lab's checks, or nil.
	Checks *Checks
}

// Checks holds the number of passed checks and of all checks.
type Checks struct{ Passed, Of int }

// Stuck reports whether the student has been at an unfinished step for too long.
func (s *Student) Stuck(now time.Time) bool {
	return s.Here && s.Step != nil && !s.Done && now.Sub(s.Since) >= StuckAfter
}

// A Board holds the positions of all students. It is safe for concurrent use.
type Board struct {
	labs []*catalogue.Lab
	now  func() time.Time
	news func()

	mu       sync.Mutex
	students map[string]*entry
	asked    question // the question answered last
}

type entry struct {
	Student
	progress *workbook.Progress
}

// NewBoard returns an empty board of labs. The board calls news after each change. The function
// news must not block.
func NewBoard(labs []*catalogue.Lab, now func() time.Time, news func()) *Board {
	return &Board{labs: labs, now: now, news: news, students: map[string]*entry{}}
}

// change updates the entry of a student. It ignores the teacher, who is not on the board.
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

// Know adds a student with the progress so far. The progress may be nil.
func (b *Board) Know(name string, p *workbook.Progress) {
	b.change(name, func(e *entry) {
		if p != nil {
			e.progress = p
			e.count(b.labs)
		}
	})
}

// Came records that a student is present.
func (b *Board) Came(name string) { b.change(name, func(e *entry) { e.Here = true }) }

// Left records that a student has left.
func (b *Board) Left(name string) { b.change(name, func(e *entry) { e.Here = false }) }

// Saw records a student's progress in the lab that they have open. The board keeps p, so the
// caller must not change it.
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

// stands updates the student's position in the lab.
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

// count updates the number of passed labs.
func (e *entry) count(labs []*catalogue.Lab) {
	e.Passed, _ = session.Left(labs, e.progress)
}

// Graded records the result of the checks if it is of the lab that the student has open.
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

// Students returns all students, sorted by name.
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

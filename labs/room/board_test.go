package room

import (
	"reflect"
	"testing"
	"time"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// A class is a board with a clock that the test controls.
type class struct {
	t     *testing.T
	board *Board
	labs  []*catalogue.Lab
	now   time.Time
	news  int
}

func newClass(t *testing.T) *class {
	t.Helper()
	c := shipped.Catalogue(t)
	x := &class{t: t, labs: c.Labs, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	x.board = NewBoard(c.Labs, func() time.Time { return x.now }, func() { x.news++ })
	return x
}

// saw reports that a student is at a step of lab 0. The argument answer is the student's choice in
// the first prediction, or -1 for none.
func (x *class) saw(name, step string, answer int, done ...string) {
	lp := &workbook.LabProgress{At: step, Done: done, Hints: map[string]int{"connect": 2}}
	if answer >= 0 {
		lp.Answers = map[string]workbook.Answer{"predict-connect": {First: []int{answer}, Last: []int{1}, Right: true}}
	}
	x.board.Saw(name, x.labs[0], &workbook.Progress{Labs: map[string]*workbook.LabProgress{"0": lp}})
}

func (x *class) student(name string) Student {
	for _, s := range x.board.Students() {
		if s.Name == name {
			return s
		}
	}
	x.t.Fatalf("%s is not on the board", name)
	return Student{}
}

func TestBoard(t *testing.T) {
	x := newClass(t)
	x.board.Know("bob", nil)
	x.board.Came("ann")
	x.saw("ann", "connect", -1, "names")
	ann := x.student("ann")
	if !ann.Here || ann.Lab.ID != "0" || ann.Step.ID != "connect" || ann.Hints != 2 || ann.Done || ann.Passed != 0 || ann.Of != len(x.labs) {
		t.Errorf("ann is %+v", ann)
	}
	if bob := x.student("bob"); bob.Here || bob.Lab != nil || bob.Stuck(x.now) {
		t.Errorf("bob is %+v", bob)
	}
	if x.news != 3 {
		t.Errorf("%d pieces of news, want 3", x.news)
	}
}

func TestStuck(t *testing.T) {
	x := newClass(t)
	x.board.Came("ann")
	x.saw("ann", "connect", -1)
	x.now = x.now.Add(StuckAfter - time.Second)
	x.saw("ann", "connect", -1) // taking a hint does not count as progress
	if ann := x.student("ann"); ann.Stuck(x.now) {
		t.Error("stuck too soon")
	}
	x.now = x.now.Add(time.Second)
	if ann := x.student("ann"); !ann.Stuck(x.now) {
		t.Error("not stuck")
	}
	x.board.Left("ann")
	if ann := x.student("ann"); ann.Stuck(x.now) {
		t.Error("stuck, and not here")
	}
	x.board.Came("ann")
	x.saw("ann", "connect", -1, "connect")
	if ann := x.student("ann"); ann.Stuck(x.now) {
		t.Error("stuck at a step that is done")
	}
	x.saw("ann", "register", -1, "connect")
	if ann := x.student("ann"); ann.Stuck(x.now) || ann.Since != x.now {
		t.Error("stuck at a new step")
	}
}

func TestBoardCountsChecks(t *testing.T) {
	x := newClass(t)
	x.saw("ann", "connect", -1)
	x.board.Graded("ann", report.Result{Lab: "0", Checks: []report.CheckResult{{}, {Verdict: report.NotYet}, {Verdict: report.Unable}}})
	x.board.Graded("ann", report.Result{Lab: "1", Checks: []report.CheckResult{{}}}) // checked from the list of labs
	if got := x.student("ann").Checks; !reflect.DeepEqual(got, &Checks{1, 3}) {
		t.Errorf("%+v", got)
	}
}

// TestTally counts first answers, including those of students who have left or came on another
// day.
func TestTally(t *testing.T) {
	x := newClass(t)
	for name, answer := range map[string]int{"ann": 1, "bob": 0, "cas": 1, "dan": -1, "eve": 99} {
		x.board.Came(name)
		x.saw(name, "predict-connect", answer)
	}
	x.board.Left("bob")
	i := x.board.Current()
	tally, ok := x.board.Tally(i)
	if !ok || tally.Step.ID != "predict-connect" || tally.Answered != 4 || tally.Waiting != 1 {
		t.Fatalf("%+v", tally)
	}
	var counts []int
	for _, b := range tally.Bars {
		counts = append(counts, b.Count)
	}
	if !reflect.DeepEqual(counts, []int{1, 2, 0}) || !tally.Bars[1].Right {
		t.Errorf("%+v", tally.Bars)
	}
	if _, ok := x.board.Tally(x.board.Questions()); ok {
		t.Error("there is one more than there are")
	}
}

// TestCurrent checks that the current question is the question that students are at. If no student
// is at a question, it is the question that was answered last.
func TestCurrent(t *testing.T) {
	x := newClass(t)
	at := func() string {
		tally, _ := x.board.Tally(x.board.Current())
		return tally.Lab.ID + " " + tally.Step.ID
	}
	first := at()
	later := x.labs[1].Steps[0]
	x.board.Came("ann")
	x.board.Saw("ann", x.labs[1], &workbook.Progress{Labs: map[string]*workbook.LabProgress{"1": {At: later.ID}}})
	if got := at(); got != "1 "+later.ID {
		t.Errorf("with ann there it is %s", got)
	}
	x.saw("bob", "connect", 1)
	x.board.Left("ann")
	if got := at(); got != "0 predict-connect" || got != first {
		t.Errorf("after bob's answer it is %s", got)
	}
}

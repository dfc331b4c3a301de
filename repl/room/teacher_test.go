package room_test

import (
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/vt"

	"lab/labs/catalogue"
	"lab/labs/report"
	book "lab/labs/workbook"
	"lab/repl/room"
)

// press sends keys to the teacher's screen.
func press(t *room.Teacher, keys ...string) {
	for _, k := range keys {
		msg, named := map[string]tea.KeyPressMsg{
			"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
			"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		}[k]
		if !named {
			msg = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		t.Update(msg)
	}
}

func shown(t *room.Teacher) string { return ansi.Strip(t.View().Content) }

// A testTeacher is a teacher's screen with a class and a fixed time.
type testTeacher struct {
	*room.Teacher
	room *room.Room
	labs []*catalogue.Lab
	now  time.Time
}

func newTestTeacher(t *testing.T) *testTeacher {
	t.Helper()
	x := &testTeacher{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	cfg := config(t, t.TempDir(), 30, nil)
	cfg.Now = func() time.Time { return x.now }
	r, err := room.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	x.room, x.labs, x.Teacher = r, cfg.Catalogue.Labs, room.NewTeacher(r, "students: ssh NAME@192.0.2.7 -p 2222")
	return x
}

// fill puts three students on the board: a student who is stuck, a student who makes progress, and
// a student who has left.
func (x *testTeacher) fill() {
	b, lab := x.room.Board(), x.labs[0]
	for _, s := range []struct {
		name string
		lp   *book.LabProgress
	}{
		{"ann", &book.LabProgress{At: "connect", Done: []string{"names", "predict-connect"}, Hints: map[string]int{"connect": 3},
			Answers: map[string]book.Answer{"predict-connect": {First: []int{0}, Last: []int{0}}}}},
		{"bob", &book.LabProgress{At: "predict-connect", Done: []string{"names", "predict-connect"},
			Answers: map[string]book.Answer{"predict-connect": {First: []int{1}, Last: []int{1}, Right: true}}}},
		{"cas", &book.LabProgress{At: "predict-connect", Done: []string{"names"}}},
	} {
		b.Came(s.name)
		b.Saw(s.name, lab, &book.Progress{Labs: map[string]*book.LabProgress{lab.ID: s.lp}})
		x.now = x.now.Add(3 * time.Minute)
	}
	b.Graded("ann", report.Result{Lab: lab.ID, Checks: []report.CheckResult{{}, {Verdict: report.NotYet}}})
	b.Know("dan", nil)
	b.Left("bob")
}

func TestTeachersScreen(t *testing.T) {
	x := newTestTeacher(t)
	t.Run("empty", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
	x.fill()
	press(x.Teacher, "down", "enter") // bob's screen is not open
	t.Run("class", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
	press(x.Teacher, "f", "r")
	t.Run("forecast", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
	press(x.Teacher, "esc", "m", "S", "t", "o", "p")
	t.Run("message", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
	press(x.Teacher, "enter", "?")
	t.Run("keys", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
	press(x.Teacher, "esc")
	x.Update(tea.WindowSizeMsg{Width: 160, Height: 40})
	press(x.Teacher, "f", "right")
	t.Run("wide", func(t *testing.T) { golden.RequireEqual(t, shown(x.Teacher)) })
}

// TestClosingAsksOnce checks that the room closes only on a second q, and that the screen says so
// after the first q.
func TestClosingAsksOnce(t *testing.T) {
	x := newTestTeacher(t)
	press(x.Teacher, "q")
	if !strings.Contains(shown(x.Teacher), "press q again to close the room") {
		t.Error(shown(x.Teacher))
	}
	press(x.Teacher, "j")
	if _, cmd := x.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd != nil {
		t.Error("another key between, and the room closes")
	}
	if _, cmd := x.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd == nil {
		t.Error("the room stays open")
	}
}

// lectures runs the teacher's screen in a terminal.
func (c *classroom) lectures() *screen {
	c.Helper()
	in, keys := io.Pipe()
	s := &screen{t: c.T, keys: keys, vt: vt.NewEmulator(80, 24), news: make(chan struct{}), ended: make(chan struct{})}
	go func() { _, _ = io.Copy(keys, s.vt) }() // answers of the terminal to queries
	over := make(chan error, 1)
	go func() {
		over <- room.NewTeacher(c.room, "students: ssh NAME@192.0.2.7").Run(tea.WithInput(in), tea.WithOutput(s),
			tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler())
		close(s.ended)
	}()
	c.Cleanup(func() {
		s.types("qq")
		if err := <-over; err != nil {
			c.Error(err)
		}
	})
	return s
}

// TestKeysAreHandedOver lets a student type in the teacher's workbook. After the teacher takes the
// keys back, the student's keys must go to the student's own workbook again.
func TestKeysAreHandedOver(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	teacher := c.lectures()
	teacher.sees("No student has connected yet")
	ann := c.come("ann", newKey(t))
	ann.enters()
	teacher.sees("ann", "Who am I?")
	teacher.types("h")
	teacher.sees("open your workbook with w first")
	teacher.types("w")
	teacher.enters()
	teacher.types("\x1d") // ctrl+]
	teacher.sees("students")
	teacher.types("h")
	ann.sees("you have the keys of your teacher's workbook", "iex(node1@localhost)1>")
	ann.types("5 * 111\r")
	ann.sees("555")
	teacher.sees("keys: ann")
	teacher.types("h")
	teacher.sees("you alone have the keys")
	ann.until("for the keys to go", func(screen string) bool { return !strings.Contains(screen, "you have the keys") })
	ann.types("6 * 111\r")
	ann.sees("666")
	teacher.types("h")
	ann.sees("you have the keys", "555")
	ann.types("\x1d")
	ann.sees("666")
	teacher.until("to have the keys alone", func(screen string) bool {
		return !strings.Contains(screen, "keys: ann") && strings.Contains(screen, "ann no longer has the keys")
	})
	if text, _ := teacher.look(); strings.Contains(text, "666") {
		t.Errorf("what ann typed for herself arrived:\n%s", text)
	}
}

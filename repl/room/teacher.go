package room

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	rules "lab/labs/room"
	"lab/repl/line"
	"lab/repl/paint"
)

// This file defines the state of the teacher's screen and its reactions to keys and messages.

// page is the current page of the teacher's screen.
type page int

const (
	onStudents page = iota
	onForecast
	onScreen // a student's screen, read-only
	onMessage
	onPlace // the teacher's own workbook
	onHelp
)

// These messages are sent to the teacher's screen.
type (
	news     struct{} // the room has changed, or a second has passed
	leftOwn  struct{} // the teacher left the list of labs
	finished struct{} // all sessions have ended
)

// A Teacher is the Bubble Tea model of the teacher's screen.
type Teacher struct {
	room  *Room
	where string // tells students how to join
	theme paint.Theme
	now   func() time.Time

	width, height int
	page          page
	students      []rules.Student
	cursor        string // the name of the selected student
	top           int
	question      int           // the index of the forecast's question
	fixed         bool          // the teacher chose the question
	revealed      bool          // right choices are marked
	seen          chan struct{} // receives when the watched screen changes, or nil
	editor        *line.Editor
	own           *place
	notice        string
	lentTo        string // the student to whom the teacher has lent the keys, or ""
	leaving       bool   // q was pressed once
	closing, over bool
}

// NewTeacher returns the teacher's screen of a room. The argument where is a line that tells
// students how to join.
func NewTeacher(r *Room, where string) *Teacher {
	history, _ := line.OpenHistory("") // cannot fail without a file
	t := &Teacher{room: r, where: where, theme: paint.New(true), now: r.cfg.Now, width: 80, height: 24, editor: line.New(history)}
	t.look()
	return t
}

// Run shows the screen on the terminal until the teacher closes the room.
func (t *Teacher) Run(options ...tea.ProgramOption) error {
	program := tea.NewProgram(t, append(options, tea.WithFilter(keepOpen))...)
	over := make(chan struct{})
	defer close(over)
	t.own = newPlace(t.room, rules.Teacher)
	t.room.toTeacher = program.Send
	t.own.send, t.own.leave = program.Send, func() tea.Msg { return leftOwn{} }
	go func() {
		second := time.NewTicker(time.Second) // updates the time at a step
		defer second.Stop()
		for {
			select {
			case <-over:
				return
			case <-t.room.news:
			case <-second.C:
			}
			program.Send(news{})
		}
	}()
	if _, err := program.Run(); err != nil {
		return fmt.Errorf("the teacher's screen: %w", err)
	}
	t.own.shut()
	return nil
}

// look reads the current state of the room.
func (t *Teacher) look() {
	t.students = t.room.board.Students()
	if t.at() < 0 && len(t.students) > 0 {
		t.cursor = t.students[0].Name
	}
	if !t.fixed {
		t.question = t.room.board.Current()
	}
}

// at returns the index of the student under the cursor, or -1.
func (t *Teacher) at() int {
	for i, s := range t.students {
		if s.Name == t.cursor {
			return i
		}
	}
	return -1
}

// ended implements lasting.
func (t *Teacher) ended() bool { return t.over }

// Init implements tea.Model.
func (t *Teacher) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update implements tea.Model.
func (t *Teacher) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		t.width, t.height = msg.Width, msg.Height
		return t, t.toOwn(msg)
	case tea.BackgroundColorMsg:
		t.theme = paint.New(msg.IsDark())
		return t, t.toOwn(msg)
	case news:
		t.look()
		t.seeHolder()
		return t, nil
	case look:
		return t, t.more()
	case handed:
		if msg.by != t.room.handedTo() {
			return t, nil // sent before the keys were taken back
		}
		return t, t.toOwn(msg.key)
	case leftOwn:
		_ = t.room.hand("") // cannot fail: no student has to be present
		t.own.shut()
		t.own.home, t.own.work, t.own.driver, t.own.stop = nil, nil, nil, nil
		t.page = onStudents
		return t, nil
	case finished:
		t.over = true
		return t, tea.Quit
	case tea.KeyPressMsg:
		if t.page != onPlace {
			return t, t.key(msg)
		}
		if key.Matches(msg, keyReturn) {
			t.page = onStudents
			return t, nil
		}
	}
	return t, t.toOwn(msg)
}

// toOwn passes a message to the teacher's own workbook.
func (t *Teacher) toOwn(msg tea.Msg) tea.Cmd {
	if t.own == nil {
		return nil
	}
	_, cmd := t.own.Update(msg)
	return cmd
}

// turn goes to a page and stops watching a student's screen.
func (t *Teacher) turn(to page) {
	if t.seen != nil {
		t.room.stage.leave(t.seen)
		close(t.seen)
		t.seen = nil
	}
	t.page = to
}

func (t *Teacher) move(by int) {
	if i := t.at() + by; i >= 0 && i < len(t.students) {
		t.cursor = t.students[i].Name
	}
}

// watch shows the screen of the student under the cursor.
func (t *Teacher) watch() tea.Cmd {
	if _, here := t.room.stage.of(t.cursor); !here {
		t.notice = t.cursor + " has no screen here now"
		return nil
	}
	t.turn(onScreen)
	t.seen = t.room.stage.watch(t.cursor)
	return t.more()
}

// more waits for a change of the watched screen.
func (t *Teacher) more() tea.Cmd {
	seen := t.seen
	if seen == nil {
		return nil
	}
	return func() tea.Msg {
		<-seen
		return look{}
	}
}

// project projects a student's screen. The name "" ends the projection.
func (t *Teacher) project(name string) {
	t.room.Project(name)
	t.notice = name + " is projected; ssh room@HOST shows it"
	if name == "" {
		t.notice = "nothing is projected"
	}
}

// hand lends the keys of the teacher's workbook to the student under the cursor, or takes them
// back.
func (t *Teacher) hand() {
	to := t.cursor
	switch {
	case t.room.handedTo() == to:
		to = ""
	case t.own.child() == nil:
		t.notice = "open your workbook with w first; then hand over its keys"
		return
	}
	if err := t.room.hand(to); err != nil {
		t.notice = err.Error()
		return
	}
	t.lentTo = to
	t.notice = to + " has the keys of your workbook, too; h takes them back"
	if to == "" {
		t.notice = "you alone have the keys of your workbook"
	}
}

// seeHolder tells the teacher when the student who had the keys has returned them or has left.
func (t *Teacher) seeHolder() {
	if t.lentTo != "" && t.room.handedTo() == "" {
		t.notice = t.lentTo + " no longer has the keys of your workbook"
		t.lentTo = ""
	}
}

// toWorkbook opens or returns to the teacher's own workbook. It projects the workbook if nothing
// is projected.
func (t *Teacher) toWorkbook() {
	if t.own.child() == nil && t.own.tidy == "" {
		if err := t.own.open(); err != nil {
			t.notice = err.Error()
			return
		}
	}
	t.turn(onPlace)
	t.own.say(backKey + " returns to the students")
	if shown, _ := t.room.stage.projected(); shown == "" {
		t.room.Project(rules.Teacher)
	}
}

func (t *Teacher) messageKey(name, text string) {
	switch name {
	case "esc", "ctrl+c":
		t.page = onStudents
	case "enter":
		if said := strings.TrimSpace(t.editor.Text()); said != "" {
			t.room.Tell(said)
			t.notice = "the message was sent to all students who are here"
		}
		t.editor.Clear()
		t.page = onStudents
	default:
		if !t.editor.Key(name) && text != "" {
			t.editor.Insert(text)
		}
	}
}

// quit closes the room on the second request.
func (t *Teacher) quit(asked bool) tea.Cmd {
	if !asked {
		t.leaving = true
		t.notice = "press q again to close the room and end all nodes; all progress is kept"
		return nil
	}
	t.closing = true
	return func() tea.Msg {
		t.room.Close()
		return finished{}
	}
}

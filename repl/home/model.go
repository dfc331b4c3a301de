package home

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/paint"
)

// This file defines the state of the screen and its reactions to keys and messages.

// A Desk performs the actions that the student asks for.
type Desk interface {
	// Check runs the checks of a lab with the progress p. It runs outside the model's goroutine
	// and may block. Running messages report the current check.
	Check(l *catalogue.Lab, p *book.Progress) report.Result
	// Keep saves the result of Check in the progress.
	Keep(l *catalogue.Lab, r report.Result) error
	// Solution returns the text of a lab's solution.
	Solution(l *catalogue.Lab) (string, error)
}

// page is the content of the right side.
type page int

const (
	about page = iota
	spoiler
	solution
)

// Running is the message that reports the state of the running checks.
type Running report.Running

// tick is a message with the current time, sent while checks run.
type tick time.Time

func nextTick() tea.Cmd {
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tick(t) })
}

// checked is the message with the result of Desk.Check.
type checked struct {
	lab    *catalogue.Lab
	result report.Result
}

// A Model is the Bubble Tea model of the start screen.
type Model struct {
	labs      []*catalogue.Lab
	progress  *book.Progress
	desk      Desk
	theme     paint.Theme
	themeName string

	width, height int
	cursor        int
	top           int // first lab of the list that is shown
	page          page
	text          string // the solution
	scroll        int    // the first visible row of the right side
	help          bool
	notice        string
	checking      *catalogue.Lab
	running       report.Running
	since, now    time.Time // the start of the checks, and the last tick
	clock         func() time.Time
	results       map[string]report.Result
	opened        *catalogue.Lab
}

// New returns the screen of a catalogue. The cursor is on the lab with the id at, or on the
// student's next lab if there is no such lab.
func New(c *catalogue.Catalogue, p *book.Progress, d Desk, at, notice string) *Model {
	m := &Model{labs: c.Labs, progress: p, desk: d, theme: paint.New(true), width: 80, height: 24,
		notice: notice, clock: time.Now, results: map[string]report.Result{}}
	m.cursor = session.NextLab(c.Labs, p)
	for i, l := range c.Labs {
		if l.ID == at {
			m.cursor = i
		}
	}
	return m
}

// Opened returns the lab that the student opened, or nil if they left.
func (m *Model) Opened() *catalogue.Lab { return m.opened }

// ChooseTheme selects the colour theme by name.
func (m *Model) ChooseTheme(name string) {
	m.themeName, m.theme = name, paint.New(paint.IsDark(name, true))
}

// Say shows a notice until the next key press.
func (m *Model) Say(text string) { m.notice = text }

// Init requests the terminal's background colour, which determines the automatic theme.
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (m *Model) current() *catalogue.Lab { return m.labs[m.cursor] }

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.theme = paint.New(paint.IsDark(m.themeName, msg.IsDark()))
	case tea.KeyPressMsg:
		return m, m.key(msg.String())
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		return m, m.click(msg.X, msg.Y)
	case checked:
		m.checked(msg)
	case Running:
		m.running = report.Running(msg)
	case tick:
		if m.now = time.Time(msg); m.checking != nil {
			return m, nextTick()
		}
	}
	return m, nil
}

func (m *Model) move(to int) {
	if to >= 0 && to < len(m.labs) && to != m.cursor {
		m.cursor = to
		m.turn(about)
	}
}

func (m *Model) turn(p page) { m.page, m.scroll = p, 0 }

func (m *Model) open() tea.Cmd {
	m.opened = m.current()
	return tea.Quit
}

// check runs the checks of the lab under the cursor. Only one lab is checked at a time.
func (m *Model) check() tea.Cmd {
	if m.checking != nil {
		m.notice = fmt.Sprintf("the checks of lab %s are still running", m.checking.ID)
		return nil
	}
	l := m.current()
	m.checking, m.running = l, report.Running{}
	m.since = m.clock()
	m.now = m.since
	m.turn(about)
	p := m.progress.Snapshot()
	return tea.Batch(func() tea.Msg { return checked{l, m.desk.Check(l, p)} }, nextTick())
}

func (m *Model) checked(msg checked) {
	m.checking = nil
	m.results[msg.lab.ID] = msg.result
	if err := m.desk.Keep(msg.lab, msg.result); err != nil {
		m.notice = err.Error()
	} else if msg.lab != m.current() {
		m.notice = fmt.Sprintf("lab %s: %s", msg.lab.ID, msg.result.Said())
	}
}

// solve shows the solution of the lab under the cursor after a warning.
func (m *Model) solve() {
	switch {
	case m.page == solution:
		m.turn(about)
		return
	case m.page == about && m.progress.Lab(m.current().ID).Passed == nil:
		if m.current().HasSolution() {
			m.turn(spoiler)
			return
		}
	}
	text, err := m.desk.Solution(m.current())
	if err != nil {
		m.notice = err.Error()
		return
	}
	m.text = text
	m.turn(solution)
}

func (m *Model) wheel(msg tea.MouseWheelMsg) {
	by := 1
	if msg.Button == tea.MouseWheelUp {
		by = -1
	}
	if msg.X < m.listWidth() {
		m.move(m.cursor + by)
		return
	}
	m.scroll = max(0, m.scroll+3*by)
}

// click moves the cursor to the clicked lab, or opens the lab if the cursor is already there.
func (m *Model) click(x, y int) tea.Cmd {
	i := m.top + y - headRows - 1
	if m.help || x >= m.listWidth() || y <= headRows || y >= m.height-footRows-1 || i >= len(m.labs) {
		m.help = false
		return nil
	}
	m.notice = ""
	if i == m.cursor {
		return m.open()
	}
	m.move(i)
	return nil
}

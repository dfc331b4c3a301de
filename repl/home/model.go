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

// This file says what is on the screen and what keys and messages do.

// A Desk does what the student asks for.
type Desk interface {
	// Check runs the checks of a lab. It is called outside of the model's
	// goroutine and may take its time; p is the progress as it was then.
	// Running messages tell which check runs.
	Check(l *catalogue.Lab, p *book.Progress) report.Result
	// Keep notes what Check found, in the progress.
	Keep(l *catalogue.Lab, r report.Result) error
	// Solution returns the text of a lab's solution.
	Solution(l *catalogue.Lab) (string, error)
}

// page is what the right side shows of the lab under the cursor.
type page int

const (
	about page = iota
	spoiler
	solution
)

// Running is what the checks are doing now.
type Running report.Running

// tick is the time, told while checks run.
type tick time.Time

func nextTick() tea.Cmd {
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tick(t) })
}

// checked is what came of Desk.Check.
type checked struct {
	lab    *catalogue.Lab
	result report.Result
}

// A Model is the list of labs on the screen.
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
	text          string // of the solution
	scroll        int    // of the right side
	help          bool
	notice        string
	checking      *catalogue.Lab
	running       report.Running
	since, now    time.Time // when the checks began, and as it was told last
	clock         func() time.Time
	results       map[string]report.Result
	opened        *catalogue.Lab
}

// New returns the screen of a catalogue, with the cursor on the lab called at,
// or on the one to take next when there is none.
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

// Opened is the lab that the student opened, nil where they left.
func (m *Model) Opened() *catalogue.Lab { return m.opened }

// ChooseTheme has the colours of a theme, by its name.
func (m *Model) ChooseTheme(name string) {
	m.themeName, m.theme = name, paint.New(paint.IsDark(name, true))
}

// Init asks the terminal for its background, to choose the colours by it.
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

// check runs the checks of the lab under the cursor, one lab at a time.
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

// solve shows the solution of the lab under the cursor, after a word of warning.
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

// click puts the cursor on a lab, and opens the one it is on already.
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

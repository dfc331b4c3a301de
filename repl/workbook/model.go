package workbook

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/line"
	"lab/repl/paint"
)

// This file defines the state of the screen.

// focus is the pane that receives keys.
type focus int

const (
	onGuide focus = iota
	onPrompt
	onMap
	onTrace
)

// overlay is the box over the screen, if there is one.
type overlay int

const (
	noOverlay overlay = iota
	helpOverlay
	faultOverlay
	guessOverlay
	endOverlay
	backOverlay
)

// A Model is the Bubble Tea model of a lab.
type Model struct {
	lab    *catalogue.Lab
	way    *session.Session
	driver Driver
	theme  paint.Theme

	width, height int
	focus         focus
	overlay       overlay

	choice  choice
	hints   []string
	graded  *report.Result
	busy    bool // checks are running
	running report.Running
	since   time.Time // when the checks started
	now     time.Time // the time of the last tick
	clock   func() time.Time
	ticking bool   // a tick has been requested
	saved   string // the saved file that started the checks, "" after a key press
	again   bool   // the result equals the previous one
	asked   string // the step that shows the result, besides the graded steps
	notices []Notice
	scroll  int  // the first visible row of the guide
	typed   int  // the index after the command that was inserted last
	acted   bool // a key was pressed in this step
	leaving bool // q was pressed once
	burst   burst
	ran     lapse

	panes  []*pane
	active int
	split  bool
	zoomed bool // the focused pane fills the screen
	// promptCols is the last width passed to Driver.Resize, before the frame is subtracted.
	promptCols int
	states     map[string]census.State
	faults     faultMenu
	words      *line.Editor // the student's sentence
	guess      guess

	themeName string
	typedThen []book.Typed // the lines of the last visit
	replay    again
	following func() *catalogue.Lab // returns the next lab
	onward    *catalogue.Lab        // the lab chosen at the end
	helpFrom  int                   // the first visible row of the help page
	unloaded  stale                 // the file that recompile() would load
	unstarted stale                 // the file that a restart would load

	cluster census.View
	showMap bool // replaces the prompts on a narrow screen
	back    int  // how many events the timeline is scrolled back
	trace   trace

	flights []flight  // messages moving on the map
	flown   uint64    // the serial number of the newest message considered
	frame   time.Time // the time of the current frame
	framing bool      // the next frame has been requested
	seen    bool      // the drawing is on the screen
	stage   int       // the width of the talk's screen
}

// New returns the model of a lab at the step where the student left it. The argument f determines
// the order of choices.
func New(l *catalogue.Lab, p *book.LabProgress, f book.Shuffle, d Driver, history *line.History) *Model {
	m := &Model{lab: l, way: session.New(l, p, f), driver: d, theme: paint.New(true), width: 80, height: 24, clock: time.Now, words: line.New(&line.History{}),
		states: map[string]census.State{}}
	for _, n := range l.Nodes {
		p := newPane(n.Name, history)
		p.write("$ " + n.Command() + "\n")
		m.panes = append(m.panes, p)
	}
	if l.Proxy != nil {
		p := newPane(catalogue.ProxyName, history)
		p.log = true
		m.panes = append(m.panes, p)
	}
	m.shown()
	return m
}

// ChooseTheme selects the colour theme by name.
func (m *Model) ChooseTheme(name string) {
	m.themeName, m.theme = name, paint.New(paint.IsDark(name, true))
}

// Init requests the terminal's background colour, which determines the automatic theme.
func (m *Model) Init() tea.Cmd {
	return tea.RequestBackgroundColor
}

func (m *Model) current() *catalogue.Step { return m.way.Step() }

// nodes returns the panes of nodes, without Caddy's pane.
func (m *Model) nodes() []*pane { return m.panes[:len(m.lab.Nodes)] }

func (m *Model) pane() *pane { return m.panes[m.active] }

// goTo goes to step i.
func (m *Model) goTo(i int) {
	if m.way.GoTo(i) {
		m.shown()
	}
}

// goBack goes to the previous step. The focus stays in the guide, so that the key works again.
func (m *Model) goBack() {
	m.goTo(m.way.At() - 1)
	m.focus = onGuide
}

// shown resets the state that belongs to a step, after the current step has changed.
func (m *Model) shown() {
	m.choice = newChoice(m.way)
	m.hints, m.scroll, m.typed, m.acted = nil, 0, 0, false
	m.endCause(Key)
	m.endCause(Guessed)
	m.words.Clear()
	m.aim()
	m.driver.Watch(m.current())
	m.driver.Save()
}

// aim moves the focus to the place where the step is done: the guide for a question, a node's
// prompt for a command. Otherwise the focus stays.
func (m *Model) aim() {
	s := m.current()
	if s.Question != nil {
		m.focus = onGuide
		return
	}
	if len(s.Type) == 0 || m.focus == onMap || m.focus == onTrace {
		return
	}
	if at := m.paneAt(s.Type[0].On); at >= 0 {
		m.active, m.focus = at, onPrompt
	}
}

// paneAt returns the index of a node's pane, or -1.
func (m *Model) paneAt(node string) int {
	return slices.IndexFunc(m.panes, func(p *pane) bool { return p.node == node })
}

// typeNext inserts the step's next command at the prompt of its node. The student submits it.
func (m *Model) typeNext() {
	s := m.current()
	if len(s.Type) == 0 {
		m.reply("there is nothing to type in this step")
		return
	}
	m.typeCommand(m.typed % len(s.Type))
}

// typeCommand inserts command i of the step at the prompt of its node. It replaces the text there.
// The history keeps that text, unless it is a command of the step.
func (m *Model) typeCommand(i int) {
	all := m.current().Type
	typed := all[i]
	at := m.paneAt(typed.On)
	if at < 0 {
		return
	}
	m.show(at)
	m.typed = i + 1
	e := m.pane().editor
	if slices.ContainsFunc(all, func(t catalogue.Typed) bool { return t.Code == e.Text() }) {
		e.Clear()
	}
	e.Replace(typed.Code)
}

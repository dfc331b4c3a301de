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

// This file defines the model: everything that is on the screen.

// focus says who gets the keys.
type focus int

const (
	onGuide focus = iota
	onPrompt
	onMap
	onTrace
)

// overlay is what lies over the screen, if anything.
type overlay int

const (
	noOverlay overlay = iota
	helpOverlay
	faultOverlay
	guessOverlay
	endOverlay
	backOverlay
)

// A Model is a lab on the screen.
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
	busy    bool // checks run
	running report.Running
	since   time.Time // when they began
	now     time.Time // as the clock has told it last
	clock   func() time.Time
	ticking bool   // the clock will tell it again
	saved   string // the file whose saving had the checks run, "" where a key had
	again   bool   // they found what they had found before
	asked   string // the step at which checks were asked for last
	notices []Notice
	scroll  int  // of the guide
	typed   int  // commands of the step that were put into prompts
	leaving bool // q was pressed once

	panes  []*pane
	active int
	split  bool
	zoomed bool // the pane that has the keys fills the screen
	// promptCols is how wide the prompts were told to be.
	promptCols int
	states     map[string]census.State
	faults     faultMenu
	words      *line.Editor // the sentence that is asked for
	guess      guess

	themeName string
	typedThen []book.Typed // when the student was here last
	replay    again
	following func() *catalogue.Lab // what comes after this lab
	onward    *catalogue.Lab        // chosen at its end
	helpFrom  int                   // the first row of the keys that is shown
	unloaded  stale                 // what recompile() loads
	unstarted stale                 // what a node loads when it starts

	cluster census.View
	showMap bool // in the place of the prompts, where there is no room for both
	back    int  // events scrolled back from the end of the timeline
	trace   trace

	flights []flight  // messages that move on the map
	flown   uint64    // the serial of the newest that did, or could have
	frame   time.Time // of the picture
	framing bool      // the clock will tell the next one
	seen    bool      // the drawing is on the screen
	stage   int       // the width of the talk's screen
}

// New returns the model of a lab, at the step where the student left it. Choices are
// in the order of f.
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

// ChooseTheme has the colours of a theme, by its name.
func (m *Model) ChooseTheme(name string) {
	m.themeName, m.theme = name, paint.New(paint.IsDark(name, true))
}

// Init asks the terminal for its background, to choose the colours by it.
func (m *Model) Init() tea.Cmd {
	return tea.RequestBackgroundColor
}

func (m *Model) current() *catalogue.Step { return m.way.Step() }

// nodes are the panes of nodes; that of Caddy is none of them.
func (m *Model) nodes() []*pane { return m.panes[:len(m.lab.Nodes)] }

func (m *Model) pane() *pane { return m.panes[m.active] }

// goTo shows the step at position i.
func (m *Model) goTo(i int) {
	if m.way.GoTo(i) {
		m.shown()
	}
}

// shown begins afresh with the step that is shown now.
func (m *Model) shown() {
	m.choice = newChoice(m.way)
	m.hints, m.scroll, m.typed = nil, 0, 0
	m.endCause(Key)
	m.endCause(Guessed)
	m.words.Clear()
	m.aim()
	m.driver.Watch(m.current())
	m.driver.Save()
}

// aim gives the keys to where the step is done: a question is answered in the guide, and
// what is to be typed is typed at the prompt of its node. Elsewhere they stay.
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

// paneAt is the position of a node's pane, or -1.
func (m *Model) paneAt(node string) int {
	return slices.IndexFunc(m.panes, func(p *pane) bool { return p.node == node })
}

// typeNext puts the guide's next command into the prompt of its node, to be sent by enter.
func (m *Model) typeNext() {
	s := m.current()
	if len(s.Type) == 0 {
		m.reply("there is nothing to type in this step")
		return
	}
	m.typeCommand(m.typed % len(s.Type))
}

// typeCommand puts a command of the step into the prompt of its node.
func (m *Model) typeCommand(i int) {
	typed := m.current().Type[i]
	at := m.paneAt(typed.On)
	if at < 0 {
		return
	}
	m.show(at)
	m.typed = i + 1
	m.pane().editor.Clear()
	m.pane().editor.Insert(typed.Code)
}

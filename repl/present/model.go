package present

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
	"lab/repl/line"
	"lab/repl/paint"
	"lab/repl/workbook"
)

// This file defines the model of a talk, and what keys and messages do.

// A Stage runs the nodes of the lab and changes the files of its project.
type Stage interface {
	workbook.Driver
	// Change does what an act says to files, and returns the lines that came and went, with
	// a sign before each.
	Change(l *catalogue.Lab, a catalogue.Act) ([]string, error)
}

// phase is how far a beat is.
type phase int

const (
	idle    phase = iota // nothing was done yet
	typing               // a command is being typed
	running              // it is carried out
	done                 // it was
)

// A Model is a talk.
type Model struct {
	lab   *catalogue.Lab
	wb    *workbook.Model
	stage Stage
	beats []beat

	at      int
	played  []bool
	changed map[int][]string // what changes have changed, by beat

	phase   phase
	typed   int    // of a command, in characters
	sent    string // the line that is evaluated
	out     string // what the command has printed
	spoke   []string
	digits  string // of a forecast
	guess   *book.Guess
	counted *book.Guess
	struck  bool // the fault was carried out
	picked  map[int]bool
	warned  bool // that something is still open
	scroll  int

	auto   auto
	pause  func() // before the talk goes on by itself
	pace   Pace
	wrong  []Wrong
	byHand []string // what a talk that plays by itself leaves out

	theme    string // by its name
	terminal bool   // the terminal is dark
	dark     bool
	width    int
	height   int
	overlay  overlay
	leaving  bool
	reply    string
	keys     []string // pressed last
	began    time.Time
	tellers  func(State) // told what the speaker sees
	told     State
}

// New returns the talk of a lab. It begins at the step at position at, which the nodes are
// prepared for.
func New(l *catalogue.Lab, s Stage, theme string, at int) *Model {
	m := &Model{lab: l, stage: s, beats: beats(l), changed: map[int][]string{}, picked: map[int]bool{}, pace: Human,
		theme: theme, terminal: true, width: 80, height: 24, began: time.Now()}
	m.wb = workbook.New(l, &book.LabProgress{}, "", s, &line.History{})
	m.played = make([]bool, len(m.beats))
	if at > 0 {
		m.auto = auto{on: true, until: first(m.beats, at)}
	}
	m.paint()
	m.enter(0)
	return m
}

func (m *Model) beat() beat { return m.beats[m.at] }

func (m *Model) paint() {
	m.dark = paint.IsDark(m.theme, m.terminal)
	m.wb.Paint(paint.Stage(m.dark))
}

// Init asks the terminal for its background, to choose the colours by it.
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{m.take(msg)}
	m.settle(msg)
	cmds = append(cmds, m.playOn())
	m.tellSpeaker()
	return m, tea.Batch(cmds...)
}

func (m *Model) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.stage.Resize(m.width - 4)
	case tea.BackgroundColorMsg:
		m.terminal = msg.IsDark()
		m.paint()
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		if m.beat().kind == command {
			m.phase = idle
			m.wb.TypeAt(m.beat().act.On, "", line.Pasted(msg.Content))
		}
	case Remote:
		return m.steer(string(msg))
	case stroke:
		return m.typeOn(msg)
	case workbook.Saved: // the talk saves files itself
	case workbook.Notice:
		m.reply = msg.Text
	case workbook.Output:
		if m.phase == running && m.beat().kind == command {
			m.heard(msg)
		}
		return m.wb.Take(msg)
	default:
		return m.wb.Take(msg)
	}
	return nil
}

// heard notes what is printed while a command runs, and on which nodes.
func (m *Model) heard(msg workbook.Output) {
	if msg.Node == m.beat().act.On {
		m.out += msg.Text
		return
	}
	if !slices.Contains(m.spoke, msg.Node) {
		m.spoke = append(m.spoke, msg.Node)
	}
}

// maxKeys is how many keys are shown.
const maxKeys = 4

// An overlay is what is shown in the place of everything else.
type overlay int

const (
	noOverlay overlay = iota
	mapOverlay
	messagesOverlay
)

// toggle shows an overlay, and takes it away again.
func (m *Model) toggle(o overlay) {
	if m.overlay == o {
		o = noOverlay
	}
	m.overlay = o
}

// interrupt stops what runs, or asks whether the talk is to end.
func (m *Model) interrupt(leaving bool) tea.Cmd {
	if m.beat().kind == command && m.phase == running {
		m.stage.Interrupt(m.beat().act.On)
		return nil
	}
	if leaving {
		return tea.Quit
	}
	m.leaving, m.reply = true, "ctrl+c again ends the talk and its nodes"
	return nil
}

// typeByHand types at the prompt of the command: what types itself stops.
func (m *Model) typeByHand(name, text string) {
	node := m.beat().act.On
	if m.phase == typing {
		m.phase = idle
	}
	if name == "enter" && m.wb.Typing(node) == "" {
		return
	}
	if name == "enter" {
		m.send()
		return
	}
	m.wb.TypeAt(node, name, text)
}

// steer goes on or back, by a key here or in the speaker's window.
func (m *Model) steer(way string) tea.Cmd {
	if m.auto.on && !m.warned {
		m.warned, m.reply = true, "the nodes are being prepared; → again leaves it at that"
		return nil
	}
	if m.auto.on {
		m.auto.on, m.warned, m.reply = false, false, "the nodes are not prepared: "+m.beat().doing()+" was not over"
		return nil
	}
	if way == "left" {
		m.back()
		return nil
	}
	return m.advance()
}

// Remote is a key that was pressed in the speaker's window: "right" or "left".
type Remote string

// keyName is a key as it is shown to the room.
func keyName(name string) string {
	signs := map[string]string{"right": "→", "left": "←", "up": "↑", "down": "↓", "space": "␣", "enter": "⏎", "backspace": "⌫"}
	if s, ok := signs[name]; ok {
		return s
	}
	return name
}

// Wrong is something that was not as expected.
type Wrong struct {
	Step string // its id
	What string // the act: a command, a fault, a file
	Text string // what was wrong
}

func (w Wrong) String() string { return fmt.Sprintf("%s: %s: %s", w.Step, w.What, w.Text) }

// Wrong is all that was not as expected.
func (m *Model) Wrong() []Wrong { return m.wrong }

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

// This file defines the state of a talk and its reactions to keys and messages.

// A Stage runs the nodes of the lab and changes the files of its project.
type Stage interface {
	workbook.Driver
	// Change applies an act to the project's files and returns a diff. Each line of the diff
	// begins with a sign.
	Change(l *catalogue.Lab, a catalogue.Act) ([]string, error)
}

// A phase is the progress of a beat.
type phase int

const (
	idle    phase = iota // not started
	typing               // the command is being typed
	running              // the beat is being executed
	done                 // the beat is over
)

// A Model is the Bubble Tea model of a talk.
type Model struct {
	lab   *catalogue.Lab
	wb    *workbook.Model
	stage Stage
	beats []beat

	at      int
	played  []bool
	changed map[int][]string // the diffs of changes, by beat

	phase   phase
	typed   int    // the number of typed characters of the command
	sent    string // the line being evaluated
	out     string // the output of the command
	spoke   []string
	digits  string // the forecast being entered
	guess   *book.Guess
	counted *book.Guess
	struck  bool // the fault has been injected
	picked  map[int]bool
	warned  bool // the speaker was told that something is unfinished
	scroll  int

	auto   auto
	pause  func() // called before automatic play goes on
	pace   Pace
	wrong  []Wrong
	byHand []string // the actions that automatic play skipped

	theme    string // the name of the theme
	terminal bool   // the terminal is dark
	dark     bool
	width    int
	height   int
	overlay  overlay
	leaving  bool
	reply    string
	keys     []string // recently pressed keys
	began    time.Time
	tellers  func(State) // receives the speaker's state
	told     State
}

// New returns the talk of a lab. It begins at the step at position at. If that is not the first,
// the earlier beats are played to prepare the nodes.
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

// Init requests the terminal's background colour, which determines the automatic theme.
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
		m.stage.Resize(m.width - 2)
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
	case workbook.Saved: // the talk itself saves files
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

// heard records the output of the current command, and the other nodes that print meanwhile.
func (m *Model) heard(msg workbook.Output) {
	if msg.Node == m.beat().act.On {
		m.out += msg.Text
		return
	}
	if !slices.Contains(m.spoke, msg.Node) {
		m.spoke = append(m.spoke, msg.Node)
	}
}

// maxKeys is the number of recent keys that are shown.
const maxKeys = 4

// An overlay replaces the content of the screen.
type overlay int

const (
	noOverlay overlay = iota
	mapOverlay
	messagesOverlay
)

// toggle shows or hides an overlay.
func (m *Model) toggle(o overlay) {
	if m.overlay == o {
		o = noOverlay
	}
	m.overlay = o
}

// interrupt interrupts the running command. If there is none, it ends the talk on the second
// request.
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

// typeByHand types at the prompt of the command. It stops the automatic typing.
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

// steer goes forward or back, for a key pressed here or in the speaker's window.
func (m *Model) steer(way string) tea.Cmd {
	if m.auto.on && !m.warned {
		m.warned, m.reply = true, "the nodes are being prepared; press → again to stop that"
		return nil
	}
	if m.auto.on {
		m.auto.on, m.warned, m.reply = false, false, "the nodes are not prepared: this was interrupted: "+m.beat().doing()
		return nil
	}
	if way == "left" {
		m.back()
		return nil
	}
	return m.advance()
}

// A Remote is a key pressed in the speaker's window: "right" or "left".
type Remote string

// keyName returns the symbol or name of a key to show to the audience.
func keyName(name string) string {
	signs := map[string]string{"right": "→", "left": "←", "up": "↑", "down": "↓", "space": "␣", "enter": "⏎", "backspace": "⌫"}
	if s, ok := signs[name]; ok {
		return s
	}
	return name
}

// A Wrong is a deviation from the expected course of the talk.
type Wrong struct {
	Step string // the step's id
	Act  string // the act, such as a command, a fault or a file
	Text string // a description of the deviation
}

func (w Wrong) String() string { return fmt.Sprintf("%s: %s: %s", w.Step, w.Act, w.Text) }

// Wrong returns all deviations so far.
func (m *Model) Wrong() []Wrong { return m.wrong }

package chart

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"lab/labs/census"
	"lab/labs/messages"
	"lab/repl/paint"
)

// This file lays out a sequence chart. Time runs down, each node has a lifeline, and each message
// has a row.

// A Mark is an event that is not a message, such as a node going down or a link being cut.
type Mark struct {
	At time.Duration
	// Node is the node concerned, or "" if the event concerns all nodes.
	Node       string
	Sign, Text string
	// Down and Up mark the end and the continuation of the node's lifeline.
	Down, Up bool
}

// A Chart is the data of a sequence chart.
type Chart struct {
	Nodes    []string
	Messages []messages.Message // in the order in which they were sent
	Marks    []Mark
	Theme    paint.Theme
}

// A Window is the visible part of a chart.
type Window struct {
	Width, Height int
	// Selected is the serial number of the message to show and highlight. If it is 0, the window
	// shows the newest messages.
	Selected uint64
}

// Mores returns marks for messages that were counted but not reported individually.
func Mores(mores []messages.More) []Mark {
	marks := make([]Mark, 0, len(mores))
	for _, m := range mores {
		marks = append(marks, Mark{At: m.At, Node: m.Node, Sign: "…", Text: fmt.Sprintf("+%d more of %s, not shown", m.N, m.Node)})
	}
	return marks
}

// Events returns marks for events of nodes and links. The argument called is the noun for
// processes.
func Events(events []census.Event, called string) []Mark {
	var marks []Mark
	for _, e := range events {
		mark := Mark{At: e.At, Sign: paint.EventSign(e.Kind), Text: e.Says(called)}
		switch e.Kind {
		case census.Down:
			mark.Node, mark.Down = e.Node, true
		case census.Up:
			mark.Node, mark.Up = e.Node, true
		case census.Cut, census.Healed, census.Frozen, census.Thawed:
		default:
			continue
		}
		marks = append(marks, mark)
	}
	return marks
}

// A line is one row of the chart.
type line struct {
	at      time.Duration
	message *messages.Message
	mark    *Mark
}

// lines merges the messages and the marks in order of time.
func (c *Chart) lines() []line {
	lines := make([]line, 0, len(c.Messages)+len(c.Marks))
	for i := range c.Messages {
		lines = append(lines, line{at: c.Messages[i].Sent, message: &c.Messages[i]})
	}
	for i := range c.Marks {
		lines = append(lines, line{at: c.Marks[i].At, mark: &c.Marks[i]})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	return lines
}

// window returns the range of visible lines: the newest, or those around the selected message.
func window(lines []line, height int, selected uint64) (from, to int) {
	to = len(lines)
	i := slices.IndexFunc(lines, func(l line) bool { return l.message != nil && l.message.Serial == selected })
	if i >= 0 {
		to = min(to, max(height, i+1+height/2))
	}
	return max(0, to-height), to
}

const (
	// clockWidth is the width of the time column. exactWidth is its width if the times have
	// milliseconds. Charts of at least exactFrom columns show milliseconds. Charts of fewer than
	// clockFrom columns show no times.
	clockWidth = 9
	clockFrom  = 40
	exactWidth = 12
	exactFrom  = 100
	// lead is the number of columns before the lifeline of the first node.
	lead = 3
)

// A sheet is a chart that is being drawn.
type sheet struct {
	canvas
	theme paint.Theme
	nodes []string
	left  int // where the lifelines begin, right of the times
	slot  int // columns per node
	down  map[string]bool
}

// Draw draws a window of the chart: a header row with the names of the nodes, then the messages
// and marks.
func (c *Chart) Draw(w Window) []string {
	s := &sheet{canvas: newCanvas(w.Width, w.Height), theme: c.Theme, nodes: c.Nodes, down: map[string]bool{}}
	switch {
	case w.Width >= exactFrom:
		s.left = exactWidth
	case w.Width >= clockFrom:
		s.left = clockWidth
	}
	s.slot = max(1, (w.Width-s.left)/max(1, len(c.Nodes)))
	lines := c.lines()
	from, to := window(lines, w.Height-1, w.Selected)
	for _, l := range lines[:from] {
		s.note(l.mark)
	}
	s.head()
	for i := range w.Height - 1 {
		y := i + 1
		if from+i >= to {
			s.lifelines(y)
			continue
		}
		l := lines[from+i]
		s.note(l.mark)
		s.lifelines(y)
		s.time(y, l.at)
		if l.mark != nil {
			s.mark(y, l.mark)
			continue
		}
		if l.message.Serial == w.Selected && w.Selected != 0 {
			s.put(max(0, s.left-1), y, s.theme.Strong, "▸")
		}
		s.message(y, l.message)
	}
	return s.rows()
}

// note updates the set of nodes that are down.
func (s *sheet) note(m *Mark) {
	if m != nil && m.Node != "" && (m.Down || m.Up) {
		s.down[m.Node] = m.Down
	}
}

// column returns the column of a node's lifeline, or -1 if the node has none.
func (s *sheet) column(node string) int {
	if i := slices.Index(s.nodes, node); i >= 0 {
		return s.left + i*s.slot + lead
	}
	return -1
}

// head writes the names of the nodes above their lifelines.
func (s *sheet) head() {
	for _, node := range s.nodes {
		name := paint.Cut(node, s.slot-1)
		s.put(max(s.left, s.column(node)-lipgloss.Width(name)/2), 0, s.theme.Strong, name)
	}
}

// lifelines draws one row of all lifelines. The lifeline of a node that is down is dashed.
func (s *sheet) lifelines(y int) {
	for _, node := range s.nodes {
		cell := "│"
		if s.down[node] {
			cell = "┊"
		}
		s.put(s.column(node), y, s.theme.Faint, cell)
	}
}

func (s *sheet) time(y int, at time.Duration) {
	switch s.left {
	case exactWidth:
		s.put(0, y, s.theme.Faint, Clock(at, time.Millisecond))
	case clockWidth:
		s.put(0, y, s.theme.Faint, Clock(at, 100*time.Millisecond))
	}
}

// mark writes a mark at its node's lifeline, on the right side if it fits there. A mark that
// concerns all nodes is written on a line across the chart.
func (s *sheet) mark(y int, m *Mark) {
	text := m.Sign + " " + m.Text
	x := s.column(m.Node)
	if m.Node == "" || x < 0 {
		s.across(s.left, y, s.width-s.left, s.theme.Faint, "┄")
		s.put(s.left+lead, y, s.theme.Warn, " "+paint.Cut(text, s.width-s.left-lead-2)+" ")
		return
	}
	if right, left := s.width-x, x-1-s.left; lipgloss.Width(text) > right && left > right {
		s.put(x, y, s.theme.Warn, m.Sign)
		s.put(max(s.left, x-lipgloss.Width(m.Text)-1), y, s.theme.Warn, paint.Cut(m.Text, left))
		return
	}
	s.put(x, y, s.theme.Warn, paint.Cut(text, s.width-x))
}

// Clock formats a time since the start of the lab as minutes, seconds and a fraction. The unit is
// a tenth of a second or a millisecond.
func Clock(at, unit time.Duration) string {
	digits := 1
	if unit < 100*time.Millisecond {
		digits = 3
	}
	seconds := at % time.Minute / time.Second
	return fmt.Sprintf("%3d:%02d.%0*d", int(at/time.Minute), seconds, digits, int(at%time.Second/unit))
}

package workbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/census"
	"lab/labs/messages"
	"lab/repl/chart"
)

// This file draws the cluster in the map if there is room: nodes as boxes, links as lines, and
// messages as dots that move along the lines.

const (
	// drawnFrom is the minimum width of a screen on which the map is drawn.
	drawnFrom = 100
	// leastEvents is the minimum number of rows that a drawing leaves to the timeline. spareRows
	// is the maximum by which a drawing exceeds its minimum height.
	leastEvents = 4
	spareRows   = 6
)

// drawnHeight returns the height of the drawing in a map of the given size, or 0 if it does not
// fit.
func (m *Model) drawnHeight(width, height int) int {
	d := chart.Drawing{Boxes: make([]chart.Box, len(m.nodes()))}
	least := d.Height()
	room := height - leastEvents - 3 // without the totals, the names and the timeline's heading
	if max(m.width, m.stage) < drawnFrom || room < least || !d.Fits(width-2, least) {
		return 0
	}
	return min(least+spareRows, max(least, height/2))
}

// drawn renders the drawing and records that it is on the screen.
func (m *Model) drawn(width, height int) []string {
	m.seen = true
	rows := m.drawing().Draw(width-2, height)
	for i, row := range rows {
		rows[i] = " " + row
	}
	return rows
}

// drawing returns the drawing of the cluster's current state.
func (m *Model) drawing() *chart.Drawing {
	d := &chart.Drawing{Scale: m.scale(), Theme: m.theme}
	for i, p := range m.nodes() {
		d.Boxes = append(d.Boxes, m.box(i, p.node))
		for j, q := range m.nodes()[:i] {
			if cut := m.cluster.IsCut(p.node, q.node); cut || m.cluster.Linked(p.node, q.node) {
				d.Lines = append(d.Lines, chart.Line{A: j, B: i, Cut: cut})
			}
		}
	}
	for _, f := range m.flights {
		from, to := m.paneAt(f.from), m.paneAt(f.to)
		if part := f.part(m.frame); from >= 0 && to >= 0 && part >= 0 {
			d.Dots = append(d.Dots, chart.Dot{From: from, To: to, Part: part, Lost: f.lost})
		}
	}
	return d
}

func (m *Model) box(i int, node string) chart.Box {
	n := m.nodeView(node)
	b := chart.Box{Name: node, Count: n.Count, Note: m.note(i, n)}
	if m.lab.Watch == nil {
		b.Count = -1
	}
	switch st, known := m.states[node]; {
	case !known:
		b.State = chart.Starting
	case st.Frozen:
		b.State = chart.Frozen
	case !st.Up:
		b.State, b.Note = chart.Down, ""
	}
	return b
}

// note returns the text at the bottom of a node's box.
func (m *Model) note(i int, n census.Node) string {
	switch {
	case m.lab.Nodes[i].Serve:
		return fmt.Sprintf(" served %d", n.Served)
	case n.Known >= 0 && n.Up:
		return fmt.Sprintf(" knows %d", n.Known)
	case len(n.Names) > 0:
		return " " + strings.Join(n.Names, " ")
	}
	return ""
}

const (
	// flightTime is the time that a dot takes to move. frameTime is the time between two frames.
	flightTime = 900 * time.Millisecond
	frameTime  = 75 * time.Millisecond
	// mostFlights is the maximum number of dots. Dots of messages that are reported together start
	// within the time spread.
	mostFlights = 12
	spread      = 400 * time.Millisecond
)

// A flight is a message that moves on the map.
type flight struct {
	from, to string
	began    time.Time
	lost     bool
}

// part returns the fraction of the way that a dot has covered. It is negative before the dot
// starts.
func (f flight) part(now time.Time) float64 { return float64(now.Sub(f.began)) / float64(flightTime) }

// fly starts dots for new messages between nodes. If there are too many, it takes the newest.
func (m *Model) fly(all []messages.Message) {
	newest := m.flown
	fresh := slices.DeleteFunc(slices.Clone(all), func(msg messages.Message) bool {
		newest = max(newest, msg.Serial)
		return msg.Serial <= m.flown || msg.Local() || msg.From.Node == ""
	})
	m.flown = newest
	room := mostFlights - len(m.flights)
	if len(fresh) == 0 || room <= 0 || !m.seen {
		return
	}
	fresh = fresh[max(0, len(fresh)-room):]
	m.frame = m.clock()
	for _, msg := range fresh {
		after := min(msg.Sent-fresh[0].Sent, spread)
		m.flights = append(m.flights, flight{msg.From.Node, msg.To.Node, m.frame.Add(after), msg.Fate == messages.Lost || !m.isUp(msg.To.Node) || m.cluster.IsCut(msg.From.Node, msg.To.Node)})
	}
}

// frames requests the next frame while there are dots.
func (m *Model) frames() tea.Cmd {
	if len(m.flights) == 0 || m.framing {
		return nil
	}
	m.framing = true
	return tea.Tick(frameTime, func(t time.Time) tea.Msg { return frame(t) })
}

// frame is a message with the time of a frame.
type frame time.Time

// moved handles a new frame and removes the dots that have arrived.
func (m *Model) moved(now time.Time) {
	m.frame, m.framing = now, false
	m.flights = slices.DeleteFunc(m.flights, func(f flight) bool { return f.part(now) >= 1 })
}

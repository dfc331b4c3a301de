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

// This file draws the cluster in the map, where there is room: nodes as boxes, links as lines,
// and messages as dots that move along them.

const (
	// drawnFrom is the width of the screen from which the map is drawn.
	drawnFrom = 100
	// leastEvents are the rows that the timeline keeps beside a drawing, and spareRows the most
	// by which the drawing grows where there is room for both.
	leastEvents = 4
	spareRows   = 6
)

// drawnHeight is how many rows the drawing has in a map of a size, 0 where it has no room.
func (m *Model) drawnHeight(width, height int) int {
	d := chart.Drawing{Boxes: make([]chart.Box, len(m.nodes()))}
	least := d.Height()
	room := height - leastEvents - 3 // the sums, the names and the line above the timeline
	if max(m.width, m.stage) < drawnFrom || room < least || !d.Fits(width-2, least) {
		return 0
	}
	return min(least+spareRows, max(least, height/2))
}

// drawn are the rows of the drawing, which is on the screen now.
func (m *Model) drawn(width, height int) []string {
	m.seen = true
	rows := m.drawing().Draw(width-2, height)
	for i, row := range rows {
		rows[i] = " " + row
	}
	return rows
}

// drawing is the cluster as it is now.
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

// note is what a node's box tells beside the bar.
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
	// flightTime is how long a dot takes, and frameTime lies between two pictures of it.
	flightTime = 900 * time.Millisecond
	frameTime  = 75 * time.Millisecond
	// mostFlights bounds the dots, and spread is over how long those are started that are told
	// at once.
	mostFlights = 12
	spread      = 400 * time.Millisecond
)

// A flight is a message that moves on the map.
type flight struct {
	from, to string
	began    time.Time
	lost     bool
}

// part is how much of the way a dot has gone; it is below 0 before it has begun.
func (f flight) part(now time.Time) float64 { return float64(now.Sub(f.began)) / float64(flightTime) }

// fly lets new messages between nodes move on the map; where there are many, the newest of them.
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

// frames has the clock tell when the next picture is due, while something moves.
func (m *Model) frames() tea.Cmd {
	if len(m.flights) == 0 || m.framing {
		return nil
	}
	m.framing = true
	return tea.Tick(frameTime, func(t time.Time) tea.Msg { return frame(t) })
}

// frame is the time of a picture.
type frame time.Time

// moved takes in the time of the next picture: who has arrived moves no more.
func (m *Model) moved(now time.Time) {
	m.frame, m.framing = now, false
	m.flights = slices.DeleteFunc(m.flights, func(f flight) bool { return f.part(now) >= 1 })
}

package chart

import (
	"fmt"
	"math"
	"strings"

	"charm.land/lipgloss/v2"

	"lab/repl/paint"
)

// This file draws the node diagram: nodes as boxes on a ring, links as lines between them, and
// messages as dots that move along the lines.

// A State is the state of a node.
type State int

// The states of nodes.
const (
	Up State = iota
	Starting
	Frozen
	Down
)

// A Box is a node of the diagram.
type Box struct {
	Name  string
	State State
	// Count is the number of processes on the node. A negative count draws no bar.
	Count int
	// Note is a line below the bar.
	Note string
}

// A Line is a link between two nodes. A and B are indexes into Drawing.Boxes.
type Line struct {
	A, B int
	Cut  bool
}

// A Dot is a message on its way between two nodes. From and To are indexes into Drawing.Boxes.
type Dot struct {
	From, To int
	// Part is the fraction of the way that the message has covered, from 0 to 1.
	Part float64
	// Lost marks a message that does not arrive. Its dot stops halfway.
	Lost bool
}

// A Drawing is the data of a node diagram.
type Drawing struct {
	Boxes []Box
	Lines []Line
	Dots  []Dot
	// Scale is the count that fills a bar.
	Scale int
	Theme paint.Theme
}

const (
	boxHeight = 4
	boxWidth  = 18
	// lanes is the number of rows between boxes in the same column.
	lanes = 4
)

// Height returns the number of rows that the drawing needs.
func (d *Drawing) Height() int {
	switch n := len(d.Boxes); {
	case n <= 2:
		return boxHeight
	case n <= 4:
		return 2*boxHeight + lanes
	}
	return 2*boxHeight + lanes + 2*(len(d.Boxes)-4)
}

// A spot is a position on the canvas, in columns and rows.
type spot struct{ x, y float64 }

// spots returns the positions of the boxes' upper left corners. It returns false if the boxes do
// not fit without overlap.
func (d *Drawing) spots(width, height int) ([]spot, bool) {
	spots := ring(len(d.Boxes))
	for i, s := range spots {
		spots[i] = spot{math.Round(s.x * float64(width-boxWidth)), math.Round(s.y * float64(height-boxHeight))}
		for _, o := range spots[:i] {
			if math.Abs(o.x-spots[i].x) < boxWidth+2 && math.Abs(o.y-spots[i].y) < boxHeight {
				return nil, false
			}
		}
	}
	return spots, width >= boxWidth && height >= boxHeight
}

// ring returns n points on a ring. Their coordinates are between 0 and 1. The first point is at the
// top, or at the left if n is 2 or 4.
func ring(n int) []spot {
	begin := -math.Pi / 2
	switch n {
	case 1:
		return []spot{{0.5, 0.5}}
	case 2:
		begin = math.Pi
	case 4:
		begin = -3 * math.Pi / 4
	case 5: // a pentagon with a base wide enough for two boxes
		return []spot{{0.5, 0}, {1, 0.4}, {0.9, 1}, {0.1, 1}, {0, 0.4}}
	}
	spots := make([]spot, n)
	low, high := spot{1, 1}, spot{-1, -1}
	for i := range spots {
		a := begin + 2*math.Pi*float64(i)/float64(n)
		spots[i] = spot{math.Cos(a), math.Sin(a)}
		low = spot{min(low.x, spots[i].x), min(low.y, spots[i].y)}
		high = spot{max(high.x, spots[i].x), max(high.y, spots[i].y)}
	}
	for i, s := range spots {
		spots[i] = spot{between(s.x, low.x, high.x), between(s.y, low.y, high.y)}
	}
	return spots
}

// between returns the position of v between low and high as a fraction, or 0.5 if low equals high.
func between(v, low, high float64) float64 {
	if high-low < 1e-6 {
		return 0.5
	}
	return (v - low) / (high - low)
}

// Fits reports whether the drawing fits the given size.
func (d *Drawing) Fits(width, height int) bool {
	_, fits := d.spots(width, height)
	return fits && len(d.Boxes) > 0
}

// Draw returns the rows of the drawing. The rows are empty if it does not fit.
func (d *Drawing) Draw(width, height int) []string {
	c := newCanvas(width, height)
	spots, fits := d.spots(width, height)
	if !fits {
		return c.rows()
	}
	middle := func(i int) spot { return spot{spots[i].x + boxWidth/2, spots[i].y + boxHeight/2 - 0.5} }
	for _, l := range d.Lines {
		d.line(c, middle(l.A), middle(l.B), l.Cut)
	}
	for _, l := range d.Lines {
		if l.Cut {
			at := along(middle(l.A), middle(l.B), 0.5)
			c.put(int(at.x), int(math.Round(at.y)), d.Theme.Bad, "╳")
		}
	}
	for i, s := range spots {
		d.box(c, int(s.x), int(s.y), d.Boxes[i])
	}
	for _, dot := range d.Dots {
		d.dot(c, spots, middle(dot.From), middle(dot.To), dot)
	}
	return c.rows()
}

// along returns the point at a fraction of the way from a to b.
func along(a, b spot, part float64) spot {
	return spot{a.x + (b.x-a.x)*part, a.y + (b.y-a.y)*part}
}

// dot draws a message on the visible part of the line between its two boxes.
func (d *Drawing) dot(c canvas, spots []spot, a, b spot, dot Dot) {
	part, sign, style := dot.Part, "●", d.Theme.Strong
	if dot.Lost && part >= 0.5 {
		part, sign, style = 0.5, "✗", d.Theme.Bad
	}
	from, to := edges(a, b, spots)
	at := along(a, b, from+(to-from)*part)
	c.put(int(math.Round(at.x)), int(math.Round(at.y)), style, sign)
}

// edges returns the fractions of the way from a to b at which the line leaves the first box and
// enters the second.
func edges(a, b spot, spots []spot) (from, to float64) {
	const steps = 200
	inside := func(s spot) bool {
		for _, box := range spots {
			if s.x > box.x-1 && s.x < box.x+boxWidth && s.y > box.y-0.6 && s.y < box.y+boxHeight-0.4 {
				return true
			}
		}
		return false
	}
	for from = 0; from < 0.5 && inside(along(a, b, from)); {
		from += 1.0 / steps
	}
	for to = 1; to > 0.5 && inside(along(a, b, to)); {
		to -= 1.0 / steps
	}
	return from, to
}

func (d *Drawing) box(c canvas, x, y int, b Box) {
	sign, style, edge := "●", d.Theme.Good, "─"
	switch b.State {
	case Starting:
		sign, style, edge = "◌", d.Theme.Faint, "┄"
	case Frozen:
		sign, style, edge = "❄", d.Theme.Warn, "═"
	case Down:
		sign, style, edge = "✗", d.Theme.Bad, "┄"
	}
	inner := boxWidth - 2
	title := paint.Cut(" "+sign+" "+b.Name+" ", inner)
	c.put(x, y, style, "╭"+title+strings.Repeat(edge, max(0, inner-lipgloss.Width(title)))+"╮")
	for i, row := range []string{d.bar(b, inner), b.Note} {
		c.put(x, y+1+i, style, "│"+strings.Repeat(" ", inner)+"│")
		ink := d.Theme.Faint
		if i == 0 {
			ink = d.Theme.Accent
		}
		c.put(x+1, y+1+i, ink, paint.Cut(row, inner))
	}
	c.put(x, y+3, style, "╰"+strings.Repeat(edge, inner)+"╯")
}

// bar draws the bar of the node's process count, or the node's state.
func (d *Drawing) bar(b Box, width int) string {
	word := map[State]string{Starting: "starting", Frozen: "frozen", Down: "down"}[b.State]
	if b.State == Down || b.State == Starting || b.Count < 0 {
		return " " + word
	}
	count := fmt.Sprintf(" %d ", b.Count)
	if word != "" {
		count = " " + word + count
	}
	room := width - lipgloss.Width(count)
	return Bar(b.Count, d.Scale, room) + strings.Repeat(" ", max(0, room-lipgloss.Width(Bar(b.Count, d.Scale, room)))) + count
}

var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// Bar draws n as a bar of blocks. A bar for the value scale is width columns wide. A positive n
// draws at least an eighth of a column.
func Bar(n, scale, width int) string {
	parts := n * width * 8 / max(1, scale)
	if n > 0 {
		parts = max(1, min(parts, width*8))
	}
	return strings.Repeat("█", max(0, parts/8)) + eighths[max(0, parts%8)]
}

package chart

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// A canvas is a grid of cells to draw on. Later drawings cover earlier drawings.
type canvas struct {
	*lipgloss.Canvas
	width, height int
}

func newCanvas(width, height int) canvas {
	return canvas{lipgloss.NewCanvas(max(1, width), max(1, height)), width, height}
}

// put writes text at a position and clips it to the canvas.
func (c canvas) put(x, y int, style lipgloss.Style, text string) {
	if y < 0 || y >= c.height || x >= c.width || text == "" {
		return
	}
	if x < 0 {
		text, x = ansi.TruncateLeft(text, -x, ""), 0
	}
	text = ansi.Truncate(text, c.width-x, "")
	c.Compose(lipgloss.NewCompositor(lipgloss.NewLayer(style.Render(text)).X(x).Y(y)))
}

// at returns the content of a cell.
func (c canvas) at(x, y int) string {
	if cell := c.CellAt(x, y); cell != nil {
		return cell.Content
	}
	return ""
}

// across draws n equal cells in a row.
func (c canvas) across(x, y, n int, style lipgloss.Style, cell string) {
	if n > 0 {
		c.put(x, y, style, strings.Repeat(cell, n))
	}
}

// rows returns the rendered rows of the canvas.
func (c canvas) rows() []string {
	rows := strings.Split(c.Render(), "\n")
	for len(rows) < c.height {
		rows = append(rows, "")
	}
	return rows[:max(0, c.height)]
}

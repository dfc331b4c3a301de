package chart

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// A canvas is a sheet of cells to draw on; what is drawn later lies above.
type canvas struct {
	*lipgloss.Canvas
	width, height int
}

func newCanvas(width, height int) canvas {
	return canvas{lipgloss.NewCanvas(max(1, width), max(1, height)), width, height}
}

// put writes a text at a place; what lies outside of the sheet is cut off.
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

// at is what stands in a cell.
func (c canvas) at(x, y int) string {
	if cell := c.CellAt(x, y); cell != nil {
		return cell.Content
	}
	return ""
}

// across draws a row of n cells.
func (c canvas) across(x, y, n int, style lipgloss.Style, cell string) {
	if n > 0 {
		c.put(x, y, style, strings.Repeat(cell, n))
	}
}

// rows are the rows of the sheet.
func (c canvas) rows() []string {
	rows := strings.Split(c.Render(), "\n")
	for len(rows) < c.height {
		rows = append(rows, "")
	}
	return rows[:max(0, c.height)]
}

package main

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// The measures of the picture, in pixels.
const (
	margin    = 20
	boxHeight = 24
	rowHeight = 58
	gap       = 10
	padding   = 8
	letter    = 6.7 // the width of a letter at the font size
)

// A box is the position and width of a package in the picture.
type box struct{ x, y, width float64 }

// most is the largest number of boxes in a row. A longer row is wrapped into the rows above it.
const most = 9

// place assigns a box to each package and centres the rows.
func place(rows [][]string) (boxes map[string]box, width, height float64) {
	rows = wrapped(rows)
	widths := make([]float64, len(rows))
	for i, row := range rows {
		for _, name := range row {
			widths[i] += boxWidth(name) + gap
		}
		width = max(width, widths[i]+2*margin)
	}
	boxes = map[string]box{}
	height = float64(len(rows))*rowHeight + 2*margin
	for i, row := range rows {
		x := (width - widths[i] + gap) / 2
		y := height - margin - float64(i+1)*rowHeight
		for _, name := range row {
			boxes[name] = box{x, y, boxWidth(name)}
			x += boxWidth(name) + gap
		}
	}
	return boxes, width, height
}

// wrapped splits rows that are too long into parts of about equal length.
func wrapped(rows [][]string) [][]string {
	var out [][]string
	for _, row := range rows {
		parts := (len(row) + most - 1) / most
		out = slices.AppendSeq(out, slices.Chunk(row, (len(row)+parts-1)/parts))
	}
	return out
}

func boxWidth(name string) float64 { return float64(len(name))*letter + 2*padding }

// draw renders the graph as SVG, with the boxes on top of the lines.
func draw(g graph) string {
	rows := g.rows()
	boxes, width, height := place(rows)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace, monospace" font-size="11">`+"\n", width, height)
	b.WriteString("<title>The packages of lab; each imports those below that a line leads to</title>\n")
	fmt.Fprintf(&b, `<rect width="%.0f" height="%.0f" fill="#ffffff"/>`+"\n", width, height)
	b.WriteString(`<g fill="none" stroke="#9aa5b1" stroke-opacity="0.6">` + "\n")
	for _, row := range rows {
		for _, name := range row {
			for _, to := range g.direct(name) {
				b.WriteString(line(boxes[name], boxes[to]))
			}
		}
	}
	b.WriteString("</g>\n")
	for _, row := range rows {
		for _, name := range row {
			at := boxes[name]
			fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="4" fill="%s" stroke="#5b6770"/>`, at.x, at.y, at.width, boxHeight, topFolders[folderOf(name)].colour)
			fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", at.x+at.width/2, at.y+16, html.EscapeString(name))
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// line draws a line from the bottom of one box to the top of another.
func line(from, to box) string {
	x1, y1 := from.x+from.width/2, from.y+boxHeight
	x2, y2 := to.x+to.width/2, to.y
	bend := (y2 - y1) / 2
	return fmt.Sprintf(`<path d="M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f"/>`+"\n", x1, y1, x1, y1+bend, x2, y2-bend, x2, y2)
}

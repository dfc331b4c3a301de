package paint

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Folded wraps a text like a terminal of the given width, with tab stops every eight columns.
func Folded(text string, width int) []string {
	var rows []string
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, "\t")
		line = cells[0]
		for _, cell := range cells[1:] {
			line += strings.Repeat(" ", 8-ansi.StringWidth(line)%8) + cell
		}
		rows = append(rows, strings.Split(ansi.Hardwrap(line, width, true), "\n")...)
	}
	return rows
}

// Around returns the range of at most height rows that is visible out of n: the last rows, or those
// around the cursor's row if that is above them.
func Around(n, cursor, height int) (start, end int) {
	end = n
	if cursor >= 0 && cursor < n-height {
		end = max(height, cursor+height/2+1)
	}
	return max(0, end-height), end
}

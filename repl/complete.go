package repl

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Completion is what may follow the text left of the cursor.
type Completion struct {
	Found   bool
	Insert  string   // what all choices go on with
	Choices []string // empty where there is one
}

// Choices are laid out for a terminal of this width, and no wider (edlin_expand).
const choicesWidth = 79

// columns lays choices out in columns of one width, as Erlang's shell does: a last
// row that is full is followed by an empty one.
func columns(choices []string, width int) string {
	const gap = 4
	width = min(width, choicesWidth)
	cell := 0
	for _, c := range choices {
		cell = max(cell, ansi.StringWidth(c)+gap)
	}
	var b strings.Builder
	at := 0
	for _, c := range choices {
		if at > 0 && at+cell > width {
			b.WriteByte('\n')
			at = 0
		}
		b.WriteString(c + strings.Repeat(" ", cell-ansi.StringWidth(c)))
		at += cell
	}
	if at+cell > width {
		b.WriteByte('\n')
	}
	return b.String()
}

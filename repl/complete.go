package repl

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Completion holds the possible continuations of the text left of the cursor.
type Completion struct {
	Found   bool
	Insert  string   // the common continuation of all choices
	Choices []string // empty if there is only one choice
}

// choicesWidth is the maximum width of the list of choices, as in Erlang's edlin_expand.
const choicesWidth = 79

// columns lays choices out in columns of equal width, like Erlang's shell. If the last row is
// full, an empty row follows.
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

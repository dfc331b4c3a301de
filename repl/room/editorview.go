package room

import (
	"path"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/repl/paint"
)

// This file draws the editor.

// view renders the editor in the given size, with the position of the cursor.
func (e *editor) view(theme paint.Theme, width, height int) (string, *tea.Cursor) {
	inner := max(1, height-3)
	e.top = max(min(e.top, e.y), e.y-inner+1)
	row := string(e.rows[e.y])
	column := ansi.StringWidth(string(e.rows[e.y][:e.x]))
	shift := max(0, column-(width-4)) // scroll the cursor's row sideways to show the cursor
	rows := make([]string, inner)
	for i := range rows {
		switch at := e.top + i; {
		case at == e.y:
			rows[i] = ansi.TruncateLeft(row, shift, "")
		case at < len(e.rows):
			rows[i] = string(e.rows[at])
		}
	}
	title := path.Base(e.files[e.at])
	if e.changed {
		title += " (not saved)"
	}
	foot := theme.Faint.Render(e.bar())
	if e.said != "" {
		foot = " " + theme.Warn.Render(e.said)
	}
	box := theme.Box(title, rows, width, true)
	return strings.Join(append(box, paint.Fit(foot, width)), "\n"), tea.NewCursor(1+column-shift, 1+e.y-e.top)
}

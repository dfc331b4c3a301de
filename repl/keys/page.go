package keys

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// A Page is what there is to say of a table, without what its keys do.
type Page struct {
	Title string
	Rows  []Entry
	Keys  []string // all that are bound, those without a row too
}

// An Entry is a row of the page, or stands beside the one before it.
type Entry struct {
	key.Help
	Beside bool
}

// Lines are the rows of the page for a help box, with labels in a column of its own, of some width.
func (p Page) Lines(indent, column int) []string {
	var lines []string
	if p.Title != "" {
		lines = append(lines, " "+p.Title)
	}
	for _, row := range p.Rows {
		if row.Beside && len(lines) > 0 {
			lines[len(lines)-1] += "  " + row.Key + " " + row.Desc
			continue
		}
		label := row.Key
		for text := range strings.SplitSeq(row.Desc, "\n") {
			room := strings.Repeat(" ", max(0, column-ansi.StringWidth(label)))
			lines = append(lines, strings.TrimRight(strings.Repeat(" ", indent)+label+room+text, " "))
			label = ""
		}
	}
	return lines
}

// Markdown is the page as a table of a document.
func (p Page) Markdown() string {
	var b strings.Builder
	b.WriteString("| Key | What it does |\n|---|---|\n")
	for _, row := range p.Rows {
		if row.Desc == "" {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", row.Key, strings.Join(strings.Fields(row.Desc), " "))
	}
	return b.String()
}

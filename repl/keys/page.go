package keys

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// A Page is the documentation of a table.
type Page struct {
	Title string
	Rows  []Entry
	Keys  []string // all bound keys, also those without a row
}

// An Entry is a row of the page, or a continuation of the previous row.
type Entry struct {
	key.Help
	Beside bool
}

// Lines renders the page for a help box. The labels are indented and take a column of the given
// width.
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

// Markdown renders the page as a Markdown table.
func (p Page) Markdown() string {
	var b strings.Builder
	b.WriteString("| Key | Action |\n|---|---|\n")
	for _, row := range p.Rows {
		if row.Desc == "" {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", row.Key, strings.Join(strings.Fields(row.Desc), " "))
	}
	return b.String()
}

package syntax

import (
	"strings"
	"unicode/utf8"
)

// Diagnostic is a warning or an error about one source line, rendered in the compiler's layout.
type Diagnostic struct {
	Severity     string // "error" or "warning"
	File         string
	Line, Column int // Column is 0 if only the line is known
	Message      string
	// Source is the text of the line, or "" if it is not available.
	Source string
	// Length is the number of characters to underline from Column on, at least 1.
	Length int
	// Where replaces file:line:column after the arrow, for example with "lib/a.ex:3: A.f/1".
	Where string
	// Blank leaves an empty last line of the message without indentation.
	Blank bool
}

func (d Diagnostic) colour(ansi bool, text string) string {
	switch {
	case !ansi:
		return text
	case d.Severity == "warning":
		return "\x1b[33m" + text + uncolour
	}
	return red + text + uncolour
}

// Render returns the text of the diagnostic without a trailing line end, with ANSI colours if ansi
// is set.
func (d Diagnostic) Render(ansi bool) string {
	where := d.Where
	if where == "" {
		where = location(d.File, d.Line, d.Column)
	}
	prefix := d.colour(ansi, d.Severity+":")
	if d.Source == "" {
		return prefix + " " + d.Message + "\n└─ " + where
	}
	digits := len(itoa(d.Line))
	pad := " " + spaces(max(2, digits)+1)
	extra := 0
	if digits == 1 {
		extra = 1
	}
	text, cut := shortened(d.Source)
	return pad + prefix + " " + indented(d.Message, digits+2+extra, d.Blank) + "\n" +
		pad + "│\n" +
		" " + spaces(extra) + itoa(d.Line) + " │ " + text + "\n" +
		pad + "│ " + d.marks(ansi, text, cut) + "\n" +
		pad + "│\n" +
		pad + "└─ " + where
}

// marks returns the underline below the source line. Without a column it underlines the whole line.
// cut is the number of columns that shortened removed.
func (d Diagnostic) marks(ansi bool, text string, cut int) string {
	mark := "^"
	if d.Severity == "warning" {
		mark = "~"
	}
	if d.Column == 0 {
		rest := strings.TrimLeft(text, " \t")
		blank := text[:len(text)-len(rest)]
		return spaces(len(blank)+7*strings.Count(blank, "\t")) + d.colour(ansi, strings.Repeat(mark, utf8.RuneCountInString(strings.TrimRight(rest, " \t"))))
	}
	return d.colour(ansi, spaces(d.Column-cut-1)+strings.Repeat(mark, max(d.Length, 1)))
}

// shortened cuts an indentation of 27 columns or more to 22 and returns the number of columns it
// removed. A tab counts as 8 columns.
func shortened(line string) (string, int) {
	n, i := 0, 0
	for ; i < len(line) && isBlank(line[i]); i++ {
		if n++; line[i] == '\t' {
			n += 7
		}
	}
	if n < 27 {
		return line, 0
	}
	return "..." + spaces(19) + line[i:], n - 22
}

// indented indents every line of msg except the first by n columns. Empty lines stay empty. An
// empty last line gets the indentation unless blank is set.
func indented(msg string, n int, blank bool) string {
	lines := strings.Split(msg, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" || i == len(lines)-1 && !blank {
			lines[i] = spaces(n) + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

package paint

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file breaks text into lines. Much of the text is code, so a word that fits on a line is not
// broken at its hyphens. A longer word breaks after punctuation if possible, or else after a hyphen
// or an underscore, or else at the end of the line.

// Wrap breaks text into lines of at most width columns.
func Wrap(text string, width int) string {
	width = max(1, width)
	var out []string
	for _, part := range figures(strings.Split(text, "\n")) {
		if part.drawn && part.width() > width {
			out = append(out, part.folded(width)...)
			continue
		}
		for _, line := range part.lines {
			out = append(out, wrapLine(line, width))
		}
	}
	return strings.Join(out, "\n")
}

// wrapLine breaks one line, preferably at spaces.
func wrapLine(line string, width int) string {
	var b strings.Builder
	at, spaces, begun := 0, 0, false // begun: the line has a word, so it may be broken
	for i, word := range strings.Split(line, " ") {
		n := ansi.StringWidth(word)
		if i > 0 {
			spaces++
		}
		switch {
		case n == 0:
			b.WriteString(word)
			continue
		case begun && at+spaces+n > width:
			b.WriteString("\n")
			at, begun = 0, false
		default:
			if !begun { // limit the indentation to leave room for words
				spaces = min(spaces, width/2)
			}
			b.WriteString(strings.Repeat(" ", spaces))
			at += spaces
		}
		spaces = 0
		for n > 0 && at+n > width {
			cut := breakAt(ansi.Strip(word), max(1, width-at))
			b.WriteString(ansi.Truncate(word, cut, "") + "\n")
			word = ansi.TruncateLeft(word, cut, "")
			at, n = 0, n-cut
		}
		b.WriteString(word)
		at, begun = at+n, true
	}
	return b.String() + strings.Repeat(" ", min(spaces, max(0, width-at)))
}

// breakAt returns the column, at most width, at which to break a word: after punctuation, or else
// between the parts of a name.
func breakAt(word string, width int) int {
	at, sign, part := 0, 0, 0
	for _, r := range word {
		if at += ansi.StringWidth(string(r)); at > width {
			break
		}
		switch {
		case strings.ContainsRune(".,(/[{|=", r):
			sign = at
		case strings.ContainsRune("_-", r):
			part = at
		}
	}
	switch {
	case sign > 0:
		return sign
	case part > 0:
		return part
	}
	return width
}

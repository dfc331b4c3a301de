package paint

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Line returns a line of a program's output as a terminal would show it in a pane. A carriage
// return writes over the beginning of the line. Colours stay; other control characters and escape
// sequences, which could draw outside the pane, are removed.
func Line(raw string) string {
	if !strings.ContainsFunc(raw, controls) {
		return raw
	}
	shown := ""
	for part := range strings.SplitSeq(raw, "\r") {
		part = harmless(part)
		if width := ansi.StringWidth(part); width < ansi.StringWidth(shown) {
			part += ansi.TruncateLeft(shown, width, "")
		}
		shown = part
	}
	return shown
}

// controls reports whether a character is a control character other than a tab.
func controls(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f || 0x80 <= r && r < 0xa0 }

// harmless removes all control characters and escape sequences except tabs and colours.
func harmless(text string) string {
	var b strings.Builder
	p := ansi.NewParser()
	for state := byte(0); text != ""; {
		seq, width, n, next := ansi.DecodeSequence(text, state, p)
		if width > 0 || seq == "\t" || isColour(seq) {
			b.WriteString(seq)
		}
		text, state = text[n:], next
	}
	return b.String()
}

// isColour reports whether an escape sequence sets a colour or another attribute of characters
// (CSI … m).
func isColour(seq string) bool {
	return strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m")
}

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
		part = styled(part, "\t")
		if width := ansi.StringWidth(part); width < ansi.StringWidth(shown) {
			part += ansi.TruncateLeft(shown, width, "")
		}
		shown = part
	}
	return shown
}

// controls reports whether a character is a control character other than a tab.
func controls(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f || 0x80 <= r && r < 0xa0 }

// Styled returns a text with its printable characters and its styles only. It removes all other
// escape sequences and all control characters, so that the text cannot draw outside its place.
func Styled(text string) string { return styled(text, "") }

// styled returns a text with its printable characters, its styles and the given control characters.
func styled(text, kept string) string {
	var b strings.Builder
	for state := byte(0); text != ""; {
		seq, width, n, next := ansi.DecodeSequence(text, state, nil)
		if width > 0 || isStyle(seq) || seq != "" && strings.Contains(kept, seq) {
			b.WriteString(seq)
		}
		text, state = text[n:], next
	}
	return b.String()
}

// isStyle reports whether an escape sequence sets a colour or another attribute of characters
// (CSI … m). With a private parameter, such a sequence sets a mode of the terminal instead.
func isStyle(seq string) bool {
	return strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m") && !strings.ContainsAny(seq, "<=>?")
}

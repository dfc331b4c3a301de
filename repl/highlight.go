package repl

import (
	"os"
	"strings"

	"lab/runtime/syntax"
)

// colours maps kinds of tokens to IEx's colours for values. They apply to typed source too. Kinds
// that are not listed have no colour.
var colours = map[string]string{
	"atom": "\x1b[36m", "string": "\x1b[32m", "char": "\x1b[32m", "sigil": "\x1b[32m", "number": "\x1b[33m",
	"keyword": "\x1b[35m", "comment": "\x1b[90m", "attribute": "\x1b[34m", "alias": "\x1b[96m",
}

const reset = "\x1b[0m"

// Colourful reports whether the user accepts colours (https://no-color.org).
func Colourful() bool { return os.Getenv("NO_COLOR") == "" }

// Highlight returns the source text with colours.
func Highlight(text string) string {
	if !Colourful() {
		return text
	}
	var b strings.Builder
	at := 0
	for _, t := range syntax.Tokens(text) {
		colour := colours[t.Kind]
		if colour == "" || t.Start < at || t.End > len(text) {
			continue
		}
		b.WriteString(text[at:t.Start])
		b.WriteString(colour + text[t.Start:t.End] + reset)
		at = t.End
	}
	b.WriteString(text[at:])
	return b.String()
}

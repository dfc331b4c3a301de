package present

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file compares the output of a command with the expected answer.

// anything matches any text in an expected answer.
const anything = "…"

// mistaken describes the difference between an answer and the expected answer, or returns "" if
// there is none. If no answer is expected, any output but an exception is right.
func mistaken(want, got string) string {
	got = tidy(got)
	if want == "" {
		if strings.Contains(got, "** (") {
			return "it is an error:\n" + got
		}
		return ""
	}
	parts := strings.Split(tidy(want), anything)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	if regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(got) {
		return ""
	}
	return "expected\n" + tidy(want) + "\nand it printed\n" + got
}

// tidy strips colours and joins lines, because line breaks depend on the width of the prompt.
func tidy(text string) string { return strings.Join(strings.Fields(ansi.Strip(text)), " ") }

package present

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file compares what a command printed with what it is to print.

// anything stands for anything in an expected answer.
const anything = "…"

// mistaken says what is wrong with an answer, "" for nothing. Where none is expected, an error
// is wrong.
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

// tidy is text without colours, as one line: how it is folded depends on the width of the prompt.
func tidy(text string) string { return strings.Join(strings.Fields(ansi.Strip(text)), " ") }

package paint

import (
	"strings"

	"lab/labs/report"
)

// This file renders the results of checks.

// Check renders the result of one check: its title, and the hint if it failed.
func (t Theme) Check(c report.CheckResult, width int) string {
	line := func(text string) string { return Indent(Wrap(text, width-2), 2) + "\n" }
	title := line(c.Sign() + " " + c.Label())
	switch {
	case c.Skipped != "":
		return t.Lines(t.Faint, line(c.Sign()+" "+c.Label()+" (not tried yet)"))
	case c.Verdict == report.Passed:
		return t.Lines(t.Good, title)
	}
	return t.Lines(t.Bad, title) + "  " + line(strings.TrimSpace(c.Hint))
}

// Reason renders why nothing was checked, what is missing, or which result was replaced. It
// returns "" if there is nothing to report.
func (t Theme) Reason(r report.Result, width int) string {
	if r.Replaced != "" {
		return t.Lines(t.Faint, Indent(Wrap("- "+r.Said()+", which passed", width-2), 2)) + "\n"
	}
	if r.Reason == "" {
		return ""
	}
	return t.Lines(t.Warn, Indent(Wrap("! "+r.Reason, width-2), 2)) + "\n"
}

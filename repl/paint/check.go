package paint

import (
	"strings"

	"lab/labs/report"
)

// This file shows what checks found.

// Check is what one check found: its title, and the hint where it does not pass.
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

// Reason is why nothing was checked, or what is missing, or that nothing is.
func (t Theme) Reason(r report.Result, width int) string {
	if r.Replaced != "" {
		return t.Lines(t.Faint, Indent(Wrap("- "+r.Said()+", which passed", width-2), 2)) + "\n"
	}
	if r.Reason == "" {
		return ""
	}
	return t.Lines(t.Warn, Indent(Wrap("! "+r.Reason, width-2), 2)) + "\n"
}

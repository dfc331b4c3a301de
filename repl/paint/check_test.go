package paint

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/report"
)

func TestCheck(t *testing.T) {
	theme := New(true)
	for _, test := range []struct {
		what string
		c    report.CheckResult
		want string
	}{
		{"passed", report.CheckResult{Title: "It works", From: "red"}, "✓ It works, from\n  red\n"},
		{"not yet", report.CheckResult{Title: "It works", Verdict: report.NotYet, Hint: "Look.\nThere.\n"}, "✗ It works\n  Look.\n  There.\n"},
		{"could not run", report.CheckResult{Title: "It works", Verdict: report.Unable, Hint: "no port"}, "! It works\n  no port\n"},
		{"waits", report.CheckResult{Title: "It works", Verdict: report.NotYet, Skipped: "first"}, "- It works (not\n  tried yet)\n"},
		{"long", report.CheckResult{Title: "It works on both nodes"}, "✓ It works on\n  both nodes\n"},
	} {
		if got := ansi.Strip(theme.Check(test.c, 18)); got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
	if got := ansi.Strip(theme.Reason(report.Result{Reason: "nothing is done"}, 18)); got != "! nothing is\n  done\n" {
		t.Errorf("%q", got)
	}
}

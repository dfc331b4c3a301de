package report

import "lab/labs/catalogue"

// This file removes repetition from results for people.

// sameHint replaces a hint that has already been given.
const sameHint = "the same as above"

// Told condenses results for people. It merges equal results of a check on several nodes, and
// gives each hint once.
func Told(checks []CheckResult) []CheckResult {
	var told []CheckResult
	from := map[int][]string{}
	hints := map[string]bool{}
	for _, c := range checks {
		last := len(told) - 1
		if last >= 0 && c.From != "" && alike(told[last], c) {
			from[last] = append(from[last], c.From)
			told[last].From = catalogue.Listed(from[last])
			continue
		}
		from[last+1] = []string{c.From}
		if c.Hint != "" && hints[c.Hint] {
			c.Hint = sameHint
		}
		hints[c.Hint] = true
		told = append(told, c)
	}
	return told
}

// alike reports whether two results are equal apart from the node and the texts.
func alike(a, b CheckResult) bool {
	return a.Check == b.Check && a.Verdict == b.Verdict && a.Mistake == b.Mistake && a.Skipped == b.Skipped && a.Aftermath == b.Aftermath
}

// Same reports whether two results have the same findings. Reasons must have equal texts, because they
// quote the errors of the compiler.
func Same(a, b Result) bool {
	if a.Verdict != b.Verdict || a.Mistake != b.Mistake || a.Replaced != b.Replaced || len(a.Checks) != len(b.Checks) || a.Reason != b.Reason {
		return false
	}
	for i := range a.Checks {
		if !alike(a.Checks[i], b.Checks[i]) {
			return false
		}
	}
	return true
}

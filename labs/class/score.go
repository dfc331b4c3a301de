package class

import (
	"cmp"
	"slices"
	"strings"

	"lab/labs/report"
)

// This file computes the credit for results.

// score computes the share of credit for a result: the weights of the passed checks in percent of
// all weights. A check that ran on several nodes must pass on each.
func score(l Lab, r report.Result) Scored {
	s := Scored{Result: r}
	if len(l.Checks) == 0 || r.Verdict == report.Unable || r.Replaced != "" {
		return s
	}
	passed, all := 0.0, 0.0
	for _, c := range l.Checks {
		all += c.Weight
		if passes(c.ID, r) {
			passed += c.Weight
		}
	}
	share := 100 * passed / all
	s.Share = &share
	return s
}

func passes(check string, r report.Result) bool {
	if r.Verdict == report.Passed {
		return true
	}
	if tainted(r) {
		return false
	}
	found := false
	for _, c := range r.Checks {
		if c.Check != check {
			continue
		}
		if c.Verdict != report.Passed || c.Skipped != "" {
			return false
		}
		found = true
	}
	return found
}

// tainted reports whether the observations of the checks are worthless. That is the case if a node
// ended by itself, or if a program tried to replace a module of Elixir.
func tainted(r report.Result) bool {
	return slices.ContainsFunc(r.Checks, func(c report.CheckResult) bool { return c.Aftermath })
}

// total returns the mean of the shares. It returns nil if there are no shares or the machine
// failed for a lab.
func total(labs []Scored) *float64 {
	sum, n := 0.0, 0
	for _, s := range labs {
		switch {
		case s.Verdict == report.Unable:
			return nil
		case s.Share != nil:
			sum += *s.Share
			n++
		}
	}
	if n == 0 {
		return nil
	}
	mean := sum / float64(n)
	return &mean
}

// stuck lists the failed checks, the most frequent first.
func stuck(labs []Lab, students []*Student) []Stuck {
	var all []Stuck
	for i, l := range labs {
		start := Stuck{Lab: l.ID, Title: "The project compiles and starts, and its nodes are ready for the checks"}
		said := map[string]int{}
		checks := make([]Stuck, len(l.Checks))
		hints := make([]map[string]int, len(l.Checks))
		for j, c := range l.Checks {
			checks[j], hints[j] = Stuck{Lab: l.ID, Title: c.Title}, map[string]int{}
		}
		for _, s := range students {
			if i >= len(s.Labs) || s.Labs[i].Verdict == report.Unable || s.Labs[i].Replaced != "" || len(l.Checks) == 0 {
				continue
			}
			r := s.Labs[i].Result
			start.Of++
			if hint, unready := l.unready(r); unready {
				start.Failed++
				said[hint]++
			}
			for j, c := range l.Checks {
				checks[j].meet(c.ID, r, hints[j])
			}
		}
		start.Hint, start.Most = most(said)
		all = append(all, start)
		for j := range checks {
			checks[j].Hint, checks[j].Most = most(hints[j])
			all = append(all, checks[j])
		}
	}
	all = slices.DeleteFunc(all, func(s Stuck) bool { return s.Failed == 0 })
	slices.SortStableFunc(all, func(a, b Stuck) int { return cmp.Compare(b.Failed, a.Failed) })
	return all
}

// unready reports whether a submission failed before its checks could run, and why.
func (l Lab) unready(r report.Result) (hint string, unready bool) {
	for _, c := range r.Checks {
		if slices.ContainsFunc(l.Checks, func(own Check) bool { return own.ID == c.Check }) {
			return "", false
		}
		hint = c.Hint
	}
	hint, _, _ = strings.Cut(cmp.Or(hint, r.Reason), "\n") // only the first line: the rest is the program's own output
	return strings.TrimSuffix(hint, ":"), r.Verdict == report.NotYet
}

// meet counts the outcome of a check in a result.
func (s *Stuck) meet(check string, r report.Result, hints map[string]int) {
	s.Of++
	failed, waits, there := false, false, r.Verdict == report.Passed
	for _, c := range r.Checks {
		if c.Check != check {
			continue
		}
		there = true
		switch {
		case c.Skipped != "":
			waits = true
		case c.Verdict != report.Passed && !failed:
			failed = true
			hints[c.Hint]++
		}
	}
	switch {
	case failed:
		s.Failed++
	case waits || !there:
		s.Waiting++
	}
}

// most returns the most frequent text and its count.
func most(said map[string]int) (string, int) {
	text, n := "", 0
	for t, count := range said {
		if count > n || count == n && t < text {
			text, n = t, count
		}
	}
	return text, n
}

package session

import (
	"cmp"
	"slices"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// This file says when a lab is not undone but replaced: a later one asks for something else on
// the same lines, and that is there.

// Replacing lists the labs that replace another where they pass, and those that replace these: as
// many of them as have passed by the record.
func Replacing(l *catalogue.Lab, p *workbook.Progress) []*catalogue.Lab {
	var all []*catalogue.Lab
	for _, later := range l.ReplacedBy {
		if p.HasPassed(later) != nil {
			all = append(all, later)
		}
		all = append(all, Replacing(later, p)...)
	}
	return all
}

// Order lists the positions of labs that are graded together: a lab comes after those that replace
// it, so that Replaced can tell whether it has to be graded at all. Those that nobody waits for come last.
func Order(list []*catalogue.Lab) []int {
	order := make([]int, len(list))
	for i := range list {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank(list[i], list), rank(list[j], list)) })
	return order
}

// rank is the length of the longest chain of labs of a list, each of which replaces the one before, from l on.
func rank(l *catalogue.Lab, list []*catalogue.Lab) int {
	n := 0
	for _, j := range Later(l, list) {
		n = max(n, 1+rank(list[j], list))
	}
	return n
}

// Later lists the positions of the labs of a list that replace a lab where they pass.
func Later(l *catalogue.Lab, list []*catalogue.Lab) []int {
	var all []int
	for i, other := range list {
		if slices.ContainsFunc(l.ReplacedBy, func(by *catalogue.Lab) bool { return by.ID == other.ID }) {
			all = append(all, i)
		}
	}
	return all
}

// Replaced is the result by which a lab is replaced, of those of the labs that were graded beside
// it: files that pass the one do not pass the other. It is nil where there is none.
func Replaced(l *catalogue.Lab, beside []report.Result) *report.Result {
	for _, later := range l.ReplacedBy {
		for i, r := range beside {
			if r.Lab == later.ID && passesNow(r) {
				return &beside[i]
			}
		}
	}
	return nil
}

// passesNow reports whether the files that are there pass, and not others that passed once.
func passesNow(r report.Result) bool { return r.Verdict == report.Passed && !r.Kept }

// Settle corrects the results of labs that were graded together: what replaces a lab counts
// where it passes now, whatever was recorded.
func Settle(list []*catalogue.Lab, results []report.Result) {
	at := map[string]int{}
	for i, r := range results {
		at[r.Lab] = i
	}
	for i := range results {
		if results[i].Verdict != report.NotYet {
			continue
		}
		for _, later := range list[i].ReplacedBy {
			j, graded := at[later.ID]
			if !graded {
				continue
			}
			results[i].Replaced = ""
			if passesNow(results[j]) || results[j].Replaced != "" {
				results[i].Replaced = later.ID
				break
			}
		}
	}
}

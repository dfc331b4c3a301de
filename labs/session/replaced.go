package session

import (
	"cmp"
	"slices"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// This file decides whether a failing lab has been replaced by a later lab that changes the same
// lines of code.

// Replacing returns the labs that replace l, directly or through other labs, and that have passed
// according to the record.
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

// Order returns the indexes of labs in the order in which to grade them. A lab comes after those
// that replace it, so that Replaced can decide whether the lab has to be graded.
func Order(list []*catalogue.Lab) []int {
	order := make([]int, len(list))
	for i := range list {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank(list[i], list), rank(list[j], list)) })
	return order
}

// rank returns the length of the longest chain of replacing labs that starts at l.
func rank(l *catalogue.Lab, list []*catalogue.Lab) int {
	n := 0
	for _, j := range Later(l, list) {
		n = max(n, 1+rank(list[j], list))
	}
	return n
}

// Later returns the indexes of the labs in the list that replace l.
func Later(l *catalogue.Lab, list []*catalogue.Lab) []int {
	var all []int
	for i, other := range list {
		if slices.ContainsFunc(l.ReplacedBy, func(by *catalogue.Lab) bool { return by.ID == other.ID }) {
			all = append(all, i)
		}
	}
	return all
}

// Replaced returns the passing result of a lab that replaces l, or nil. Files that pass the
// replacing lab cannot pass l.
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

// passesNow reports whether the current files pass. A pass of stored files does not count.
func passesNow(r report.Result) bool { return r.Verdict == report.Passed && !r.Kept }

// Settle corrects the results of labs that were graded together. Whether a lab is replaced depends
// on the current results, not on the record.
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

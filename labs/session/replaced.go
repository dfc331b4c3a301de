package session

import (
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
			if results[j].Verdict == report.Passed && !results[j].Kept || results[j].Replaced != "" {
				results[i].Replaced = later.ID
				break
			}
		}
	}
}

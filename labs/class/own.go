package class

import (
	"maps"
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file reads a student's own record. The record is untrusted: entries that do not fit the
// labs are ignored.

// ownRecord returns the record's entries for the labs, or nil if there are none.
func ownRecord(labs []*catalogue.Lab, p *workbook.Progress) *Own {
	own := &Own{Hints: map[string]int{}, Solutions: map[string]int{}}
	for _, l := range labs {
		lp, there := p.Labs[l.ID]
		if !there {
			continue
		}
		for _, s := range l.Steps {
			if a, answered := lp.Answers[s.ID]; answered && s.Question != nil {
				first := firstAnswer(l, s, a)
				first.Words = bounded(lp.Words[s.ID])
				own.Answers = append(own.Answers, first)
			}
		}
		if n := sum(lp.Hints); n > 0 {
			own.Hints[l.ID] = n
		}
		if lp.Solutions > 0 {
			own.Solutions[l.ID] = lp.Solutions
		}
	}
	if len(own.Answers)+len(own.Hints)+len(own.Solutions) == 0 {
		return nil
	}
	return own
}

func firstAnswer(l *catalogue.Lab, s *catalogue.Step, a workbook.Answer) FirstAnswer {
	f := FirstAnswer{Lab: l.ID, Step: s.ID, Ask: s.Question.Ask, Right: s.Question.Right(a.First), Later: s.Question.Right(a.Last)}
	for _, i := range a.First {
		if i >= 0 && i < len(s.Question.Choices) {
			f.First = append(f.First, s.Question.Choices[i].Text)
		}
	}
	return f
}

// maxWords is the maximum length of a sentence in characters.
const maxWords = 500

func bounded(text string) string {
	if r := []rune(text); len(r) > maxWords {
		return string(r[:maxWords]) + "…"
	}
	return text
}

func sum(counts map[string]int) int {
	n := 0
	for _, count := range slices.Collect(maps.Values(counts)) {
		n += max(0, count)
	}
	return n
}

// Right returns the number of first answers that were right.
func (o *Own) Right() int {
	n := 0
	for _, a := range o.Answers {
		if a.Right {
			n++
		}
	}
	return n
}

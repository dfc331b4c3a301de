package workbook

import (
	"maps"
	"reflect"
	"slices"
)

// This file brings together what several programs noted in one workbook: two screens, a
// screen and a check, several checks at once.

// merge makes mine into what stands in the file (theirs), changed as mine was since it was
// read or saved last (base). Nothing that either has done is lost, unless the other took
// it back.
func (p *Progress) merge(base, theirs *Progress) {
	for id, other := range theirs.Labs {
		own, had := p.Labs[id], base.Labs[id]
		switch {
		case own == nil && had == nil, own == nil && !reflect.DeepEqual(had, other):
			p.Labs[id] = other.clone()
		case own != nil:
			own.merge(had, other)
		}
	}
	for id, own := range p.Labs {
		if _, there := theirs.Labs[id]; !there && base.Labs[id] != nil && reflect.DeepEqual(own, base.Labs[id]) {
			*own = LabProgress{} // started afresh by another; a screen may hold it
		}
	}
	if theirs.Workbook != "" {
		p.Workbook = theirs.Workbook
	}
}

func (lp *LabProgress) merge(base, theirs *LabProgress) {
	if base == nil {
		base = &LabProgress{}
	}
	if lp.At == base.At {
		lp.At = theirs.At
	}
	lp.Done = mergeSet(lp.Done, base.Done, theirs.Done)
	lp.Answers = mergeMap(lp.Answers, base.Answers, theirs.Answers, func(own, other Answer) Answer {
		own.First = other.First
		return own
	})
	lp.Words = mergeMap(lp.Words, base.Words, theirs.Words, func(own, _ string) string { return own })
	lp.Hints = mergeMap(lp.Hints, base.Hints, theirs.Hints, func(own, other int) int { return max(own, other) })
	lp.Solutions = max(lp.Solutions-base.Solutions, 0) + theirs.Solutions
	lp.Seen = mergeMap(lp.Seen, base.Seen, theirs.Seen, func(own, _ *Record) *Record { return own })
	if n := len(base.Guesses); n <= len(lp.Guesses) {
		lp.Guesses = slices.Concat(theirs.Guesses, lp.Guesses[n:])
	}
	if reflect.DeepEqual(lp.Passed, base.Passed) {
		lp.Passed = theirs.Passed
	}
	if reflect.DeepEqual(lp.Checked, base.Checked) {
		lp.Checked = theirs.Checked
	}
}

// mergeSet adds to theirs what own has beyond base, and takes from it what own lacks.
func mergeSet(own, base, theirs []string) []string {
	var out []string
	for _, v := range theirs {
		if slices.Contains(own, v) || !slices.Contains(base, v) {
			out = append(out, v)
		}
	}
	for _, v := range own {
		if !slices.Contains(out, v) && !slices.Contains(base, v) {
			out = append(out, v)
		}
	}
	return out
}

// mergeMap does the same to maps; both says what stands for a key that own and theirs have.
func mergeMap[V any](own, base, theirs map[string]V, both func(own, theirs V) V) map[string]V {
	out := maps.Clone(theirs)
	for k, was := range base {
		if _, there := own[k]; !there && reflect.DeepEqual(was, theirs[k]) {
			delete(out, k)
		}
	}
	for k, v := range own {
		was, had := base[k]
		if had && reflect.DeepEqual(was, v) {
			continue
		}
		if other, there := theirs[k]; there {
			v = both(v, other)
		}
		if out == nil {
			out = map[string]V{}
		}
		out[k] = v
	}
	return out
}

package workbook

import (
	"maps"
	"reflect"
	"slices"
)

// This file merges the progress of several programs in one workbook, such as two screens, or a
// screen and a check.

// merge adds the changes in p to theirs and stores the result in p. theirs is the content of the
// file, and base the state that p last read or saved. No change is lost unless the other side has
// undone it.
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
			*own = LabProgress{} // another program has reset it; a screen may hold the pointer
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

// mergeSet applies to theirs the additions and removals between base and own.
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

// mergeMap is mergeSet for maps. The function both resolves a key that was changed in own and
// exists in theirs.
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

package types

import (
	"slices"

	"lab/runtime/term"
)

// This file is the sets of maps: which keys a map has, and of which types.

// A record is a map that has these keys, in the order of their names; an open one may have others.
type record struct {
	open   bool
	fields []field
}

// A field is a key that is an atom and the set of its values, which has unset if the key may be missing.
type field struct {
	key   term.Atom
	value *set
}

func (r record) at(key term.Atom) (int, bool) {
	return slices.BinarySearchFunc(r.fields, key, func(f field, key term.Atom) int { return byName(f.key, key) })
}

// others is the set of values of a key that the record does not name.
func (r record) others() *set {
	if r.open {
		return anyOrMissing
	}
	return missing
}

// value is the set of values of a key.
func (r record) value(key term.Atom) *set {
	if i, ok := r.at(key); ok {
		return r.fields[i].value
	}
	return r.others()
}

// with is the record in which a key has another set.
func (r record) with(key term.Atom, v *set) record {
	i, ok := r.at(key)
	fields := slices.Clone(r.fields)
	if ok {
		fields[i].value = v
	} else {
		fields = slices.Insert(fields, i, field{key, v})
	}
	return record{r.open, fields}
}

func (r record) empty() bool {
	return slices.ContainsFunc(r.fields, func(f field) bool { return empty(f.value) })
}

func (r record) equal(s record) bool {
	return r.open == s.open && slices.EqualFunc(r.fields, s.fields, func(f, g field) bool { return f.key == g.key && equal(f.value, g.value) })
}

// within reports whether each map of r is one of s.
func (r record) within(s record) bool {
	if r.open && !s.open {
		return false
	}
	for _, f := range s.fields {
		if !covered(r.value(f.key), f.value) {
			return false
		}
	}
	for _, f := range r.fields {
		if _, ok := s.at(f.key); !ok && !covered(f.value, s.others()) {
			return false
		}
	}
	return true
}

// common is the intersection of two records.
func (r record) common(s record) (record, bool) {
	out := record{open: r.open && s.open}
	for _, f := range r.fields {
		out.fields = append(out.fields, field{f.key, common(f.value, s.value(f.key))})
	}
	for _, f := range s.fields {
		if _, ok := r.at(f.key); !ok {
			out = out.with(f.key, common(f.value, r.others()))
		}
	}
	if out.empty() {
		return record{}, false
	}
	if !out.open { // a key that cannot be there need not be named
		out.fields = slices.DeleteFunc(out.fields, func(f field) bool { return equal(f.value, missing) })
	}
	return out, true
}

func commonRecords(as, bs []record) []record {
	var out []record
	for _, a := range as {
		for _, b := range bs {
			if r, ok := a.common(b); ok && !slices.ContainsFunc(out, r.equal) {
				out = append(out, r)
			}
		}
	}
	return out
}

// unionOfRecords joins two unions; two records that differ in one key become one.
func unionOfRecords(as, bs []record) []record {
	if len(as) == 1 && len(bs) == 1 {
		if r, ok := as[0].fused(bs[0]); ok {
			return []record{r}
		}
	}
	return append(slices.Clone(as), slices.DeleteFunc(slices.Clone(bs), func(r record) bool { return slices.ContainsFunc(as, r.equal) })...)
}

// fused is one record for both where that says the same as the two.
func (r record) fused(s record) (record, bool) {
	switch {
	case r.open && len(r.fields) == 0, s.open && len(s.fields) == 0:
		return record{open: true}, true
	case r.open == s.open && len(r.fields) == len(s.fields):
		return r.fusedByKey(s)
	case r.open && len(r.fields) <= len(s.fields) && s.within(r):
		return r, true
	case s.open && len(s.fields) <= len(r.fields) && r.within(s):
		return s, true
	}
	return record{}, false
}

// fusedByKey fuses records of the same keys.
func (r record) fusedByKey(s record) (record, bool) {
	differ := -1
	for i, f := range r.fields {
		g := s.fields[i]
		if f.key != g.key {
			return record{}, false
		}
		if equal(f.value, g.value) {
			continue
		}
		if differ >= 0 || f.key == term.AStruct {
			switch {
			case f.key == term.AStruct:
			case r.within(s):
				return s, true
			case s.within(r):
				return r, true
			}
			return record{}, false
		}
		differ = i
	}
	if differ < 0 {
		return r, true
	}
	f := r.fields[differ]
	return r.with(f.key, plus(f.value, s.fields[differ].value)), true
}

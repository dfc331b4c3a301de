package types

import (
	"slices"

	"lab/runtime/term"
)

// This file implements types of maps: their keys and the types of the values.

// A record is a map type with these keys, sorted by name. If open is set, its values can have
// other keys too.
type record struct {
	open   bool
	fields []field
}

// A field is an atom key and the set of its values. The set includes unset if the key is optional.
type field struct {
	key   term.Atom
	value *set
}

func (r record) at(key term.Atom) (int, bool) {
	return slices.BinarySearchFunc(r.fields, key, func(f field, key term.Atom) int { return byName(f.key, key) })
}

// others returns the values of a key that the record does not name.
func (r record) others() *set {
	if r.open {
		return anyOrMissing
	}
	return missing
}

// value returns the values of a key.
func (r record) value(key term.Atom) *set {
	if i, ok := r.at(key); ok {
		return r.fields[i].value
	}
	return r.others()
}

// with returns a copy of r with v as the values of key.
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

// within reports whether every map of r is a map of s.
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

// common returns the intersection of two records.
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
	if !out.open { // a key that cannot exist need not be named
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

// unionOfRecords joins two unions. Two records that differ in a single key become one record.
func unionOfRecords(as, bs []record) []record {
	if len(as) == 1 && len(bs) == 1 {
		if r, ok := as[0].fused(bs[0]); ok {
			return []record{r}
		}
	}
	return append(slices.Clone(as), slices.DeleteFunc(slices.Clone(bs), func(r record) bool { return slices.ContainsFunc(as, r.equal) })...)
}

// fused returns a single record that is equivalent to the union of r and s, if there is such a
// record.
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

// fusedByKey fuses records with the same keys.
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

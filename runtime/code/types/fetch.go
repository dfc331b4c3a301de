package types

import "lab/runtime/term"

// This file extracts parts of types: the value of a key, an element, a head and a tail.

// A fetched is the outcome of extracting a part.
type fetched int

const (
	found      fetched = iota
	otherKind          // not a map, a tuple or a nonempty list
	noSuchPart         // the right kind, but without the key or the element
)

// without returns s without the parts that drop removes.
func without(s *set, drop func(rest *set)) *set {
	if s == nil {
		return nil
	}
	rest := *s
	drop(&rest)
	return &rest
}

func onlyMaps(s *set) bool   { return empty(without(s, func(r *set) { r.maps = nil })) }
func onlyTuples(s *set) bool { return empty(without(s, func(r *set) { r.tuples = nil })) }
func onlyLists(s *set) bool  { return empty(without(s, func(r *set) { r.lists = nil })) }
func onlyAtoms(s *set) bool  { return empty(without(s, func(r *set) { r.atoms = atoms{} })) }

func onlyFunctions(s *set) bool {
	return empty(without(s, func(r *set) { r.kinds &^= functions }))
}

// split separates the values of a key from the mark that the key is optional.
func split(s *set) (value *set, optional bool) {
	if !s.has(unset) {
		return s, false
	}
	rest := *s
	rest.kinds &^= unset
	return &rest, true
}

// valueOf returns the values of a key in the maps of a set, and whether the key can be missing.
func valueOf(s *set, key term.Atom) (*set, bool) {
	if s == nil {
		return nil, false
	}
	var out *set
	for _, r := range s.maps {
		v := r.value(key)
		if v == anyOrMissing && len(s.maps) == 1 {
			return everything, true
		}
		out = plus(out, v)
	}
	return split(out)
}

// elementOf returns the elements at an index in the tuples of a set, and whether a tuple can be
// shorter.
func elementOf(s *set, index int) (*set, bool) {
	if s == nil {
		return nil, false
	}
	var out *set
	for _, t := range s.tuples {
		switch {
		case index < len(t.elems):
			out = plus(out, t.elems[index])
		case t.open:
			out = plus(out, anyOrMissing)
		default:
			out = plus(out, missing)
		}
	}
	return split(out)
}

// joined builds the type of a part of t from its two layers.
func joined(t Type, sure, maybe *set) Type {
	if !t.dynamic {
		return Type{sure: sure}
	}
	return union(Type{maybe: maybe, dynamic: true}, Type{sure: sure})
}

// field returns the type of a key of a map.
func (t Type) field(key term.Atom) (Type, fetched) {
	upper := t.upper()
	if upper == nil || len(upper.maps) == 0 || !onlyMaps(t.sure) {
		return none, otherKind
	}
	sure, missing := valueOf(t.sure, key)
	maybe, _ := valueOf(upper, key)
	if missing || empty(maybe) {
		return none, noSuchPart
	}
	return joined(t, sure, maybe), found
}

// element returns the type of an element of a tuple. The first index is 0.
func (t Type) element(index int) (Type, fetched) {
	upper := t.upper()
	if index < 0 {
		return none, noSuchPart
	}
	if upper == nil || len(upper.tuples) == 0 || !onlyTuples(t.sure) {
		return none, otherKind
	}
	sure, missing := elementOf(t.sure, index)
	maybe, _ := elementOf(upper, index)
	if empty(maybe) || !t.dynamic && missing {
		return none, noSuchPart
	}
	return joined(t, sure, maybe), found
}

// withPut returns the map type t with v as the value of a key.
func (t Type) withPut(key term.Atom, v Type) Type {
	put := func(s, v *set) *set {
		if s == nil {
			return nil
		}
		out := *s
		out.maps = nil
		for _, r := range s.maps {
			out.maps = append(out.maps, r.with(key, v))
		}
		return out.weigh()
	}
	if t.dynamic || v.dynamic {
		return Type{maybe: put(onlyTheMaps(t.upper()), v.upper()), dynamic: true}.light()
	}
	return Type{sure: put(t.sure, v.sure)}.light()
}

// onlyTheMaps returns the maps of a set.
func onlyTheMaps(s *set) *set { return common(s, openMap.sure) }

// heads returns the possible first elements of the lists in a set, and tails returns the possible
// tails of their first cells.
func heads(s *set) (out *set) {
	if s != nil {
		for _, l := range s.lists {
			out = plus(out, l.head)
		}
	}
	return out
}

func tails(s *set) *set {
	if s == nil || len(s.lists) == 0 {
		return nil
	}
	out := (&set{kinds: emptyLists, lists: s.lists}).weigh()
	for _, l := range s.lists {
		out = plus(out, l.tail)
	}
	return out
}

// listPart returns the head or the tail of a nonempty list.
func (t Type) listPart(part func(*set) *set) (Type, fetched) {
	maybe := part(t.upper())
	if !onlyLists(t.sure) || empty(maybe) {
		return none, otherKind
	}
	return joined(t, part(t.sure), maybe), found
}

// modules returns the atoms of a type. ok is false if the type cannot be an atom, or is known to
// have other values.
func (t Type) modules() (names []term.Atom, ok bool) {
	upper := t.upper()
	if upper == nil || upper.atoms.none() || !onlyAtoms(t.sure) {
		return nil, false
	}
	return upper.atoms.names, true
}

// callable reports whether a type can be a function and is not known to have other values.
func (t Type) callable() bool { return t.upper().has(functions) && onlyFunctions(t.sure) }

// A truth reports whether all values of a type are truthy or falsy.
type truth int

const (
	unknown truth = iota
	alwaysTrue
	alwaysFalse
)

func (t Type) truth() truth {
	s := t.upper()
	switch {
	case s == nil || s == everything:
		return unknown
	case s.atoms.none():
		return alwaysTrue
	case s.atoms.all:
		return unknown
	}
	falsy := 0
	for _, n := range s.atoms.names {
		if n == term.AFalse || n == term.ANil {
			falsy++
		}
	}
	onlyAtoms := onlyAtoms(s)
	switch {
	case onlyAtoms && falsy == len(s.atoms.names):
		return alwaysFalse
	case onlyAtoms && falsy == 0:
		return alwaysTrue
	}
	return unknown
}

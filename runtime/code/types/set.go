package types

import (
	"slices"

	"lab/runtime/term"
)

// This file implements sets of values: unions of kinds, atoms, tuples, maps and lists.

// kinds is a bit set of the kinds of values without parts.
type kinds uint16

const (
	binaries kinds = 1 << iota
	emptyLists
	integers
	floats
	pids
	ports
	references
	functions
	// unset marks the value of a map's key as optional.
	unset

	everyKind = unset - 1
	numbers   = integers | floats
)

// A set is a union of its parts. It is immutable. nil is the empty set.
type set struct {
	kinds  kinds
	atoms  atoms
	tuples []tuple
	maps   []record
	lists  []list
	weight int // number of parts, including nested parts
}

// atoms is a list of atoms sorted by name, or all atoms.
type atoms struct {
	all   bool
	names []term.Atom
}

// A tuple is a tuple type with the given elements. If open is set, its values can have more
// elements.
type tuple struct {
	open  bool
	elems []*set
}

// A list has at least one element. tail is the tail of the last cell: [] in a proper list.
type list struct{ head, tail *set }

var (
	everything   = &set{kinds: everyKind, atoms: atoms{all: true}, tuples: []tuple{{open: true}}, maps: []record{{open: true}}, weight: 1}
	anyOrMissing = &set{kinds: everyKind | unset, atoms: everything.atoms, tuples: everything.tuples, maps: everything.maps, weight: 1}
	missing      = &set{kinds: unset, weight: 1}
)

func init() {
	anything := []list{{everything, everything}}
	everything.lists, anyOrMissing.lists = anything, anything
}

func ofKind(k kinds) *set { return &set{kinds: k, weight: 1} }

// all reports whether a set contains every value.
func (s *set) all() bool {
	return s == everything || s != nil && s.kinds&everyKind == everyKind && s.atoms.all && covered(everything, s)
}

// size returns the number of parts of s. It is 0 for nil.
func (s *set) size() int {
	if s == nil {
		return 0
	}
	return s.weight
}

// has reports whether a set contains values of a kind.
func (s *set) has(k kinds) bool { return s != nil && s.kinds&k != 0 }

func (a atoms) none() bool { return !a.all && len(a.names) == 0 }

func (a atoms) has(name term.Atom) bool { return a.all || slices.Contains(a.names, name) }

func (a atoms) union(b atoms) atoms {
	if a.all || b.all {
		return atoms{all: true}
	}
	names := slices.Clone(a.names)
	for _, n := range b.names {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, byName)
	return atoms{names: names}
}

func (a atoms) both(b atoms) atoms {
	switch {
	case a.all:
		return b
	case b.all:
		return a
	}
	return atoms{names: slices.DeleteFunc(slices.Clone(a.names), func(n term.Atom) bool { return !b.has(n) })}
}

func (a atoms) within(b atoms) bool {
	return b.all || !a.all && !slices.ContainsFunc(a.names, func(n term.Atom) bool { return !b.has(n) })
}

func byName(a, b term.Atom) int { return term.Compare(a.Term(), b.Term()) }

// weigh sets the weight of a new set.
func (s *set) weigh() *set {
	s.weight = 1 + len(s.atoms.names)
	for _, t := range s.tuples {
		for _, e := range t.elems {
			s.weight += 1 + e.size()
		}
	}
	for _, m := range s.maps {
		for _, f := range m.fields {
			s.weight += 1 + f.value.size()
		}
	}
	for _, l := range s.lists {
		s.weight += 1 + l.head.size() + l.tail.size()
	}
	return s
}

// plus returns the union of two sets.
func plus(a, b *set) *set {
	switch {
	case a == nil || a == b:
		return b
	case b == nil:
		return a
	}
	out := &set{kinds: a.kinds | b.kinds, atoms: a.atoms.union(b.atoms), maps: unionOfRecords(a.maps, b.maps)}
	out.tuples = append(slices.Clone(a.tuples), slices.DeleteFunc(slices.Clone(b.tuples), func(t tuple) bool {
		return slices.ContainsFunc(a.tuples, t.equal)
	})...)
	out.lists = append(slices.Clone(a.lists), slices.DeleteFunc(slices.Clone(b.lists), func(l list) bool {
		return slices.ContainsFunc(a.lists, l.equal)
	})...)
	return out.weigh()
}

// common returns the intersection of two sets, or nil if they have no parts in common.
func common(a, b *set) *set {
	switch {
	case a == nil || b == nil:
		return nil
	case a == b || b == everything && !a.has(unset):
		return a
	case a == everything && !b.has(unset):
		return b
	}
	out := &set{kinds: a.kinds & b.kinds, atoms: a.atoms.both(b.atoms), maps: commonRecords(a.maps, b.maps)}
	for _, x := range a.tuples {
		for _, y := range b.tuples {
			if t, ok := x.common(y); ok && !slices.ContainsFunc(out.tuples, t.equal) {
				out.tuples = append(out.tuples, t)
			}
		}
	}
	for _, x := range a.lists {
		for _, y := range b.lists {
			head, tail := common(x.head, y.head), common(x.tail, y.tail)
			if !empty(head) && !empty(tail) {
				out.lists = append(out.lists, list{head, tail})
			}
		}
	}
	if out.kinds == 0 && out.atoms.none() && out.tuples == nil && out.maps == nil && out.lists == nil {
		return nil
	}
	return out.weigh()
}

// empty reports whether a set has no values.
func empty(s *set) bool {
	if s == nil {
		return true
	}
	return s.kinds == 0 && s.atoms.none() &&
		!slices.ContainsFunc(s.tuples, func(t tuple) bool { return !slices.ContainsFunc(t.elems, empty) }) &&
		!slices.ContainsFunc(s.maps, func(m record) bool { return !m.empty() }) &&
		!slices.ContainsFunc(s.lists, func(l list) bool { return !empty(l.head) && !empty(l.tail) })
}

// covered reports whether a is a subset of b. Each tuple, map or list of a must be within a single
// tuple, map or list of b.
func covered(a, b *set) bool {
	if a == nil || a == b {
		return true
	}
	if b == nil {
		return empty(a)
	}
	return a.kinds&^b.kinds == 0 && a.atoms.within(b.atoms) &&
		!slices.ContainsFunc(a.tuples, func(t tuple) bool {
			return !slices.ContainsFunc(t.elems, empty) && !slices.ContainsFunc(b.tuples, t.within)
		}) &&
		!slices.ContainsFunc(a.maps, func(m record) bool { return !m.empty() && !slices.ContainsFunc(b.maps, m.within) }) &&
		!slices.ContainsFunc(a.lists, func(l list) bool {
			return !empty(l.head) && !empty(l.tail) && !slices.ContainsFunc(b.lists, l.within)
		})
}

// equal reports whether two sets have the same representation.
func equal(a, b *set) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	return a.weight == b.weight && a.kinds == b.kinds && a.atoms.all == b.atoms.all && slices.Equal(a.atoms.names, b.atoms.names) &&
		slices.EqualFunc(a.tuples, b.tuples, tuple.equal) && slices.EqualFunc(a.maps, b.maps, record.equal) &&
		slices.EqualFunc(a.lists, b.lists, list.equal)
}

func (t tuple) equal(u tuple) bool {
	return t.open == u.open && slices.EqualFunc(t.elems, u.elems, equal)
}

func (l list) equal(m list) bool { return equal(l.head, m.head) && equal(l.tail, m.tail) }

func (l list) within(m list) bool { return covered(l.head, m.head) && covered(l.tail, m.tail) }

// within reports whether every value of t is a value of u.
func (t tuple) within(u tuple) bool {
	if len(t.elems) < len(u.elems) || !u.open && (t.open || len(t.elems) > len(u.elems)) {
		return false
	}
	for i, e := range u.elems {
		if !covered(t.elems[i], e) {
			return false
		}
	}
	return true
}

// common returns the intersection of two tuples.
func (t tuple) common(u tuple) (tuple, bool) {
	if !t.open && len(t.elems) < len(u.elems) || !u.open && len(t.elems) > len(u.elems) {
		return tuple{}, false
	}
	short, long := t, u
	if len(short.elems) > len(long.elems) {
		short, long = long, short
	}
	out := tuple{open: t.open && u.open, elems: slices.Clone(long.elems)}
	for i, e := range short.elems {
		if out.elems[i] = common(e, long.elems[i]); empty(out.elems[i]) {
			return tuple{}, false
		}
	}
	return out, true
}

package types

import (
	"slices"

	"lab/runtime/term"
)

// This file is types. A type says what is known of a value, and what else the value may be.

// A Type is what is known of the values of an expression.
type Type struct {
	// sure are values that the expression can have for certain.
	sure *set
	// maybe are all that it can have at run time, where it is dynamic; sure is part of it.
	maybe   *set
	dynamic bool
}

// heaviest is how many parts a type may have; one that has more says nothing any longer.
const heaviest = 1 << 10

var (
	dynamic = Type{maybe: everything, dynamic: true}
	none    = Type{}
	anyTerm = Type{sure: everything}
	// wrong is the type of what was found to be wrong: it causes nothing further.
	wrong = dynamic

	integer   = Type{sure: ofKind(integers)}
	float     = Type{sure: ofKind(floats)}
	binary    = Type{sure: ofKind(binaries)}
	pid       = Type{sure: ofKind(pids)}
	function  = Type{sure: ofKind(functions)}
	emptyList = Type{sure: ofKind(emptyLists)}
	atom      = Type{sure: &set{atoms: atoms{all: true}, weight: 1}}
	boolean   = atomsOf(term.AFalse, term.ATrue)
	openMap   = Type{sure: &set{maps: []record{{open: true}}, weight: 1}}
)

func atomsOf(names ...term.Atom) Type {
	names = slices.Clone(names)
	slices.SortFunc(names, byName)
	return Type{sure: (&set{atoms: atoms{names: slices.Compact(names)}}).weigh()}
}

// upper are all values that an expression of the type can have.
func (t Type) upper() *set {
	if t.dynamic {
		return t.maybe
	}
	return t.sure
}

// onlyDynamic reports whether nothing is sure.
func (t Type) onlyDynamic() bool { return t.dynamic && t.sure == nil }

// isDynamic reports a type of which nothing at all is known.
func (t Type) isDynamic() bool { return t.onlyDynamic() && t.maybe == everything }

// loose is the same type with nothing sure.
func (t Type) loose() Type { return Type{maybe: t.upper(), dynamic: true} }

func (t Type) empty() bool { return empty(t.upper()) }

// light is the type, or dynamic() where it has grown too heavy to be looked at often.
func (t Type) light() Type {
	if t.upper().size() > heaviest {
		return dynamic
	}
	return t
}

// union has the values of both.
func union(a, b Type) Type {
	out := Type{sure: plus(a.sure, b.sure), dynamic: a.dynamic || b.dynamic}
	if out.dynamic {
		out.maybe = plus(a.upper(), b.upper())
		if a.maybe == everything || b.maybe == everything {
			out.maybe = everything
		}
	}
	return out.light()
}

// intersection has the values that are in both.
func intersection(a, b Type) Type {
	switch {
	case a.isDynamic():
		return b.loose()
	case b.isDynamic():
		return a.loose()
	}
	out := Type{sure: common(a.sure, b.sure), dynamic: a.dynamic || b.dynamic}
	if out.dynamic {
		out.maybe = common(a.upper(), b.upper())
	}
	return out.light()
}

func disjoint(a, b Type) bool { return empty(common(a.upper(), b.upper())) }

// subtype reports whether a is b or less.
func subtype(a, b Type) bool {
	switch {
	case a.dynamic && !b.dynamic:
		return covered(a.maybe, b.sure)
	case a.dynamic:
		return covered(a.maybe, b.maybe) && covered(a.sure, b.sure)
	}
	return covered(a.sure, b.sure)
}

// compatible reports whether a value of type a can be given where b is wanted: all of the sure values have to be in b,
// or, where none is sure, one of the others.
func compatible(a, b Type) bool {
	if empty(a.sure) {
		return !disjoint(a, b)
	}
	return covered(a.sure, b.upper())
}

// whole makes one type of parts by of; a dynamic part makes it dynamic.
func whole(parts []Type, of func(parts []*set) *set) Type {
	loose := false
	sets := make([]*set, len(parts))
	for i, p := range parts {
		sets[i] = p.upper()
		loose = loose || p.dynamic
	}
	s := of(sets).weigh()
	if loose {
		return Type{maybe: s, dynamic: true}.light()
	}
	return Type{sure: s}.light()
}

func tupleOf(elems ...Type) Type {
	if len(elems) > heaviest {
		return dynamic
	}
	return whole(elems, func(parts []*set) *set { return &set{tuples: []tuple{{elems: parts}}} })
}

// nonEmptyList is a list of at least one element, with this tail behind the last.
func nonEmptyList(elem, tail Type) Type {
	return whole([]Type{elem, tail}, func(parts []*set) *set {
		head, tail := parts[0], parts[1]
		if tail.all() {
			return &set{lists: []list{{everything, everything}}}
		}
		if tail == nil || len(tail.lists) == 0 {
			return &set{lists: []list{{head, tail}}}
		}
		end := *tail
		end.lists = nil
		last := (&end).weigh()
		for _, l := range tail.lists {
			head, last = plus(head, l.head), plus(last, l.tail)
		}
		return &set{lists: []list{{head, last}}}
	})
}

// listOf is a list, empty or not.
func listOf(elem, tail Type) Type {
	t := nonEmptyList(elem, tail)
	if t.dynamic {
		return Type{maybe: plus(t.maybe, emptyList.sure), dynamic: true}
	}
	return union(t, emptyList)
}

// A pair is a key of a map and the type of its values.
type pair struct {
	key   term.Atom
	value Type
}

// mapOf is a map of these keys; of one key twice, the later counts.
func mapOf(open bool, pairs []pair) Type {
	if len(pairs) > heaviest {
		return dynamic
	}
	values := make([]Type, len(pairs))
	for i, p := range pairs {
		values[i] = p.value
	}
	return whole(values, func(parts []*set) *set {
		r := record{open: open}
		for i, p := range pairs {
			r = r.with(p.key, parts[i])
		}
		return &set{maps: []record{r}}
	})
}

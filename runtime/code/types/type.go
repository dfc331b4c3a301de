package types

import (
	"slices"

	"lab/runtime/term"
)

// This file implements types, which are sets of values in two layers.

// A Type describes the possible values of an expression.
type Type struct {
	// sure holds the values that the expression is known to have.
	sure *set
	// maybe holds all values that a dynamic expression can have at run time. It includes sure.
	maybe   *set
	dynamic bool
}

// heaviest is the maximum number of parts of a type. A type with more is treated as unknown.
const heaviest = 1 << 10

var (
	dynamic = Type{maybe: everything, dynamic: true}
	none    = Type{}
	anyTerm = Type{sure: everything}
	// wrong is the type of an expression with an error. It causes no further errors.
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

// upper returns all values that an expression of the type can have.
func (t Type) upper() *set {
	if t.dynamic {
		return t.maybe
	}
	return t.sure
}

// onlyDynamic reports whether sure is empty.
func (t Type) onlyDynamic() bool { return t.dynamic && t.sure == nil }

// isDynamic reports whether nothing is known about a value of the type.
func (t Type) isDynamic() bool { return t.onlyDynamic() && t.maybe == everything }

// loose returns the type with an empty sure layer.
func (t Type) loose() Type { return Type{maybe: t.upper(), dynamic: true} }

func (t Type) empty() bool { return empty(t.upper()) }

// light returns the type, or dynamic() if the type is too large to be checked often.
func (t Type) light() Type {
	if t.upper().size() > heaviest {
		return dynamic
	}
	return t
}

// union returns the union of two types.
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

// intersection returns the intersection of two types.
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

// subtype reports whether a is a subtype of b.
func subtype(a, b Type) bool {
	switch {
	case a.dynamic && !b.dynamic:
		return covered(a.maybe, b.sure)
	case a.dynamic:
		return covered(a.maybe, b.maybe) && covered(a.sure, b.sure)
	}
	return covered(a.sure, b.sure)
}

// compatible reports whether a value of type a can be passed where b is expected: all sure values
// must be in b. If there are none, one of the other values suffices.
func compatible(a, b Type) bool {
	if empty(a.sure) {
		return !disjoint(a, b)
	}
	return covered(a.sure, b.upper())
}

// whole builds a type from the sets of its parts with of. A dynamic part makes the type dynamic.
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

// nonEmptyList returns the type of lists with at least one element and the given tail.
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

// listOf returns the type of lists, empty or not.
func listOf(elem, tail Type) Type {
	t := nonEmptyList(elem, tail)
	if t.dynamic {
		return Type{maybe: plus(t.maybe, emptyList.sure), dynamic: true}
	}
	return union(t, emptyList)
}

// A pair is a key of a map and the type of its value.
type pair struct {
	key   term.Atom
	value Type
}

// mapOf returns a map type with these keys. If several pairs have the same key, the last one
// counts.
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

package ets

import (
	"slices"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
)

const isKeyPosition = "the position is the same as the key position"

// installEtsUpdate registers update_counter and update_element.
func installEtsUpdate(e ets) {
	e.locked("update_counter", 3, writing, func(t *table, a []term.Term) (term.Term, error) {
		if !isUpdate(a[2]) {
			return term.Term{}, library.Bad(3, notUpdate)
		}
		return t.updateCounter(a[1], a[2], term.Term{})
	})
	e.locked("update_counter", 4, writing, func(t *table, a []term.Term) (term.Term, error) {
		if !isUpdate(a[2]) || !a[3].IsTuple() {
			var r library.Remarks
			r.Add(3, unless(isUpdate(a[2]), notUpdate))
			r.Add(4, unless(a[3].IsTuple(), notTuple))
			return term.Term{}, r.Err()
		}
		return t.updateCounter(a[1], a[2], a[3])
	})
	e.locked("update_element", 3, writing, func(t *table, a []term.Term) (term.Term, error) {
		if !allOf(a[2], isElement) {
			return term.Term{}, library.Bad(3, notElement)
		}
		changes, ok := a[2].Slice()
		if !ok {
			changes = []term.Term{a[2]}
		}
		objs := t.lookup(a[1])
		if len(objs) == 0 {
			return term.False, nil
		}
		fields := slices.Clone(objs[0].Elems())
		for _, c := range changes {
			at, rest, err := t.place(c, fields, false)
			if err != nil {
				return term.Term{}, err
			}
			fields[at] = rest[0]
		}
		t.insert(term.Tup(fields...))
		return term.True, nil
	})
}

// place parses {position, ...}, which is well formed. The position must not be the position of
// the key. updates is set for an operation of update_counter.
func (t *table) place(op term.Term, fields []term.Term, updates bool) (at int, rest []term.Term, err error) {
	e := op.Elems()
	at, ok := library.Index(e[0])
	switch {
	case !ok || at < 1 || at > len(fields):
		if updates {
			return 0, nil, library.Bad(3, "the position in the update operation is out of range")
		}
		return 0, nil, library.Bad(3, "out of range")
	case at == t.keypos:
		return 0, nil, library.Bad(3, isKeyPosition)
	}
	return at - 1, e[1:], nil
}

// updateCounter adds to integer fields of the object with the key. op is an increment, {position,
// increment}, {position, increment, threshold, reset} or a list of such tuples. If there is no
// object, the default is inserted first unless it is None.
func (t *table) updateCounter(key, op, def term.Term) (term.Term, error) {
	var fields []term.Term
	switch objs := t.lookup(key); {
	case len(objs) > 0:
		fields = slices.Clone(objs[0].Elems())
	case def.IsNone():
		return term.Term{}, library.Bad(2, noSuchKey)
	case len(def.Elems()) < t.keypos:
		return term.Term{}, library.Bad(4, notTuple)
	default:
		fields = slices.Clone(def.Elems())
		fields[t.keypos-1] = key
	}
	if op.IsInteger() {
		op = term.Tup(term.Int(int64(t.keypos+1)), op)
	}
	ops, isList := op.Slice()
	if !isList {
		ops = []term.Term{op}
	}
	values := make([]term.Term, len(ops))
	for i, op := range ops {
		v, err := t.count(op, fields)
		if err != nil {
			return term.Term{}, err
		}
		values[i] = v
	}
	t.insert(term.Tup(fields...))
	if isList {
		return term.List(values...), nil
	}
	return values[0], nil
}

// count applies one operation to fields and returns the new value.
func (t *table) count(op term.Term, fields []term.Term) (term.Term, error) {
	at, rest, err := t.place(op, fields, true)
	if err != nil {
		return term.Term{}, err
	}
	if !fields[at].IsInteger() {
		return term.Term{}, library.Bad(3, "the value in the given position, in the object, is not an integer")
	}
	v, err := erlang.Add(fields[at], rest[0])
	if err != nil {
		return term.Term{}, err
	}
	if len(rest) == 3 {
		up := term.Compare(rest[0], term.Int(0)) >= 0
		past := term.Compare(v, rest[1])
		if up && past > 0 || !up && past < 0 {
			v = rest[2]
		}
	}
	fields[at] = v
	return v, nil
}

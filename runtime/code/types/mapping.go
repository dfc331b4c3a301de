package types

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file infers expressions that build or update maps and structs.

func (w *walk) mapExpression(e, meta term.Term, args []term.Term) Type {
	if len(args) == 1 {
		if bar, a, ok := quoted.IsCallOf(args[0], quoted.APipe, 2); ok {
			w.mapWillFail(a[0], bar)
			return w.update(e, meta, w.expression(a[0]), quoted.Slice(a[1]))
		}
	}
	return w.mapLiteral(meta, args, w.expression)
}

// mapLiteral infers %{...} or %Name{...}.
func (w *walk) mapLiteral(meta term.Term, args []term.Term, of func(term.Term) Type) Type {
	mod, isStruct := structOf(meta, args)
	if isStruct {
		return w.structLiteral(mod, args, of)
	}
	k := w.keys(args, of)
	maps := k.combined(func(pairs []pair) Type { return mapOf(!k.closed, pairs) })
	if k.loose {
		return maps.loose()
	}
	return maps
}

func (w *walk) structLiteral(mod term.Atom, args []term.Term, of func(term.Term) Type) Type {
	pairs := []pair{{term.AStruct, atomsOf(mod)}}
	for _, f := range w.Host.Fields(mod) {
		pairs = append(pairs, pair{f, anyTerm})
	}
	for _, a := range args {
		if el := a.Elems(); len(el) == 2 && el[0].IsAtom() {
			pairs = append(pairs, pair{el[0].Atom(), of(el[1])})
		}
	}
	return mapOf(false, pairs)
}

// A choice is a key that can be any of several atoms.
type choice struct {
	keys  []term.Atom
	value Type
}

// keysOf groups the pairs of a map by the types of their keys.
type keysOf struct {
	// single holds the pairs whose key is a single atom. several holds the pairs whose key is one
	// of several atoms.
	single  []pair
	several []choice
	// asserted holds keys that exist with unknown values.
	asserted []term.Atom
	// closed reports whether all keys are known.
	closed bool
	loose  bool
}

func (w *walk) keys(args []term.Term, of func(term.Term) Type) *keysOf {
	k := &keysOf{closed: true}
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			continue
		}
		keys, finite := k.named(el[0], of)
		v := of(el[1])
		k.loose = k.loose || v.dynamic
		k.add(keys, finite, v)
	}
	return k
}

// named returns the atoms that a key can be, or false if the key can be something else.
func (k *keysOf) named(key term.Term, of func(term.Term) Type) ([]term.Atom, bool) {
	if key.IsAtom() {
		return []term.Atom{key.Atom()}, true
	}
	t := of(key)
	k.loose = k.loose || t.dynamic
	names, ok := t.modules()
	return names, ok && !t.upper().atoms.all
}

// add adds a pair. A key that can be anything may overwrite an earlier key, whose value is then
// unknown.
func (k *keysOf) add(keys []term.Atom, finite bool, v Type) {
	switch {
	case !finite:
		for _, p := range k.single {
			k.asserted = append(k.asserted, p.key)
		}
		for _, c := range k.several {
			k.asserted = append(k.asserted, c.keys...)
		}
		k.single, k.several, k.closed = nil, nil, false
	case len(keys) == 1 && k.several == nil:
		k.single = append(k.single, pair{keys[0], v})
	default:
		k.several = append(k.several, choice{keys, v})
	}
}

// mostMaps is the maximum number of combinations of keys. If there are more, the type is dynamic.
const mostMaps = 64

// combined returns the union of the maps for all combinations of choices.
func (k *keysOf) combined(of func(pairs []pair) Type) Type {
	all := [][]pair{k.single}
	for _, c := range k.several {
		var next [][]pair
		for _, pairs := range all {
			for _, key := range c.keys {
				next = append(next, append(slices.Clone(pairs), pair{key, c.value}))
			}
		}
		if all = next; len(all) > mostMaps {
			return dynamic
		}
	}
	out := none
	for _, pairs := range all {
		out = union(out, of(pairs))
	}
	return out
}

// update infers %{map | key: value}. The map must have the keys.
func (w *walk) update(e, meta term.Term, t Type, args []term.Term) Type {
	k := w.keys(args, w.expression)
	bad := false
	out := k.combined(func(pairs []pair) Type {
		required := slices.Clone(k.asserted)
		for _, p := range pairs {
			required = append(required, p.key)
		}
		for _, key := range required {
			if _, how := t.field(key); how != found && !bad {
				w.badUpdate(e, meta, t, key, how)
				bad = true
			}
		}
		if !k.closed {
			return mapOf(true, pairs)
		}
		out := t
		for _, p := range pairs {
			out = out.withPut(p.key, p.value)
		}
		return out
	})
	switch {
	case bad:
		return wrong
	case k.loose:
		return out.loose()
	}
	return out
}

func (w *walk) badUpdate(e, meta term.Term, t Type, key term.Atom, how fetched) {
	if how == otherKind {
		w.tell(meta, diagnostic.UpdateOfNoMap, w.traced(e), w.shown(e), w.indented(t))
		return
	}
	w.tell(meta, diagnostic.UpdateOfUnknownKey, w.traced(e), diagnostic.Inspect(key.Term()), w.shown(e), w.indented(t))
}

// structUpdate returns the type of a struct update. The value must be a struct of that name.
func (w *walk) structUpdate(u structUpdate, value term.Term) Type {
	want := w.structLiteral(u.mod, nil, w.expression)
	t := w.expression(value)
	if disjoint(want, t) {
		w.tell(u.bar, diagnostic.UpdateOfOtherStruct, w.traced(u.form), w.shown(u.form), w.indented(want), w.indented(t))
		return wrong
	}
	out := t.withPut(term.AStruct, atomsOf(u.mod))
	for _, a := range u.changes {
		if el := a.Elems(); len(el) == 2 && el[0].IsAtom() {
			out = out.withPut(el[0].Atom(), w.expression(el[1]))
		}
	}
	return out
}

package term

import "strings"

// This file formats maps and structs.

func (in *inspector) mapOrStruct(t Term, limit int) doc {
	m := t.Map()
	name, isStruct := m.Get(AStruct.Term())
	if !isStruct || !name.IsAtom() || in.RawStructs {
		return in.plainMap(m, "", m.Keys(), limit)
	}
	if in.Custom != nil {
		if d, ok := in.Custom(t); ok {
			return docOf(d, in.Need)
		}
	}
	if show, ok := structForms[name.Atom().String()]; ok {
		if d, ok := show(in, m, limit); ok {
			return d
		}
	}
	fields, ok := in.fields(name.Atom(), m)
	if !ok {
		return in.plainMap(m, "", m.Keys(), limit)
	}
	return in.plainMap(m, strings.TrimPrefix(AtomText(name.Atom()), ":"), fields, limit)
}

// fields returns the visible keys of a struct, in the order of its definition if that is known. ok
// is false when the keys differ from the definition. Such a struct is formatted as a map.
func (in *inspector) fields(module Atom, m *Map) (keys []Term, ok bool) {
	for _, k := range m.Keys() {
		if !hidden(k) {
			keys = append(keys, k)
		}
	}
	if in.Fields == nil {
		return keys, true
	}
	defined := in.Fields(module)
	if defined == nil {
		return keys, true
	}
	ordered := make([]Term, 0, len(keys))
	for _, f := range defined {
		if hidden(f.Term()) {
			continue
		}
		if _, ok := m.Get(f.Term()); !ok {
			return nil, false
		}
		ordered = append(ordered, f.Term())
	}
	return ordered, len(ordered) == len(keys)
}

// hidden reports whether a key of a struct is never shown.
func hidden(k Term) bool { return k.Is(AStruct) || k.Is(AException) }

func (in *inspector) plainMap(m *Map, name string, keys []Term, limit int) doc {
	symbols := true
	for _, k := range keys {
		if !k.IsAtom() || strings.HasPrefix(k.Atom().String(), "Elixir.") {
			symbols = false
		}
	}
	docs := in.elements(keys, limit, func(k Term, limit int) doc {
		v, _ := m.Get(k)
		if symbols {
			return in.pair(k.Atom(), v, limit)
		}
		return concat(docGroup{inner: in.doc(k, limit)}, in.text("map", " => "), in.doc(v, limit))
	})
	open := "%" + name + "{"
	return frame{left: in.text("map", open), comma: in.text("map", ","), right: in.text("map", "}"), how: strict}.container(docs, nil)
}

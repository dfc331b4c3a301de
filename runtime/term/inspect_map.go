package term

import (
	"fmt"
	"strings"
)

// This file shows maps and structs, among them those of the standard library
// that have a form of their own.

func (in *inspector) mapOrStruct(t Term, limit int) doc {
	m := t.Map()
	name, isStruct := m.Get(AStruct.Term())
	if !isStruct || !name.IsAtom() || in.RawStructs {
		return in.plainMap(m, "", m.Keys(), limit)
	}
	if in.Custom != nil {
		if d, ok := in.Custom(t); ok {
			return docOf(d)
		}
	}
	if show, ok := structForms[name.Atom().String()]; ok {
		if d, ok := show(in, m, limit); ok {
			return d
		}
	}
	return in.plainMap(m, strings.TrimPrefix(AtomText(name.Atom()), ":"), in.fields(name.Atom(), m), limit)
}

// fields are the keys of a struct that are shown, in the order of its
// definition where that is known.
func (in *inspector) fields(module Atom, m *Map) []Term {
	hidden := func(k Term) bool { return k.Is(AStruct) || k.Is(AException) }
	var keys []Term
	if in.Fields != nil {
		for _, f := range in.Fields(module) {
			if _, ok := m.Get(f.Term()); ok && !hidden(f.Term()) {
				keys = append(keys, f.Term())
			}
		}
	}
	if len(keys) > 0 {
		return keys
	}
	for _, k := range m.Keys() {
		if !hidden(k) {
			keys = append(keys, k)
		}
	}
	return keys
}

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
		return concat(docGroup{in.doc(k, limit)}, docText(" => "), in.doc(v, limit))
	})
	open := "%" + name + "{"
	return container(in.text("map", open), len(open), docs, in.text("map", "}"), strict)
}

// structForms are the structs whose Inspect implementation is built in.
var structForms map[string]func(in *inspector, m *Map, limit int) (doc, bool)

func init() {
	structForms = map[string]func(in *inspector, m *Map, limit int) (doc, bool){
		"Elixir.Range":         showRange,
		"Elixir.MapSet":        showMapSet,
		"Elixir.Regex":         showRegex,
		"Elixir.Date":          showDate,
		"Elixir.Time":          showTime,
		"Elixir.NaiveDateTime": showNaive,
	}
}

// ShowsItself reports whether structs of a module are shown in a form that is
// built in.
func ShowsItself(module Atom) bool { return structForms[module.String()] != nil }

func field(m *Map, name string) Term {
	v, _ := m.Get(Sym(name))
	return v
}

func showRange(in *inspector, m *Map, limit int) (doc, bool) {
	first, last, step := field(m, "first"), field(m, "last"), field(m, "step")
	if !first.IsInteger() || !last.IsInteger() {
		return nil, false
	}
	d := concat(in.doc(first, limit), docText(".."), in.doc(last, limit))
	if step.IsInteger() && !Equal(step, Int(1)) {
		d = concat(d, docText("//"), in.doc(step, limit))
	}
	return d, true
}

func showMapSet(in *inspector, m *Map, limit int) (doc, bool) {
	inner := field(m, "map").Map()
	if inner == nil {
		return nil, false
	}
	return concat(docText("MapSet.new("), in.list(List(inner.Keys()...), limit), docText(")")), true
}

func showRegex(in *inspector, m *Map, _ int) (doc, bool) {
	source, ok := field(m, "source").AsStr()
	if !ok {
		return nil, false
	}
	modifiers := ""
	if opts, ok := field(m, "opts").Slice(); ok {
		letters := map[string]string{"caseless": "i", "unicode": "u", "dotall": "s", "multiline": "m", "extended": "x", "firstline": "f", "ungreedy": "U"}
		for _, o := range opts {
			modifiers += letters[o.Atom().String()]
		}
	}
	return in.text("regex", "~r/"+strings.ReplaceAll(source, "/", `\/`)+"/"+modifiers), true
}

func number(m *Map, name string) int64 {
	n, _ := field(m, name).AsInt()
	return n
}

func isISO(m *Map) bool { return field(m, "calendar").Is(Intern("Elixir.Calendar.ISO")) }

func dateText(m *Map) string {
	sign, year := "", number(m, "year")
	if year < 0 {
		sign, year = "-", -year
	}
	return fmt.Sprintf("%s%04d-%02d-%02d", sign, year, number(m, "month"), number(m, "day"))
}

func timeText(m *Map) string {
	text := fmt.Sprintf("%02d:%02d:%02d", number(m, "hour"), number(m, "minute"), number(m, "second"))
	micro := field(m, "microsecond").Elems()
	if len(micro) != 2 {
		return text
	}
	value, _ := micro[0].AsInt()
	precision, _ := micro[1].AsInt()
	if precision < 1 || precision > 6 {
		return text
	}
	return text + "." + fmt.Sprintf("%06d", value)[:precision]
}

func showDate(in *inspector, m *Map, _ int) (doc, bool) {
	return docText("~D[" + dateText(m) + "]"), isISO(m)
}

func showTime(in *inspector, m *Map, _ int) (doc, bool) {
	return docText("~T[" + timeText(m) + "]"), isISO(m)
}

func showNaive(in *inspector, m *Map, _ int) (doc, bool) {
	return docText("~N[" + dateText(m) + " " + timeText(m) + "]"), isISO(m)
}

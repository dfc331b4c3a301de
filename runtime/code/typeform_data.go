package code

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file converts the types of bitstrings, maps, structs and records.

// isSelf reports whether t is __MODULE__.
func isSelf(t term.Term) bool {
	n, _, _, ok := quoted.IsVar(t)
	return ok && n == aBodyName
}

func isUnderscore(t term.Term) bool {
	n, _, _, ok := quoted.IsVar(t)
	return ok && n.String() == "_"
}

// bits converts <<_::size, _::_*unit>>.
func (f *typeForms) bits(line int, args []term.Term) term.Term {
	at := term.Int(int64(line))
	number := func(n term.Term) term.Term { return term.Tup(term.Sym("integer"), at, n) }
	size, unit := number(term.Int(0)), number(term.Int(0))
	left := args
	take := func(read func(term.Term) (term.Term, bool), into *term.Term) {
		if len(left) == 0 {
			return
		}
		if of, ok := segmentOf(left[0]); ok {
			if got, ok := read(of); ok {
				*into, left = got, left[1:]
			}
		}
	}
	take(func(t term.Term) (term.Term, bool) {
		if n, ok := t.AsInt(); ok && n >= 0 {
			return number(t), true
		}
		_, a, ok := quoted.IsCallOf(t, quoted.AStar, 2)
		if !ok || !within(a[0], 0, 1<<62) || !within(a[1], 1, 256) {
			return t, false
		}
		return term.Tup(term.Sym("op"), at, term.Sym("*"), number(a[0]), number(a[1])), true
	}, &size)
	take(func(t term.Term) (term.Term, bool) {
		_, a, ok := quoted.IsCallOf(t, quoted.AStar, 2)
		if !ok || !isUnderscore(a[0]) || !within(a[1], 1, 256) {
			return t, false
		}
		return number(a[1]), true
	}, &unit)
	if len(left) > 0 {
		f.fail(diagnostic.BinaryType)
	}
	return typeForm(line, "binary", term.List(size, unit))
}

// segmentOf returns the specification after _:: .
func segmentOf(t term.Term) (term.Term, bool) {
	_, a, ok := quoted.IsCallOf(t, quoted.AColons, 2)
	if !ok || !isUnderscore(a[0]) {
		return t, false
	}
	return a[1], true
}

func within(t term.Term, low, high int64) bool {
	n, ok := t.AsInt()
	return ok && n >= low && n <= high
}

// mapping converts %{key: type} and %{required(type) => type}.
func (f *typeForms) mapping(t term.Term, line int, args []term.Term) term.Term {
	fields := make([]term.Term, len(args))
	for i, a := range args {
		el := a.Elems()
		if _, _, ok := quoted.IsCallOf(a, quoted.APipe, 2); ok {
			f.fail(diagnostic.MapTypeOfUnion, f.text(t))
		}
		if len(el) != 2 {
			f.fail(diagnostic.MapType, f.text(t))
		}
		kind, key := "map_field_exact", el[0]
		if name, _, of, ok := quoted.IsCall(key); ok && len(of) == 1 {
			switch name.String() {
			case "required":
				key = of[0]
			case "optional":
				kind, key = "map_field_assoc", of[0]
			}
		}
		fields[i] = typeForm(line, kind, term.List(f.form(key), f.form(el[1])))
	}
	return typeForm(line, "map", term.List(fields...))
}

// structure converts %Name{field: type}.
func (f *typeForms) structure(t, meta term.Term, args []term.Term) term.Term {
	line := quoted.LineOf(meta)
	_, given, ok := quoted.IsCallOf(args[1], quoted.AMapForm, -1)
	_, _, alias := quoted.IsCallOf(args[0], quoted.AAliases, -1)
	if !ok || !args[0].IsAtom() && !alias && !isSelf(args[0]) {
		f.fail(diagnostic.UnexpectedType, f.text(t))
	}
	mod := f.module(args[0]).Atom()
	info := f.r.x.structOfOthers(mod)
	if info == nil {
		var reason string
		if info, reason = f.r.x.StructFor(mod); info == nil {
			f.r.x.Raise(expand.ArgumentError("%s", reason))
		}
	}
	for _, g := range given {
		el := g.Elems()
		if len(el) != 2 || !el[0].IsAtom() || !slices.Contains(info.Fields, el[0].Atom()) {
			f.fail(diagnostic.FieldOfStructType, diagnostic.Inspect(el[0]), diagnostic.Inspect(mod.Term()))
		}
	}
	pair := func(key, of term.Term) term.Term {
		return typeForm(line, "map_field_exact", term.List(f.form(key), of))
	}
	fields := []term.Term{pair(term.AStruct.Term(), f.form(mod.Term()))}
	names := slices.Clone(info.Fields)
	slices.SortFunc(names, func(a, b term.Atom) int { return term.Compare(a.Term(), b.Term()) })
	for _, n := range names {
		of, named := quoted.KwGet(term.List(given...), n)
		switch {
		case n == term.AStruct:
		case named:
			fields = append(fields, pair(n.Term(), f.form(of)))
		case n.String() == "__exception__":
			fields = append(fields, pair(n.Term(), f.form(term.True)))
		default:
			fields = append(fields, pair(n.Term(), typeForm(line, "term", term.Empty)))
		}
	}
	return typeForm(line, "map", term.List(fields...))
}

// structOfOthers returns the struct of a module that another process is defining, since types of
// two modules can refer to each other's structs.
func (x *expander) structOfOthers(mod term.Atom) *expand.Struct {
	m := x.s.definedModule(mod)
	if m == nil || x.job.within(m.job) {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.structure
}

// record converts record(:name, field: type).
func (f *typeForms) record(line int, args []term.Term) term.Term {
	if !args[0].IsAtom() {
		f.fail(diagnostic.RecordTypeWithoutName)
	}
	given := term.Term(term.Empty)
	if len(args) == 2 {
		given = args[1]
	}
	var known term.Term
	if a := f.r.mod.attrs[term.Intern("__record__")]; a != nil {
		known, _ = quoted.KwGet(a.value, args[0].Atom())
	}
	if known.IsNone() {
		f.fail(diagnostic.UnknownRecordType, diagnostic.Inspect(args[0]))
	}
	names := quoted.Slice(known.Elems()[1])
	for _, g := range quoted.Slice(given) {
		if key := g.Elems()[0]; !slices.ContainsFunc(names, key.IsSame) {
			f.fail(diagnostic.FieldOfRecordType, key.Atom(), diagnostic.Inspect(args[0]))
		}
	}
	parts := []term.Term{f.form(known.Elems()[0])}
	at := term.Int(0)
	for _, n := range names {
		of, named := quoted.KwGet(given, n.Atom())
		form := typeForm(0, "term", term.Empty)
		if named {
			form = f.form(of)
		}
		parts = append(parts, term.Tup(term.Sym("ann_type"), at, term.List(term.Tup(term.Sym("var"), at, n), form)))
	}
	return typeForm(line, "tuple", term.List(parts...))
}

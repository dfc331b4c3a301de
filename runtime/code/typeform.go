package code

import (
	"fmt"
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file converts quoted types to abstract forms.

// form converts a quoted type to its abstract form.
func (f *typeForms) form(t term.Term) term.Term {
	f.nested.Enter()
	defer f.nested.Leave()
	switch {
	case t.IsEmpty():
		return typeForm(f.line, "nil", term.Empty)
	case t.IsAtom():
		return term.Tup(term.Sym("atom"), term.Int(0), t)
	case t.IsInteger():
		return term.Tup(term.Sym("integer"), term.Int(0), t)
	case t.Cons() != nil:
		return f.list(t)
	}
	if v, meta, _, ok := quoted.IsVar(t); ok {
		if isSelf(t) {
			return term.Tup(term.Sym("atom"), term.Int(int64(quoted.LineOf(meta))), f.r.mod.name.Term())
		}
		if _, bound := f.uses[v]; bound {
			return f.variable(v, meta)
		}
		return f.local(v, meta, nil)
	}
	if _, name, meta, args, ok := quoted.IsRemote(t); ok {
		return f.remote(t, name, meta, args)
	}
	if name, meta, args, ok := quoted.IsCall(t); ok {
		return f.call(t, name, meta, args)
	}
	if el := t.Elems(); len(el) == 2 {
		return f.tuple(f.line, el)
	}
	f.fail(diagnostic.UnexpectedType, f.text(t))
	return term.Nil
}

func (f *typeForms) forms(ts []term.Term) term.Term {
	out := make([]term.Term, len(ts))
	for i, t := range ts {
		out[i] = f.form(t)
	}
	return term.List(out...)
}

func (f *typeForms) tuple(line int, el []term.Term) term.Term {
	return typeForm(line, "tuple", f.forms(el))
}

var aDots, aArrowForm, aUnion, aType = term.Intern("..."), term.Intern("->"), term.Intern("union"), term.Intern("type")

func isDots(t term.Term) bool {
	name, _, args, ok := quoted.IsCall(t)
	if !ok {
		name, _, _, ok = quoted.IsVar(t)
	}
	return ok && name == aDots && len(args) == 0
}

// list converts [type], [type, ...], [...], [key: type] and (types -> type).
func (f *typeForms) list(t term.Term) term.Term {
	el := quoted.Slice(t)
	if _, sides, ok := quoted.IsCallOf(el[0], aArrowForm, 2); ok && len(el) == 1 {
		return f.function(sides)
	}
	switch {
	case len(el) == 1 && isDots(el[0]):
		return typeForm(f.line, "nonempty_list", term.Empty)
	case len(el) == 2 && isDots(el[1]):
		return typeForm(f.line, "nonempty_list", term.List(f.form(el[0])))
	case quoted.Keyword(t):
		var pairs []term.Term
		for _, p := range el {
			pairs = append(pairs, f.tuple(f.line, p.Elems()))
		}
		if len(pairs) == 1 {
			return typeForm(f.line, "list", term.List(pairs...))
		}
		return typeForm(f.line, "list", term.List(typeForm(f.line, "union", term.List(pairs...))))
	case len(el) == 1:
		return typeForm(f.line, "list", term.List(f.form(el[0])))
	}
	f.fail(diagnostic.UnexpectedListOfTypes, f.text(t))
	return term.Nil
}

func (f *typeForms) function(sides []term.Term) term.Term {
	args := quoted.Slice(sides[0])
	if len(args) == 1 && isDots(args[0]) {
		return typeForm(f.line, "fun", term.List(term.Tup(term.Sym("type"), term.Int(int64(f.line)), term.Sym("any")), f.form(sides[1])))
	}
	return typeForm(f.line, "fun", term.List(typeForm(f.line, "product", f.forms(args)), f.form(sides[1])))
}

// call converts forms with the shape of a local call.
func (f *typeForms) call(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	line := quoted.LineOf(meta)
	switch {
	case name == quoted.APipe && len(args) == 2:
		return typeForm(line, "union", term.List(f.union(args)...))
	case name == quoted.AColons && len(args) == 2:
		return f.annotation(line, args)
	case name == quoted.ABits:
		return f.bits(line, args)
	case name == quoted.AMapForm:
		return f.mapping(t, line, args)
	case name == quoted.APercent && len(args) == 2:
		return f.structure(t, meta, args)
	case name == quoted.AAliases:
		return term.Tup(term.Sym("atom"), term.Int(int64(line)), f.module(t))
	case name.String() == "{}":
		return f.tuple(line, args)
	case name == quoted.ABlock && len(args) == 1:
		return f.form(args[0])
	case name == aDots:
		f.fail(diagnostic.MisplacedDots)
	case name.String() == ".." && len(args) == 2:
		return f.span(line, args)
	case (name.String() == "-" || name.String() == "+") && len(args) == 1 && args[0].IsInteger():
		return term.Tup(term.Sym("op"), term.Int(int64(line)), name.Term(), f.form(args[0]))
	case name.String() == "record" && (len(args) == 1 || len(args) == 2) && !f.known[fmt.Sprintf("record/%d", len(args))]:
		return f.record(line, args)
	case name == quoted.AUnquote:
		return typeForm(line, "term", term.Empty)
	}
	return f.local(name, meta, args)
}

// union converts the sides of one | two | three, and flattens nested unions.
func (f *typeForms) union(sides []term.Term) []term.Term {
	var out []term.Term
	for _, s := range sides {
		form := f.form(s)
		if el := form.Elems(); len(el) == 4 && el[0].Is(aType) && el[2].Is(aUnion) {
			out = append(out, quoted.Slice(el[3])...)
		} else {
			out = append(out, form)
		}
	}
	return out
}

// annotation converts name :: type. Invalid left sides have been reported by typewarn.go.
func (f *typeForms) annotation(line int, args []term.Term) term.Term {
	v, meta, _, ok := quoted.IsVar(args[0])
	if !ok {
		return f.form(args[1])
	}
	name := term.Tup(term.Sym("var"), term.Int(int64(quoted.LineOf(meta))), v.Term())
	return term.Tup(term.Sym("ann_type"), term.Int(int64(line)), term.List(name, f.form(args[1])))
}

// local converts a type of the module or a built-in type.
func (f *typeForms) local(name term.Atom, meta term.Term, args []term.Term) term.Term {
	line := quoted.LineOf(meta)
	key := quoted.NameArity{Name: name, Arity: len(args)}.String()
	all := f.forms(args)
	switch {
	case f.known[key]:
		return term.Tup(term.Sym("user_type"), term.Int(int64(line)), name.Term(), all)
	case key == "tuple/0" || key == "map/0":
		return term.Tup(term.Sym("type"), term.Int(int64(line)), name.Term(), term.Sym("any"))
	case elixirTypes[key]:
		at := term.Int(int64(line))
		return term.Tup(term.Sym("remote_type"), at, term.List(term.Tup(term.Sym("atom"), at, term.Sym("elixir")), term.Tup(term.Sym("atom"), at, name.Term()), all))
	case !builtinTypes[key]:
		f.fail(diagnostic.UndefinedType, key, diagnostic.Inspect(f.r.mod.name.Term()))
	}
	return term.Tup(term.Sym("type"), term.Int(int64(line)), name.Term(), all)
}

// module returns the module in a remote type or a struct.
func (f *typeForms) module(t term.Term) term.Term {
	if _, args, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok && !args[0].IsAtom() {
		if _, _, _, isVar := quoted.IsVar(args[0]); isVar && !isSelf(args[0]) {
			f.fail(diagnostic.UnexpectedType, f.text(t))
		}
	}
	if got := f.r.x.Expand(t); got.IsAtom() {
		return got
	}
	f.fail(diagnostic.UnexpectedType, f.text(t))
	return term.Nil
}

// remote converts a type of another module.
func (f *typeForms) remote(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	base, _, _, _, _ := quoted.IsRemote(t)
	mod := f.r.x.typeModule(base)
	if !mod.IsAtom() {
		if n, _, a, ok := quoted.IsCall(base); ok && n.String() == "@" {
			f.fail(diagnostic.RemoteTypeOfAttribute, f.text(t), f.text(a[0]), diagnostic.Inspect(mod))
		}
		f.fail(diagnostic.RemoteTypeOfNoModule, f.text(t))
	}
	if mod.Is(f.r.mod.name) {
		return f.local(name, meta, args)
	}
	line := quoted.LineOf(meta)
	at := term.Int(int64(line))
	return term.Tup(term.Sym("remote_type"), at, term.List(term.Tup(term.Sym("atom"), at, mod), term.Tup(term.Sym("atom"), at, name.Term()), f.forms(args)))
}

// typeModule expands the left side of a remote type as far as possible.
func (x *expander) typeModule(t term.Term) term.Term {
	if t.IsAtom() {
		return t
	}
	name, _, args, ok := quoted.IsCall(t)
	switch {
	case ok && name.String() == "@" && len(args) == 1:
		v, _, _, isVar := quoted.IsVar(args[0])
		if a := x.mod.attrs[v]; isVar && a != nil {
			a.unread = false
			return a.value
		}
	case isSelf(t), ok:
		return x.Expand(t)
	}
	return t
}

// span converts a range such as 1..10.
func (f *typeForms) span(line int, args []term.Term) term.Term {
	whole := func(t term.Term) bool {
		_, a, ok := quoted.IsCallOf(t, term.Intern("-"), 1)
		return t.IsInteger() || ok && a[0].IsInteger()
	}
	form := typeForm(line, "range", f.forms(args))
	if slices.ContainsFunc(args, func(t term.Term) bool { return !whole(t) }) {
		f.fail(diagnostic.RangeOfTypes)
	}
	return form
}

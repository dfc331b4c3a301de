package types

import (
	"slices"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file restores the source form of expanded forms. Functions of Erlang get back their Elixir
// names, and structs get back their names.

func restored(e term.Term) term.Term { return quoted.Postwalk(e, restoredNode) }

func restoredNode(e term.Term) term.Term {
	if mod, name, meta, args, ok := quoted.IsRemote(e); ok && mod.IsAtom() {
		return restoredRemote(e, mod, name, meta, args)
	}
	name, meta, args, ok := quoted.IsCall(e)
	if !ok {
		return e
	}
	switch name {
	case quoted.AMapForm:
		return restoredMap(e, meta, args)
	case quoted.AColons:
		return restoredSegment(meta, args)
	case quoted.ACase:
		if u, ok := structUpdateOf(meta, args); ok {
			return u.form
		}
	}
	return e
}

func restoredRemote(e, mod term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	if mod.Is(quoted.AErlang) && name.String() == "error" && len(args) == 3 && args[1].Is(term.Intern("none")) {
		return quoted.Node("raise", meta, args[0])
	}
	if mod.Is(quoted.AElixirMod) {
		return raisedForm(e, name, meta, args)
	}
	o, ok := kernel.Written(mod.Atom(), name, args)
	switch {
	case !ok:
		return e
	case o.Mod == quoted.AKernel:
		return quoted.Node(o.Name.String(), meta, o.Args...)
	}
	return quoted.Remote(meta, o.Mod.Term(), o.Name.String(), o.Args...)
}

// raisedForm returns the call that raise/1 or raise/2 makes from its arguments.
func raisedForm(e term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	switch name.String() {
	case "raised":
		return quoted.Remote(meta, term.Sym("Elixir.Kernel.Utils"), "raise", args...)
	case "exception":
		return quoted.Remote(meta, args[0], "exception", args[1:]...)
	}
	return e
}

func restoredMap(e, meta term.Term, args []term.Term) term.Term {
	mod, ok := structOf(meta, args)
	if _, any := quoted.KwGet(meta, quoted.AAnyStruct); any && len(args) > 0 {
		return quoted.Node("%", meta, args[0].Elems()[1], quoted.Node("%{}", meta, args[1:]...))
	}
	if !ok {
		return e
	}
	fields := slices.DeleteFunc(slices.Clone(args), func(a term.Term) bool {
		el := a.Elems()
		return len(el) == 2 && el[0].Is(term.AStruct)
	})
	return quoted.Node("%", meta, mod.Term(), quoted.Node("%{}", meta, fields...))
}

// restoredSegment removes the specifiers of a segment that was written without any.
func restoredSegment(meta term.Term, args []term.Term) term.Term {
	if withoutSpecification(meta, args) {
		return args[0]
	}
	var spec term.Term
	for _, m := range modifiers(args[1]) {
		if el := m.Elems(); len(el) == 3 && el[2].IsEmpty() {
			m = term.Tup(el[0], el[1], term.Nil)
		}
		if spec.IsNone() {
			spec = m
		} else {
			spec = quoted.Node("-", term.Empty, spec, m)
		}
	}
	return quoted.Node("::", meta, args[0], spec)
}

// A structUpdate is %Name{struct | changes}.
type structUpdate struct {
	mod       term.Atom
	form, bar term.Term // the form as it was written, and the metadata of its bar
	changes   []term.Term
}

// structUpdateOf returns the struct update that was expanded to this case.
func structUpdateOf(meta term.Term, args []term.Term) (u structUpdate, ok bool) {
	mod, ok := quoted.KwGet(meta, quoted.AStructUpdate)
	if !ok || len(args) != 2 {
		return u, false
	}
	do, _ := option(args[1], quoted.ADo)
	clauses := arrowsOf(do)
	if len(clauses) == 0 {
		return u, false
	}
	at, in, ok := quoted.IsCallOf(clauses[0].body, quoted.AMapForm, 1)
	if !ok {
		return u, false
	}
	bar, sides, ok := quoted.IsCallOf(in[0], quoted.APipe, 2)
	if !ok {
		return u, false
	}
	form := quoted.Node("%", at, mod, quoted.Node("%{}", at, quoted.Node("|", bar, args[0], sides[1])))
	return structUpdate{mod.Atom(), form, bar, quoted.Slice(sides[1])}, true
}

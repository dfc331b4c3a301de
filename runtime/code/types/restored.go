package types

import (
	"slices"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file shows expanded forms as they would be written: Erlang's functions under their names in Elixir, structs
// with their names.

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
		if mod, ok := quoted.KwGet(meta, quoted.AStructUpdate); ok {
			return restoredUpdate(e, mod, args)
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

// raisedForm is what raise/1 and raise/2 make of their arguments.
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

// restoredSegment leaves out the specification of a segment that was written without one.
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

func restoredUpdate(e, mod term.Term, args []term.Term) term.Term {
	do, _ := option(args[1], quoted.ADo)
	clauses := quoted.Slice(do)
	if len(clauses) == 0 {
		return e
	}
	_, sides, _ := quoted.IsCallOf(clauses[0], quoted.AArrow, 2)
	at, in, ok := quoted.IsCallOf(sides[1], quoted.AMapForm, 1)
	if !ok {
		return e
	}
	bar, a, ok := quoted.IsCallOf(in[0], quoted.APipe, 2)
	if !ok {
		return e
	}
	return quoted.Node("%", at, mod, quoted.Node("%{}", at, quoted.Node("|", bar, args[0], a[1])))
}

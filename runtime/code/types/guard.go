package types

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file infers the types of guards. Like Elixir 1.18, it does not refine variables by guards,
// but warns of guards that cannot succeed.

// guard returns the type of an expression in a guard, where want is expected.
func (w *walk) guard(e term.Term, want Type, whole term.Term) Type {
	defer func() { w.depth-- }()
	if !w.enter() {
		return dynamic
	}
	if t, ok := literalType(e); ok {
		return w.literalIn(t, want, whole)
	}
	if e.Kind() == term.KindCons {
		elems, tail := unpacked(e)
		head := none
		for _, x := range elems {
			head = union(head, w.guard(x, dynamic, whole))
		}
		return nonEmptyList(head, w.guard(tail, dynamic, whole))
	}
	if el := e.Elems(); len(el) == 2 {
		return tupleOf(w.guards(el, whole)...)
	}
	if _, meta, _, ok := quoted.IsVar(e); ok {
		t, _ := w.expect(w.typeOf(meta), want, whole)
		return t
	}
	return w.guardNode(e, want, whole)
}

// literalIn returns the type of a literal where want is expected.
func (w *walk) literalIn(t, want Type, whole term.Term) Type {
	if disjoint(t, want) {
		w.incompatible(whole, want, t)
		return wrong
	}
	return t
}

func (w *walk) guards(es []term.Term, whole term.Term) []Type {
	out := make([]Type, len(es))
	for i, e := range es {
		out[i] = w.guard(e, dynamic, whole)
	}
	return out
}

func (w *walk) guardNode(e term.Term, want Type, whole term.Term) Type {
	if mod, name, meta, args, ok := quoted.IsRemote(e); ok {
		if _, field := quoted.KwGet(meta, quoted.ANoParens); field && len(args) == 0 && !mod.IsAtom() {
			return w.fieldOf(e, w.guard(mod, dynamic, whole), name, meta)
		}
		return w.guardCall(e, name, args)
	}
	name, meta, args, ok := quoted.IsCall(e)
	if !ok {
		return dynamic
	}
	switch name {
	case quoted.ATuple:
		return tupleOf(w.guards(args, whole)...)
	case quoted.AMapForm:
		return w.mapLiteral(meta, args, func(x term.Term) Type { return w.guard(x, dynamic, e) })
	case quoted.ABits:
		if disjoint(binary, want) {
			w.incompatible(whole, want, binary)
			return wrong
		}
		w.segments(args, inGuard)
		return binary
	case quoted.APin:
		t, _ := w.expect(w.typeOf(quoted.MetaOf(args[0])), want, whole)
		return t
	}
	return dynamic
}

// guardCall infers a call in a guard. Equality accepts any two types.
func (w *walk) guardCall(e term.Term, name term.Atom, args []term.Term) Type {
	types := w.guards(args, e)
	switch name.String() {
	case "==", "/=", "=:=", "=/=":
		return boolean
	}
	w.inGuard = true
	defer func() { w.inGuard = false }()
	return w.remote(quoted.AErlang, name, types, e)
}

// expect narrows t to want, and warns if nothing remains.
func (w *walk) expect(t, want Type, whole term.Term) (Type, bool) {
	out := intersection(t, want)
	if out.empty() {
		w.incompatible(whole, want, t)
		return wrong, false
	}
	return out, true
}

func (w *walk) incompatible(whole term.Term, want, got Type) {
	meta := w.meta
	if el := whole.Elems(); len(el) == 3 && el[1].IsList() {
		meta = el[1]
	}
	hint := ""
	if inferredSegment(whole) {
		hint = diagnostic.HintOfSegment
	}
	w.tell(meta, diagnostic.IncompatibleTypes, w.traced(whole)+hint, w.shown(whole), w.indented(got), w.indented(want))
}

package types

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file infers the types of expressions without clauses.

// literalType returns the type of a literal.
func literalType(e term.Term) (Type, bool) {
	switch {
	case e.IsAtom():
		return atomsOf(e.Atom()), true
	case e.IsInteger():
		return integer, true
	case e.Kind() == term.KindFloat:
		return float, true
	case e.IsBits():
		return binary, true
	case e.IsEmpty():
		return emptyList, true
	case e.Kind() == term.KindPid:
		return pid, true
	}
	return none, e.Kind() != term.KindCons && e.Kind() != term.KindTuple
}

// unpacked returns the elements and the tail of a list.
func unpacked(e term.Term) (elems []term.Term, tail term.Term) {
	for c := e.Cons(); c != nil; c = e.Cons() {
		if _, a, ok := quoted.IsCallOf(c.Head, quoted.APipe, 2); ok && c.Tail.IsEmpty() {
			return append(elems, a[0]), a[1]
		}
		elems = append(elems, c.Head)
		e = c.Tail
	}
	return elems, e
}

// expression returns the type of an expression.
func (w *walk) expression(e term.Term) Type {
	defer func() { w.depth-- }()
	if !w.enter() {
		return dynamic
	}
	if t, ok := literalType(e); ok {
		return t
	}
	if e.Kind() == term.KindCons {
		elems, tail := unpacked(e)
		head := none
		for _, x := range elems {
			head = union(head, w.expression(x))
		}
		return nonEmptyList(head, w.expression(tail))
	}
	el := e.Elems()
	if len(el) == 2 {
		return tupleOf(w.expressions(el)...)
	}
	if _, meta, _, ok := quoted.IsVar(e); ok {
		return w.variable(e, meta)
	}
	if mod, name, meta, args, ok := quoted.IsRemote(e); ok {
		return w.remoteCall(e, mod, name, meta, args)
	}
	if name, meta, args, ok := quoted.IsCall(e); ok {
		return w.node(e, name, meta, args)
	}
	if head, _, args, ok := quoted.IsNode(e); ok {
		return w.callOfValue(e, head, quoted.Slice(args))
	}
	return dynamic
}

func (w *walk) expressions(es []term.Term) []Type {
	out := make([]Type, len(es))
	for i, e := range es {
		out[i] = w.expression(e)
	}
	return out
}

func (w *walk) variable(e, meta term.Term) Type {
	if name, _, _, _ := quoted.IsVar(e); name == quoted.AStacktrace || name == quoted.ACaller {
		return dynamic
	}
	return w.typeOf(meta)
}

// node infers a special form or a call of a local function.
func (w *walk) node(e term.Term, name term.Atom, meta term.Term, args []term.Term) Type {
	switch name {
	case quoted.ATuple:
		return tupleOf(w.expressions(args)...)
	case quoted.ABits:
		w.segments(args, inExpression)
		return binary
	case quoted.AMatch:
		return w.assignment(e, args)
	case quoted.AMapForm:
		return w.mapExpression(e, meta, args)
	case quoted.ABlock:
		out := atomsOf(term.ANil)
		for _, x := range args {
			out = w.expression(x)
		}
		return out
	case quoted.ACapture:
		return w.capture(args[0])
	}
	if of := branching[name.String()]; of != nil {
		return of(w, meta, args)
	}
	return w.local(name, w.expressions(args), e, meta)
}

// assignment infers pattern = value. a = b = value matches both patterns with the value.
func (w *walk) assignment(e term.Term, args []term.Term) Type {
	left, right := args[0], args[1]
	for {
		meta, a, ok := quoted.IsCallOf(right, quoted.AMatch, 2)
		if !ok {
			break
		}
		left, right = quoted.Node("=", meta, left, a[0]), a[1]
	}
	t := w.expression(right)
	if name, _, _, ok := quoted.IsVar(left); ok && name == quoted.AUnderscore {
		return t
	}
	out := w.match([]term.Term{left}, []term.Term{e}, []Type{t}, reason{kind: matchOf, t: t})[0]
	if form, ok := w.constant(right); ok && !w.telling {
		w.bind(left, form)
	}
	return out
}

// capture infers &Mod.fun/1 or &fun/1.
func (w *walk) capture(e term.Term) Type {
	if _, a, ok := quoted.IsCallOf(e, quoted.ASlash, 2); ok {
		if name, _, _, ok := quoted.IsVar(a[0]); ok {
			arity, _ := a[1].AsInt()
			w.captured(quoted.NameArity{Name: name, Arity: int(arity)})
		} else if mod, _, _, _, ok := quoted.IsRemote(a[0]); ok {
			w.expression(mod)
		}
	}
	return function.loose()
}

// callOfValue infers fun.(args).
func (w *walk) callOfValue(e, head term.Term, args []term.Term) Type {
	dot, in, ok := quoted.IsCallOf(head, quoted.ADot, 1)
	if !ok {
		return dynamic
	}
	t := w.expression(in[0])
	w.expressions(args)
	if !t.callable() {
		if _, ok := w.constant(in[0]); ok {
			w.fault(dot, diagnostic.FunctionWillFail)
		}
		w.tell(dot, diagnostic.NotAFunction, w.traced(in[0]), len(args), w.shown(e), w.indented(t))
	}
	return dynamic
}

// remoteCall infers Mod.fun(args) or map.key.
func (w *walk) remoteCall(e, mod term.Term, name term.Atom, meta term.Term, args []term.Term) Type {
	if _, field := quoted.KwGet(meta, quoted.ANoParens); field && len(args) == 0 && !mod.IsAtom() {
		return w.fieldOf(e, w.expression(mod), name, meta)
	}
	if mod.IsAtom() {
		return w.remote(mod.Atom(), name, w.expressions(args), e)
	}
	t := w.expression(mod)
	types := w.expressions(args)
	mods, ok := t.modules()
	if !ok {
		if _, known := w.constant(mod); known {
			w.fault(meta, diagnostic.ModuleWillFail)
		}
		w.notAModule(e, mod, t, name, meta, len(args))
		return dynamic
	}
	out := dynamic
	for i, m := range mods {
		w.missing(m, quoted.NameArity{Name: name, Arity: len(args)}, meta)
		r := w.remote(m, name, types, e)
		if i == 0 {
			out = r
		} else {
			out = union(out, r)
		}
	}
	return out
}

// missing warns of a call of an undefined function.
func (w *walk) missing(mod term.Atom, fn quoted.NameArity, meta term.Term) {
	if !w.telling {
		return // other modules may not be compiled yet
	}
	if text := w.Host.Missing(mod, fn); text != "" {
		w.out = append(w.out, spanned(diagnostic.New(w.env, "warning", meta, text)))
	}
}

func spanned(d *diagnostic.Diagnostic) *diagnostic.Diagnostic {
	d.Span = 1
	return d
}

// fieldOf infers map.key.
func (w *walk) fieldOf(e term.Term, t Type, key term.Atom, meta term.Term) Type {
	out, how := t.field(key)
	if how == found {
		return out
	}
	mod, _, _, _, _ := quoted.IsRemote(e)
	_, _, _, isVar := quoted.IsVar(mod)
	switch {
	case how == noSuchPart:
		w.tellSpan(meta, len([]rune(key.String())), diagnostic.UnknownKey, w.traced(e), key, w.shown(e), w.indented(t))
	default:
		w.tell(meta, diagnostic.KeyOfNoMap, w.butGot(isVar, t)+w.traced(e)+diagnostic.HintOfDot, key, w.shown(e))
	}
	return wrong
}

func (w *walk) notAModule(e, mod term.Term, t Type, name term.Atom, meta term.Term, arity int) {
	hint := ""
	if arity == 0 {
		hint = diagnostic.HintOfDot
	}
	_, _, _, isVar := quoted.IsVar(mod)
	w.tell(meta, diagnostic.CallOfNoModule, w.butGot(isVar, t)+w.traced(e)+hint, name, arity, w.shown(e))
}

// butGot returns a line with the type of an expression. It returns "" for a variable, whose types
// are listed in the trace.
func (w *walk) butGot(isVar bool, t Type) string {
	if isVar {
		return ""
	}
	return "\nbut got type:\n\n    " + w.indented(t) + "\n"
}

package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands try.

func (x *Expander) expandTry(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	opts := x.doOpts("try", meta, args[0], quoted.ADo, quoted.ARescue, quoted.ACatch, quoted.AElse, quoted.AAfter)
	x.need("try", meta, args[0], quoted.ADo)
	x.checkTry(meta, opts)
	var out []term.Term
	for _, o := range opts {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		var e term.Term
		switch k {
		case quoted.ADo, quoted.AAfter:
			x.scoped(func() { e = x.Expand(v) })
		case quoted.AElse:
			x.needClauses(meta, k, v)
			e = x.clausesFor(meta, k, "try", 1, v)
		case quoted.ACatch:
			x.needClauses(meta, k, v)
			e = x.handlers(v, func(c term.Term) term.Term {
				if n, _ := clauseArity(c); n != 1 && n != 2 {
					x.Fail(quoted.MetaOf(c), diagnostic.ExpectedCatchArguments)
				}
				return x.clause("try", -1, c, x.catchHead)
			})
		case quoted.ARescue:
			x.needClauses(meta, k, v)
			e = x.handlers(v, func(c term.Term) term.Term {
				m := quoted.MetaOf(c)
				x.countArgs(m, k, "try", 1, c)
				x.refuseGuard(m, c)
				return x.clause("try", 1, c, func(args []term.Term) []term.Term { return x.rescueHead(m, args) })
			})
		}
		out = append(out, term.Tup(k.Term(), e))
	}
	return quoted.Node("try", meta, term.List(out...))
}

// originOf returns the form that a try comes from: try itself or a definition.
func originOf(meta term.Term) string {
	if o, ok := quoted.KwGet(meta, AOrigin); ok {
		return o.Atom().String()
	}
	return "try"
}

func (x *Expander) needClauses(meta term.Term, key term.Atom, cs term.Term) {
	clauses := quoted.Wrapped(cs)
	if len(clauses) == 0 {
		clauses = []term.Term{cs}
	}
	for _, c := range clauses {
		if !isArrow(c) {
			x.Fail(meta, diagnostic.ExpectedClausesFor, key, originOf(meta))
		}
	}
}

// checkTry fails for duplicate parts of a try, and warns of parts in the wrong order.
func (x *Expander) checkTry(meta term.Term, opts []term.Term) {
	origin := originOf(meta)
	seen := map[term.Atom]bool{}
	for _, o := range opts {
		k := o.Elems()[0].Atom()
		if seen[k] {
			x.Fail(meta, diagnostic.DuplicateTryClauses, k)
		}
		if k == quoted.ARescue && seen[quoted.ACatch] {
			x.Warn(meta, diagnostic.CatchBeforeRescue, origin)
		}
		seen[k] = true
	}
	switch {
	case len(opts) == 1:
		x.Fail(meta, diagnostic.TryWithoutClauses)
	case len(opts) == 2 && seen[quoted.AElse]:
		x.Warn(meta, diagnostic.ElseAlone, origin)
	}
}

// AOrigin marks a try that is the whole body of a definition.
var AOrigin = term.Intern("lab origin")

// handlers expands clauses in which __STACKTRACE__ is available.
func (x *Expander) handlers(cs term.Term, f func(term.Term) term.Term) term.Term {
	saved := x.inStacktrace
	x.inStacktrace = true
	list := quoted.Slice(cs)
	for i, c := range list {
		list[i] = f(c)
	}
	x.inStacktrace = saved
	return term.List(list...)
}

// catchHead expands the head of a catch clause. A single argument is a thrown value.
func (x *Expander) catchHead(args []term.Term) []term.Term {
	if len(args) == 1 {
		args = []term.Term{term.AThrow.Term(), args[0]}
	}
	return x.Patterns(args)
}

// rescueHead expands the head of a rescue clause to {:in, _, [var, modules]}. modules is a list of
// atoms, or :_ for all exceptions.
func (x *Expander) rescueHead(meta term.Term, args []term.Term) []term.Term {
	arg := x.rescueMacro(meta, args[0])
	any := quoted.AUnderscore.Term()
	wild := quoted.Variable("_", term.Empty, term.ANil)
	if _, m, _, ok := quoted.IsVar(arg); ok {
		return []term.Term{quoted.Node("in", m, x.Patterns([]term.Term{arg})[0], any)}
	}
	m, in, ok := quoted.IsCallOf(arg, quoted.AIn, 2)
	if !ok {
		return []term.Term{quoted.Node("in", quoted.MetaOf(arg), wild, x.rescueModules(meta, arg, arg))}
	}
	v := x.Patterns(in[:1])[0]
	if _, _, _, ok := quoted.IsVar(v); !ok {
		x.badRescue(meta, arg)
	}
	if n, _, _, ok := quoted.IsVar(in[1]); ok && n == quoted.AUnderscore {
		return []term.Term{quoted.Node("in", m, v, any)}
	}
	return []term.Term{quoted.Node("in", m, v, x.rescueModules(meta, arg, in[1]))}
}

// refuseGuard fails for a rescue clause with a guard.
func (x *Expander) refuseGuard(meta, clause term.Term) {
	_, a, _ := quoted.IsCallOf(clause, quoted.AArrow, 2)
	if args := quoted.Slice(a[0]); len(args) == 1 {
		if _, _, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			x.badRescue(meta, args[0])
		}
	}
}

// rescueMacro expands a macro that is the head of a rescue clause.
func (x *Expander) rescueMacro(meta, t term.Term) term.Term {
	for {
		name, _, _, ok := quoted.IsCall(t)
		if _, _, _, _, remote := quoted.IsRemote(t); !ok && !remote || name == quoted.AIn || name == quoted.AAliases {
			return t
		}
		once, ok := x.ExpandOnce(t)
		if !ok {
			x.badRescue(meta, t)
		}
		t = once
	}
}

func (x *Expander) badRescue(meta, t term.Term) {
	x.Fail(meta, diagnostic.InvalidRescue, written(t))
}

// rescueModules expands the exceptions in the head of a rescue clause.
func (x *Expander) rescueModules(meta, head, t term.Term) term.Term {
	e := x.Expand(t)
	if e.IsAtom() {
		e = term.List(e)
	}
	list, ok := e.Slice()
	for _, m := range list {
		ok = ok && m.IsAtom()
	}
	if !ok {
		x.badRescue(meta, head)
	}
	return e
}

package expand

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands the forms with clauses: fn, case, cond, receive, try, with, for.

// clause expands args -> body in a new scope. n is the required number of arguments, or -1 for
// any.
func (x *Expander) clause(what string, n int, c term.Term, pats func([]term.Term) []term.Term) term.Term {
	m, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
	if !ok {
		x.Fail(quoted.MetaOf(c), diagnostic.ExpectedClauses, what)
	}
	args := quoted.Slice(a[0])
	x.countArgs(m, quoted.ADo, what, n, c)
	var out term.Term
	x.scoped(func() {
		head := x.head(args, pats)
		x.CheckRecursive(m, func() string { return written(term.List(withoutGuard(args)...)) })
		out = quoted.Node("->", m, term.List(head...), x.Expand(a[1]))
	})
	return out
}

// withoutGuard returns the arguments of a clause without the guard.
func withoutGuard(args []term.Term) []term.Term {
	if len(args) == 1 {
		if _, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			return w[:len(w)-1]
		}
	}
	return args
}

// countArgs fails for a clause that does not have n arguments. An n of -1 accepts any number.
func (x *Expander) countArgs(meta term.Term, key term.Atom, what string, n int, c term.Term) {
	if got, ok := clauseArity(c); ok && n >= 0 && got != n {
		x.Fail(meta, diagnostic.ExpectedOneArgument, key, what)
	}
}

// clauseArity returns the number of arguments of a clause.
func clauseArity(c term.Term) (n int, ok bool) {
	_, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
	if !ok {
		return 0, false
	}
	args := quoted.Slice(a[0])
	if len(args) == 1 {
		if _, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			return len(w) - 1, true
		}
	}
	return len(args), true
}

// head expands the arguments and the guard of a clause.
func (x *Expander) head(args []term.Term, pats func([]term.Term) []term.Term) []term.Term {
	if len(args) == 1 {
		if m, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			last := len(w) - 1
			ps := pats(w[:last])
			g := x.Guard(w[last])
			if !x.Host.Quiet() {
				x.warnLength(g)
			}
			return []term.Term{quoted.Node("when", m, append(append([]term.Term(nil), ps...), g)...)}
		}
	}
	return pats(args)
}

func (x *Expander) clausesOf(meta term.Term, what string, n int, t term.Term) term.Term {
	return x.clausesFor(meta, quoted.ADo, what, n, t)
}

// clausesFor is like clausesOf, but for the clauses of a key other than do.
func (x *Expander) clausesFor(meta term.Term, key term.Atom, what string, n int, t term.Term) term.Term {
	cs, ok := t.Slice()
	if !ok || len(cs) == 0 || !isArrow(cs[0]) {
		x.Fail(meta, diagnostic.ExpectedClausesFor, key, what)
	}
	for i, c := range cs {
		if key != quoted.ADo {
			x.countArgs(quoted.MetaOf(c), key, what, n, c)
		}
		cs[i] = x.clause(what, n, c, x.Patterns)
	}
	if what == "receive" || what == "with" || key == quoted.AElse {
		x.warnShadowed(cs, term.Term{})
	}
	return term.List(cs...)
}

func isArrow(t term.Term) bool {
	_, _, ok := quoted.IsCallOf(t, quoted.AArrow, 2)
	return ok
}

func (x *Expander) noMatch(t, meta term.Term) {
	if x.Env.Context != 0 {
		x.notHere(meta, t.Elems()[0].Atom().String())
	}
}

// notHere fails inside a pattern or guard. what names the form in the message.
func (x *Expander) notHere(meta term.Term, what string) {
	switch {
	case x.Env.Context == quoted.AMatchCtx:
		x.Fail(meta, diagnostic.NotInMatch, what)
	case x.sizes:
		x.Fail(meta, diagnostic.NotInSize, what, guardHint)
	}
	x.Fail(meta, diagnostic.NotInGuard, what, guardHint)
}

const guardHint = ". To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards"

func (x *Expander) expandFn(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	out := make([]term.Term, len(args))
	arity := -1
	for i, c := range args {
		if hasDefaults(c) {
			x.Fail(meta, diagnostic.DefaultInFunction)
		}
		out[i] = x.clause("fn", -1, c, x.Patterns)
		_, a, _ := quoted.IsCallOf(out[i], quoted.AArrow, 2)
		head := quoted.Slice(a[0])
		n := len(head)
		if n == 1 {
			if _, w, ok := quoted.IsCallOf(head[0], quoted.AWhen, -1); ok {
				n = len(w) - 1
			}
		}
		if arity >= 0 && n != arity {
			x.Fail(meta, diagnostic.MixedArities)
		}
		arity = n
	}
	x.warnShadowed(out, term.Term{})
	return quoted.Node("fn", meta, out...)
}

// hasDefaults reports whether an argument of a clause of fn has a default.
func hasDefaults(c term.Term) bool {
	_, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
	if !ok {
		return false
	}
	args := quoted.Slice(a[0])
	if len(args) == 1 {
		if _, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			args = w
		}
	}
	return slices.ContainsFunc(args, func(t term.Term) bool {
		_, _, ok := quoted.IsCallOf(t, ADefault, 2)
		return ok
	})
}

// ADefault is the operator \\ of default arguments.
var ADefault = term.Intern("\\\\")

// doOpts checks the keywords of a form with do blocks and returns them.
func (x *Expander) doOpts(what string, meta, opts term.Term, allowed ...term.Atom) []term.Term {
	if !quoted.Keyword(opts) {
		x.Fail(meta, diagnostic.InvalidArguments, what)
	}
	out := quoted.Slice(opts)
	seen := map[term.Atom]bool{}
	for _, o := range out {
		k := o.Elems()[0].Atom()
		if seen[k] {
			if what == "with" { // with reports a repeated option as an unknown option
				x.Fail(meta, diagnostic.UnexpectedOption, diagnostic.Inspect(k.Term()), what)
			}
			x.Fail(meta, diagnostic.DuplicateClauses, k, what)
		}
		seen[k] = true
		known := false
		for _, a := range allowed {
			known = known || a == k
		}
		if !known {
			x.Fail(meta, diagnostic.UnexpectedOption, diagnostic.Inspect(k.Term()), what)
		}
	}
	return out
}

func (x *Expander) need(what string, meta, opts term.Term, key term.Atom) term.Term {
	v, ok := quoted.KwGet(opts, key)
	if !ok {
		x.Fail(meta, diagnostic.MissingOption, key, what)
	}
	return v
}

func (x *Expander) expandCase(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("case", meta, args[1], quoted.ADo)
	body := booleanClauses(meta, args[0], x.need("case", meta, args[1], quoted.ADo))
	e := x.Expand(args[0])
	clauses := x.clausesOf(meta, "case", 1, body)
	x.warnShadowed(quoted.Slice(clauses), e)
	return quoted.Node("case", meta, e, term.List(quoted.Pair("do", clauses)))
}

func (x *Expander) expandCond(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("cond", meta, args[0], quoted.ADo)
	cs, ok := x.need("cond", meta, args[0], quoted.ADo).Slice()
	if !ok {
		x.Fail(meta, diagnostic.ExpectedClausesInCond)
	}
	for i, c := range cs {
		x.countArgs(meta, quoted.ADo, "cond", 1, c)
		if _, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2); ok {
			if n, _, _, isVar := quoted.IsVar(quoted.Slice(a[0])[0]); isVar && n == quoted.AUnderscore {
				x.Fail(quoted.MetaOf(c), diagnostic.UnderscoreInCond)
			}
		}
		cs[i] = x.clause("cond", 1, c, func(a []term.Term) []term.Term { return x.ExpandArgs(a) })
	}
	return quoted.Node("cond", meta, term.List(quoted.Pair("do", term.List(cs...))))
}

func (x *Expander) expandReceive(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	var out []term.Term
	opts := x.doOpts("receive", meta, args[0], quoted.ADo, quoted.AAfter)
	if len(opts) == 0 {
		x.Fail(meta, diagnostic.ReceiveWithoutClauses)
	}
	for _, o := range opts {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		if k == quoted.AAfter {
			cs := quoted.Slice(v)
			if len(cs) != 1 || !isArrow(cs[0]) {
				x.Fail(meta, diagnostic.ExpectedOneAfterClause)
			}
			x.countArgs(meta, quoted.AAfter, "receive", 1, cs[0])
			c := x.clause("receive", 1, cs[0], func(a []term.Term) []term.Term { return x.ExpandArgs(a) })
			out = append(out, term.Tup(k.Term(), term.List(c)))
			continue
		}
		if _, empty, ok := quoted.IsCallOf(v, quoted.ABlock, 0); ok && len(empty) == 0 {
			out = append(out, term.Tup(k.Term(), term.Empty))
			continue
		}
		out = append(out, term.Tup(k.Term(), x.clausesOf(meta, "receive", 1, v)))
	}
	return quoted.Node("receive", meta, term.List(out...))
}

func (x *Expander) expandWith(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	if len(args) == 0 || !quoted.Keyword(args[len(args)-1]) || args[len(args)-1].IsEmpty() {
		x.Fail(meta, diagnostic.MissingDoInWith)
	}
	last := len(args) - 1
	opts := args[last]
	if last > 0 && quoted.Keyword(args[last-1]) && !args[last-1].IsEmpty() {
		// Options before a do block are a separate argument.
		last--
		opts = term.ListTail(quoted.Slice(args[last]), opts)
	}
	x.doOpts("with", meta, opts, quoted.ADo, quoted.AElse)
	do := x.need("with", meta, opts, quoted.ADo)
	var out []term.Term
	var kw []term.Term
	x.scoped(func() {
		for _, a := range args[:last] {
			out = append(out, x.generator(a))
		}
		kw = append(kw, quoted.Pair("do", x.Expand(do)))
	})
	if cs, ok := quoted.KwGet(opts, quoted.AElse); ok {
		if !x.Host.Quiet() && !slices.ContainsFunc(out, mayFail) {
			x.Warn(meta, diagnostic.ElseNeverMatches)
		}
		kw = append(kw, quoted.Pair("else", x.clausesFor(meta, quoted.AElse, "with", 1, cs)))
	}
	return quoted.Node("with", meta, append(out, term.List(kw...))...)
}

// mayFail reports whether t is a clause of with whose pattern can fail to match.
func mayFail(t term.Term) bool {
	_, a, ok := quoted.IsCallOf(t, quoted.ALeftArrow, 2)
	if !ok {
		return false
	}
	_, _, _, isVar := quoted.IsVar(a[0])
	return !isVar
}

// generator expands pattern <- expr. It expands anything else as an expression.
func (x *Expander) generator(t term.Term) term.Term {
	m, a, ok := quoted.IsCallOf(t, quoted.ALeftArrow, 2)
	if !ok {
		return x.Expand(t)
	}
	e := x.Expand(a[1])
	p := x.head([]term.Term{a[0]}, x.Patterns)[0]
	x.CheckRecursive(m, func() string { return written(term.List(withoutGuard(a[:1])...)) })
	return quoted.Node("<-", m, p, e)
}

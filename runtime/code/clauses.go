package code

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands what has clauses: fn, case, cond, receive, try, with, for.

// clause expands args -> body in a scope of its own. n is the number of
// arguments it must have, -1 for any.
func (x *expander) clause(what string, n int, c term.Term, pats func([]term.Term) []term.Term) term.Term {
	m, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
	if !ok {
		x.fail(quoted.MetaOf(c), diagnostic.ExpectedClauses, what)
	}
	args := quoted.Slice(a[0])
	x.countArgs(m, quoted.ADo, what, n, c)
	var out term.Term
	x.scoped(func() {
		head := x.head(args, pats)
		out = quoted.Node("->", m, term.List(head...), x.expand(a[1]))
	})
	return out
}

// countArgs refuses a clause that has not n arguments; -1 stands for any.
func (x *expander) countArgs(meta term.Term, key term.Atom, what string, n int, c term.Term) {
	if got, ok := clauseArity(c); ok && n >= 0 && got != n {
		x.fail(meta, diagnostic.ExpectedOneArgument, key, what)
	}
}

// clauseArity is how many arguments a clause has.
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

// head expands the arguments of a clause with their guard.
func (x *expander) head(args []term.Term, pats func([]term.Term) []term.Term) []term.Term {
	if len(args) == 1 {
		if m, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			last := len(w) - 1
			ps := pats(w[:last])
			g := x.guard(w[last])
			if !x.job.quiet {
				x.warnLength(g)
			}
			return []term.Term{quoted.Node("when", m, append(append([]term.Term(nil), ps...), g)...)}
		}
	}
	return pats(args)
}

func (x *expander) clausesOf(meta term.Term, what string, n int, t term.Term) term.Term {
	return x.clausesFor(meta, quoted.ADo, what, n, t)
}

// clausesFor is clausesOf for the clauses of another key than do.
func (x *expander) clausesFor(meta term.Term, key term.Atom, what string, n int, t term.Term) term.Term {
	cs, ok := t.Slice()
	if !ok || len(cs) == 0 || !isArrow(cs[0]) {
		x.fail(meta, diagnostic.ExpectedClausesFor, key, what)
	}
	for i, c := range cs {
		if key != quoted.ADo {
			x.countArgs(quoted.MetaOf(c), key, what, n, c)
		}
		cs[i] = x.clause(what, n, c, x.patterns)
	}
	if what == "case" || what == "receive" {
		x.warnShadowed(cs)
	}
	return term.List(cs...)
}

func isArrow(t term.Term) bool {
	_, _, ok := quoted.IsCallOf(t, quoted.AArrow, 2)
	return ok
}

func (x *expander) noMatch(t, meta term.Term) {
	if x.env.Context != 0 {
		x.notHere(meta, t.Elems()[0].Atom().String())
	}
}

// notHere refuses what may not stand in a pattern or a guard.
func (x *expander) notHere(meta term.Term, what string) {
	switch {
	case x.env.Context == quoted.AMatchCtx:
		x.fail(meta, diagnostic.NotInMatch, what)
	case x.sizes:
		x.fail(meta, diagnostic.NotInSize, what, guardHint)
	}
	x.fail(meta, diagnostic.NotInGuard, what, guardHint)
}

const guardHint = ". To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards"

func (x *expander) expandFn(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	out := make([]term.Term, len(args))
	arity := -1
	for i, c := range args {
		if hasDefaults(c) {
			x.fail(meta, diagnostic.DefaultInFunction)
		}
		out[i] = x.clause("fn", -1, c, x.patterns)
		_, a, _ := quoted.IsCallOf(out[i], quoted.AArrow, 2)
		head := quoted.Slice(a[0])
		n := len(head)
		if n == 1 {
			if _, w, ok := quoted.IsCallOf(head[0], quoted.AWhen, -1); ok {
				n = len(w) - 1
			}
		}
		if arity >= 0 && n != arity {
			x.fail(meta, diagnostic.MixedArities)
		}
		arity = n
	}
	x.warnShadowed(out)
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
		_, _, ok := quoted.IsCallOf(t, aDefault, 2)
		return ok
	})
}

var aDefault = term.Intern("\\\\")

// doOpts checks the keywords of a form with do blocks.
func (x *expander) doOpts(what string, meta, opts term.Term, allowed ...term.Atom) []term.Term {
	if !quoted.Keyword(opts) {
		x.fail(meta, diagnostic.InvalidArguments, what)
	}
	out := quoted.Slice(opts)
	seen := map[term.Atom]bool{}
	for _, o := range out {
		k := o.Elems()[0].Atom()
		if seen[k] {
			x.fail(meta, diagnostic.DuplicateClauses, k, what)
		}
		seen[k] = true
		known := false
		for _, a := range allowed {
			known = known || a == k
		}
		if !known {
			x.fail(meta, diagnostic.UnexpectedOption, inspect(k.Term()), what)
		}
	}
	return out
}

func (x *expander) need(what string, meta, opts term.Term, key term.Atom) term.Term {
	v, ok := quoted.KwGet(opts, key)
	if !ok {
		x.fail(meta, diagnostic.MissingOption, key, what)
	}
	return v
}

func (x *expander) expandCase(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("case", meta, args[1], quoted.ADo)
	body := x.need("case", meta, args[1], quoted.ADo)
	e := x.expand(args[0])
	return quoted.Node("case", meta, e, term.List(quoted.Pair("do", x.clausesOf(meta, "case", 1, body))))
}

func (x *expander) expandCond(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("cond", meta, args[0], quoted.ADo)
	cs, ok := x.need("cond", meta, args[0], quoted.ADo).Slice()
	if !ok {
		x.fail(meta, diagnostic.ExpectedClausesInCond)
	}
	for i, c := range cs {
		x.countArgs(meta, quoted.ADo, "cond", 1, c)
		if _, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2); ok {
			if n, _, _, isVar := quoted.IsVar(quoted.Slice(a[0])[0]); isVar && n == quoted.AUnderscore {
				x.fail(quoted.MetaOf(c), diagnostic.UnderscoreInCond)
			}
		}
		cs[i] = x.clause("cond", 1, c, func(a []term.Term) []term.Term { return x.expandArgs(a) })
	}
	return quoted.Node("cond", meta, term.List(quoted.Pair("do", term.List(cs...))))
}

func (x *expander) expandReceive(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	var out []term.Term
	opts := x.doOpts("receive", meta, args[0], quoted.ADo, quoted.AAfter)
	if len(opts) == 0 {
		x.fail(meta, diagnostic.ReceiveWithoutClauses)
	}
	for _, o := range opts {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		if k == quoted.AAfter {
			cs := quoted.Slice(v)
			if len(cs) != 1 || !isArrow(cs[0]) {
				x.fail(meta, diagnostic.ExpectedOneAfterClause)
			}
			x.countArgs(meta, quoted.AAfter, "receive", 1, cs[0])
			c := x.clause("receive", 1, cs[0], func(a []term.Term) []term.Term { return x.expandArgs(a) })
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

func (x *expander) expandWith(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	if len(args) == 0 || !quoted.Keyword(args[len(args)-1]) || args[len(args)-1].IsEmpty() {
		x.fail(meta, diagnostic.MissingDoInWith)
	}
	last := len(args) - 1
	opts := args[last]
	if last > 0 && quoted.Keyword(args[last-1]) && !args[last-1].IsEmpty() {
		// Options before a do block are an argument of their own.
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
		kw = append(kw, quoted.Pair("do", x.expand(do)))
	})
	if cs, ok := quoted.KwGet(opts, quoted.AElse); ok {
		if !x.job.quiet && !slices.ContainsFunc(out, mayFail) {
			x.warn(meta, diagnostic.ElseNeverMatches)
		}
		kw = append(kw, quoted.Pair("else", x.clausesFor(meta, quoted.AElse, "with", 1, cs)))
	}
	return quoted.Node("with", meta, append(out, term.List(kw...))...)
}

// mayFail reports whether a clause of with is one whose pattern may not match.
func mayFail(t term.Term) bool {
	_, a, ok := quoted.IsCallOf(t, quoted.ALeftArrow, 2)
	if !ok {
		return false
	}
	_, _, _, isVar := quoted.IsVar(a[0])
	return !isVar
}

// generator expands pattern <- expr; anything else is an expression.
func (x *expander) generator(t term.Term) term.Term {
	m, a, ok := quoted.IsCallOf(t, quoted.ALeftArrow, 2)
	if !ok {
		return x.expand(t)
	}
	e := x.expand(a[1])
	p := x.head([]term.Term{a[0]}, x.patterns)[0]
	return quoted.Node("<-", m, p, e)
}

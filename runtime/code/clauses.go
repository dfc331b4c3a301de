package code

import (
	"slices"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands what has clauses: fn, case, cond, receive, try, with, for.

// clause expands args -> body in a scope of its own. n is the number of
// arguments it must have, -1 for any.
func (x *expander) clause(what string, n int, c term.Term, pats func([]term.Term) []term.Term) term.Term {
	m, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
	if !ok {
		x.fail(quoted.MetaOf(c), "expected -> clauses for :do in \"%s\"", what)
	}
	args := quoted.Slice(a[0])
	if n >= 0 {
		got := len(args)
		if got == 1 {
			if _, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
				got = len(w) - 1
			}
		}
		if got != n {
			x.fail(m, "expected one argument for :do clauses (->) in \"%s\"", what)
		}
	}
	var out term.Term
	x.scoped(func() {
		head := x.head(args, pats)
		out = quoted.Node("->", m, term.List(head...), x.expand(a[1]))
	})
	return out
}

// head expands the arguments of a clause with their guard.
func (x *expander) head(args []term.Term, pats func([]term.Term) []term.Term) []term.Term {
	if len(args) == 1 {
		if m, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
			last := len(w) - 1
			ps := pats(w[:last])
			g := x.guard(w[last])
			return []term.Term{quoted.Node("when", m, append(append([]term.Term(nil), ps...), g)...)}
		}
	}
	return pats(args)
}

func (x *expander) clausesOf(what string, n int, t term.Term) term.Term {
	cs, ok := t.Slice()
	if !ok || len(cs) == 0 || !isArrow(cs[0]) {
		x.fail(quoted.MetaOf(t), "expected -> clauses for :do in \"%s\"", what)
	}
	for i, c := range cs {
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
		x.fail(meta, "invalid pattern in match, %s is not allowed in matches", what)
	case x.sizes:
		x.fail(meta, "%s is not allowed inside a bitstring size specifier. The size specifier in matches works like guards%s", what, guardHint)
	}
	x.fail(meta, "invalid expression in guards, %s is not allowed in guards%s", what, guardHint)
}

const guardHint = ". To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards"

func (x *expander) expandFn(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	out := make([]term.Term, len(args))
	arity := -1
	for i, c := range args {
		if hasDefaults(c) {
			x.fail(meta, "anonymous functions cannot have optional arguments")
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
			x.fail(meta, "cannot mix clauses with different arities in anonymous functions")
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
		x.fail(meta, "invalid arguments for \"%s\"", what)
	}
	out := quoted.Slice(opts)
	for _, o := range out {
		k := o.Elems()[0].Atom()
		known := false
		for _, a := range allowed {
			known = known || a == k
		}
		if !known {
			x.fail(meta, "unexpected option %s in \"%s\"", inspect(k.Term()), what)
		}
	}
	return out
}

func (x *expander) need(what string, meta, opts term.Term, key term.Atom) term.Term {
	v, ok := quoted.KwGet(opts, key)
	if !ok {
		x.fail(meta, "missing :%s option in \"%s\"", key, what)
	}
	return v
}

func (x *expander) expandCase(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("case", meta, args[1], quoted.ADo)
	body := x.need("case", meta, args[1], quoted.ADo)
	e := x.expand(args[0])
	return quoted.Node("case", meta, e, term.List(quoted.Pair("do", x.clausesOf("case", 1, body))))
}

func (x *expander) expandCond(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	x.doOpts("cond", meta, args[0], quoted.ADo)
	cs, ok := x.need("cond", meta, args[0], quoted.ADo).Slice()
	if !ok {
		x.fail(meta, "expected -> clauses for :do in \"cond\"")
	}
	for i, c := range cs {
		cs[i] = x.clause("cond", 1, c, func(a []term.Term) []term.Term { return x.expandArgs(a) })
	}
	return quoted.Node("cond", meta, term.List(quoted.Pair("do", term.List(cs...))))
}

func (x *expander) expandReceive(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	var out []term.Term
	for _, o := range x.doOpts("receive", meta, args[0], quoted.ADo, quoted.AAfter) {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		if k == quoted.AAfter {
			cs := quoted.Slice(v)
			if len(cs) != 1 || !isArrow(cs[0]) {
				x.fail(meta, "expected a single -> clause for :after in \"receive\"")
			}
			c := x.clause("receive", 1, cs[0], func(a []term.Term) []term.Term { return x.expandArgs(a) })
			out = append(out, term.Tup(k.Term(), term.List(c)))
			continue
		}
		if _, empty, ok := quoted.IsCallOf(v, quoted.ABlock, 0); ok && len(empty) == 0 {
			out = append(out, term.Tup(k.Term(), term.Empty))
			continue
		}
		out = append(out, term.Tup(k.Term(), x.clausesOf("receive", 1, v)))
	}
	return quoted.Node("receive", meta, term.List(out...))
}

func (x *expander) expandTry(t, meta term.Term, args []term.Term) term.Term {
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
			x.scoped(func() { e = x.expand(v) })
		case quoted.AElse:
			x.needClauses(meta, k, v)
			e = x.clausesOf("try", 1, v)
		case quoted.ACatch:
			x.needClauses(meta, k, v)
			e = x.handlers(v, func(c term.Term) term.Term { return x.clause("try", -1, c, x.catchHead) })
		case quoted.ARescue:
			x.needClauses(meta, k, v)
			e = x.handlers(v, func(c term.Term) term.Term { return x.clause("try", 1, c, x.rescueHead) })
		}
		out = append(out, term.Tup(k.Term(), e))
	}
	return quoted.Node("try", meta, term.List(out...))
}

// originOf is the form that a try comes from: try itself, or a definition.
func originOf(meta term.Term) string {
	if o, ok := quoted.KwGet(meta, aOrigin); ok {
		return o.Atom().String()
	}
	return "try"
}

func (x *expander) needClauses(meta term.Term, key term.Atom, cs term.Term) {
	for _, c := range listOf(cs) {
		if !isArrow(c) {
			x.fail(meta, "expected -> clauses for :%s in \"%s\"", key, originOf(meta))
		}
	}
}

// checkTry refuses parts of a try that are there twice, and warns of those in a wrong order.
func (x *expander) checkTry(meta term.Term, opts []term.Term) {
	origin := originOf(meta)
	seen := map[term.Atom]bool{}
	for _, o := range opts {
		k := o.Elems()[0].Atom()
		if seen[k] {
			x.fail(meta, "duplicate :%s clauses given for \"try\"", k)
		}
		if k == quoted.ARescue && seen[quoted.ACatch] {
			x.fileWarn(meta, "\"catch\" should always come after \"rescue\" in %s", origin)
		}
		seen[k] = true
	}
	switch {
	case len(opts) == 1:
		x.fail(meta, "missing :catch/:rescue/:after option in \"try\"")
	case len(opts) == 2 && seen[quoted.AElse]:
		x.fileWarn(meta, "\"else\" shouldn't be used as the only clause in \"%s\", use \"case\" instead", origin)
	}
}

// aOrigin marks the try that the body of a def is.
var aOrigin = term.Intern("lab origin")

// handlers expands clauses in which __STACKTRACE__ is known.
func (x *expander) handlers(cs term.Term, f func(term.Term) term.Term) term.Term {
	saved := x.inStacktrace
	x.inStacktrace = true
	list := quoted.Slice(cs)
	for i, c := range list {
		list[i] = f(c)
	}
	x.inStacktrace = saved
	return term.List(list...)
}

// catchHead makes a clause of one argument one of two: kind, value.
func (x *expander) catchHead(args []term.Term) []term.Term {
	if len(args) == 1 {
		args = []term.Term{term.AThrow.Term(), args[0]}
	}
	return x.patterns(args)
}

// rescueHead expands the head of a rescue clause to {:in, _, [var, modules]},
// where modules is a list of atoms, or :_ for every exception.
func (x *expander) rescueHead(args []term.Term) []term.Term {
	arg := x.rescueMacro(args[0])
	any := quoted.AUnderscore.Term()
	wild := quoted.Variable("_", term.Empty, term.ANil)
	if _, m, _, ok := quoted.IsVar(arg); ok {
		return []term.Term{quoted.Node("in", m, x.patterns([]term.Term{arg})[0], any)}
	}
	m, in, ok := quoted.IsCallOf(arg, quoted.AIn, 2)
	if !ok {
		return []term.Term{quoted.Node("in", quoted.MetaOf(arg), wild, x.rescueModules(arg, arg))}
	}
	v := x.patterns(in[:1])[0]
	if _, _, _, ok := quoted.IsVar(v); !ok {
		x.badRescue(arg)
	}
	if n, _, _, ok := quoted.IsVar(in[1]); ok && n == quoted.AUnderscore {
		return []term.Term{quoted.Node("in", m, v, any)}
	}
	return []term.Term{quoted.Node("in", m, v, x.rescueModules(arg, in[1]))}
}

// rescueMacro expands a macro that stands as the head of a rescue clause.
func (x *expander) rescueMacro(t term.Term) term.Term {
	for {
		name, _, _, ok := quoted.IsCall(t)
		if _, _, _, _, remote := quoted.IsRemote(t); !ok && !remote || name == quoted.AIn || name == quoted.AAliases {
			return t
		}
		once, ok := x.expandOnce(t)
		if !ok {
			x.badRescue(t)
		}
		t = once
	}
}

func (x *expander) badRescue(t term.Term) {
	x.fail(quoted.MetaOf(t), "invalid \"rescue\" clause. The clause should match on an alias, a variable or be in the \"var in [alias]\" format. Got: %s", x.s.text(t))
}

// rescueModules expands the exceptions of a head.
func (x *expander) rescueModules(head, t term.Term) term.Term {
	e := x.expand(t)
	if e.IsAtom() {
		e = term.List(e)
	}
	list, ok := e.Slice()
	for _, m := range list {
		ok = ok && m.IsAtom()
	}
	if !ok {
		x.badRescue(head)
	}
	return e
}

func (x *expander) expandWith(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	if len(args) == 0 || !quoted.Keyword(args[len(args)-1]) || args[len(args)-1].IsEmpty() {
		x.fail(meta, "missing :do option in \"with\"")
	}
	last := len(args) - 1
	opts := args[last]
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
		kw = append(kw, quoted.Pair("else", x.clausesOf("with", 1, cs)))
	}
	return quoted.Node("with", meta, append(out, term.List(kw...))...)
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

func (x *expander) expandFor(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	var opts term.Term = term.Empty
	if n := len(args); n > 0 && quoted.Keyword(args[n-1]) {
		opts = args[n-1]
		args = args[:n-1]
	}
	if n := len(args); n > 0 && quoted.Keyword(args[n-1]) && !args[n-1].IsEmpty() {
		// Options before a do block are an argument of their own.
		opts = term.ListTail(quoted.Slice(args[n-1]), opts)
		args = args[:n-1]
	}
	do := x.need("for", meta, opts, quoted.ADo)
	var kw []term.Term
	for _, o := range x.doOpts("for", meta, opts, quoted.ADo, quoted.AInto, quoted.AUniq, quoted.AReduce) {
		if k := o.Elems()[0].Atom(); k != quoted.ADo {
			kw = append(kw, term.Tup(k.Term(), x.expand(o.Elems()[1])))
		}
	}
	if len(args) == 0 {
		x.fail(meta, "for comprehensions must start with a generator")
	}
	var out []term.Term
	x.scoped(func() {
		for _, a := range args {
			out = append(out, x.comprehension(a))
		}
		if _, ok := quoted.KwGet(opts, quoted.AReduce); ok {
			if !isArrow(firstOf(do)) {
				x.fail(meta, "when using :reduce with comprehensions, the do block must be written using acc -> expr clauses, where each clause expects the accumulator as a single argument")
			}
			kw = append(kw, quoted.Pair("do", x.clausesOf("for", 1, do)))
			return
		}
		if isArrow(firstOf(do)) {
			x.fail(meta, "the do block was written using acc -> expr clauses but the :reduce option was not given")
		}
		kw = append(kw, quoted.Pair("do", x.expand(do)))
	})
	return quoted.Node("for", meta, append(out, term.List(kw...))...)
}

func firstOf(t term.Term) term.Term {
	if c := t.Cons(); c != nil {
		return c.Head
	}
	return t
}

// comprehension expands a generator, a generator of bits or a filter of for.
func (x *expander) comprehension(t term.Term) term.Term {
	m, segs, ok := quoted.IsCallOf(t, quoted.ABits, -1)
	if !ok || len(segs) == 0 {
		return x.generator(t)
	}
	am, a, ok := quoted.IsCallOf(segs[len(segs)-1], quoted.ALeftArrow, 2)
	if !ok {
		return x.expand(t)
	}
	e := x.expand(a[1])
	left := append(append([]term.Term(nil), segs[:len(segs)-1]...), a[0])
	p := x.pattern(quoted.Node("<<>>", m, left...))
	_, ps, _ := quoted.IsCallOf(p, quoted.ABits, -1)
	if len(ps) == 0 {
		x.fail(m, "bitstring fields without size are not allowed in bitstring generators")
	}
	n := len(ps) - 1
	ps[n] = quoted.Node("<-", am, ps[n], e)
	return quoted.Node("<<>>", m, ps...)
}

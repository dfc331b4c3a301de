package expand

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands for.

func (x *Expander) expandFor(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	var opts term.Term = term.Empty
	if n := len(args); n > 0 && quoted.Keyword(args[n-1]) {
		opts = args[n-1]
		args = args[:n-1]
	}
	if n := len(args); n > 0 && quoted.Keyword(args[n-1]) && !args[n-1].IsEmpty() {
		// Options before a do block are a separate argument.
		opts = term.ListTail(quoted.Slice(args[n-1]), opts)
		args = args[:n-1]
	}
	do := x.need("for", meta, opts, quoted.ADo)
	var kw []term.Term
	for _, o := range x.forOpts(meta, opts) {
		if k := o.Elems()[0].Atom(); k != quoted.ADo {
			kw = append(kw, term.Tup(k.Term(), x.Expand(o.Elems()[1])))
		}
	}
	if len(args) > 0 && !generates(args[0]) {
		x.scoped(func() { x.Expand(args[0]) })
	}
	if len(args) == 0 || !generates(args[0]) {
		x.Fail(meta, diagnostic.ComprehensionWithoutGenerator)
	}
	var out []term.Term
	x.scoped(func() {
		for _, a := range args {
			out = append(out, x.comprehension(a))
		}
		if _, ok := quoted.KwGet(opts, quoted.AReduce); ok {
			if !takesOne(do) {
				x.Fail(meta, diagnostic.ReduceWithoutClauses)
			}
			kw = append(kw, quoted.Pair("do", x.clausesOf(meta, "for", 1, do)))
			return
		}
		if isArrow(firstOf(do)) {
			x.Fail(meta, diagnostic.ClausesWithoutReduce)
		}
		kw = append(kw, quoted.Pair("do", x.Expand(do)))
	})
	return quoted.Node("for", meta, append(out, term.List(kw...))...)
}

// forOpts checks the options of for.
func (x *Expander) forOpts(meta, opts term.Term) []term.Term {
	out := quoted.Slice(opts)
	seen := map[term.Atom]bool{}
	for _, o := range out {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		seen[k] = true
		switch k {
		case quoted.ADo, quoted.AInto, quoted.AReduce:
		case quoted.AUniq:
			if !v.Is(term.ATrue) && !v.Is(term.AFalse) {
				x.Fail(meta, diagnostic.InvalidUniq, written(v))
			}
		default:
			x.Fail(meta, diagnostic.UnsupportedComprehensionOption, diagnostic.Inspect(k.Term()))
		}
	}
	if seen[quoted.AReduce] && (seen[quoted.AInto] || seen[quoted.AUniq]) {
		x.Fail(meta, diagnostic.ReduceWithInto)
	}
	return out
}

// generates reports whether t is a generator rather than a filter.
func generates(t term.Term) bool {
	if _, segs, ok := quoted.IsCallOf(t, quoted.ABits, -1); ok && len(segs) > 0 {
		t = segs[len(segs)-1]
	}
	_, _, ok := quoted.IsCallOf(t, quoted.ALeftArrow, 2)
	return ok
}

// takesOne reports whether t is a list of clauses with one argument each.
func takesOne(t term.Term) bool {
	cs, ok := t.Slice()
	return ok && len(cs) > 0 && !slices.ContainsFunc(cs, func(c term.Term) bool {
		n, ok := clauseArity(c)
		return !ok || n != 1
	})
}

func firstOf(t term.Term) term.Term {
	if c := t.Cons(); c != nil {
		return c.Head
	}
	return t
}

// comprehension expands a generator, a bitstring generator or a filter of for.
func (x *Expander) comprehension(t term.Term) term.Term {
	m, segs, ok := quoted.IsCallOf(t, quoted.ABits, -1)
	if !ok || len(segs) == 0 {
		return x.generator(t)
	}
	am, a, ok := quoted.IsCallOf(segs[len(segs)-1], quoted.ALeftArrow, 2)
	if !ok {
		return x.Expand(t)
	}
	e := x.Expand(a[1])
	left := append(append([]term.Term(nil), segs[:len(segs)-1]...), a[0])
	p := x.pattern(quoted.Node("<<>>", m, left...))
	x.CheckRecursive(m, func() string { return written(quoted.Node("<<>>", m, left...)) })
	_, ps, _ := quoted.IsCallOf(p, quoted.ABits, -1)
	if len(ps) == 0 {
		x.Fail(m, diagnostic.UnsizedGenerator)
	}
	n := len(ps) - 1
	x.checkSized(ps[n:])
	ps[n] = quoted.Node("<-", am, ps[n], e)
	return quoted.Node("<<>>", m, ps...)
}

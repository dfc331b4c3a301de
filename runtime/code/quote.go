package code

import (
	"lab/runtime/term"
)

// This file expands quote: it makes the quoted form of code that builds a
// quoted form.

type quoting struct {
	x       *expander
	context term.Atom
	hygiene bool // of variables, aliases and imports
	unquote bool
	keep    bool // location: :keep
	line    term.Term
	gen     bool
}

func formQuote(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	opts := term.Term(term.Empty)
	switch len(args) {
	case 1:
	case 2:
		opts = args[0]
	default:
		return t, false
	}
	do, ok := kwGet(args[len(args)-1], aDo)
	if !ok {
		x.fail(meta, "missing :do option in \"quote\"")
	}
	return x.expandQuote(meta, opts, do), true
}

func (x *expander) expandQuote(meta, opts, do term.Term) term.Term {
	q := &quoting{x: x, hygiene: true, unquote: true, context: x.env.Module, line: term.False}
	if q.context == 0 {
		q.context = aElixir
	}
	if !keyword(opts) {
		opts = x.expand(opts)
		if !keyword(opts) {
			x.fail(meta, "invalid options for quote, expected a keyword list")
		}
	}
	var binds []term.Term
	unquoteGiven := false
	for _, o := range slice(opts) {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		switch k {
		case aContext:
			e := x.expand(v)
			if !e.IsAtom() || e.Is(term.ANil) {
				x.fail(meta, "invalid :context for quote, expected non-nil compile time atom or alias, got: %s", x.s.text(v))
			}
			q.context = e.Atom()
		case aLocation:
			q.keep = v.Is(aKeep)
		case aUnquote:
			e := x.expand(v)
			q.unquote, unquoteGiven = e.Is(term.ATrue), true
		case aLine:
			q.line = x.expand(v)
		case aGenerated:
			q.gen = x.expand(v).Is(term.ATrue)
		case aBindQuoted:
			binds = slice(x.expand(v))
			if !unquoteGiven {
				q.unquote = false
			}
		case aFile:
		default:
			x.fail(meta, "unsupported option %s given to quote", inspect(k.Term()))
		}
	}
	body := q.quote(do)
	if binds == nil {
		return x.expand(body)
	}
	var es []term.Term
	for _, b := range binds {
		el := b.Elems()
		v := node("{}", term.Empty, el[0], lineOrEmpty(meta, q), q.context.Term())
		es = append(es, node("{}", term.Empty, aMatch.Term(), term.Empty, term.List(v, expanded(el[1]))))
	}
	es = append(es, body)
	return x.expand(node("{}", term.Empty, aBlock.Term(), term.Empty, term.List(es...)))
}

func lineOrEmpty(meta term.Term, q *quoting) term.Term {
	return q.meta(lineMeta(lineOf(meta)))
}

// meta is what a quoted node keeps of its place.
func (q *quoting) meta(m term.Term) term.Term {
	m = kwDelete(m, aColumn)
	if q.keep {
		l := lineOf(m)
		m = kwDelete(m, aLine)
		m = term.NewCons(term.Tup(aKeep.Term(), term.Tup(term.Str(q.x.env.File), term.Int(int64(l)))), m)
	} else if !q.line.Is(term.ATrue) {
		m = kwDelete(m, aLine)
		if !q.line.Is(term.AFalse) {
			m = term.NewCons(term.Tup(aLine.Term(), q.line), m)
		}
	}
	if q.gen {
		m = kwStore(m, aGenerated, term.True)
	}
	return m
}

func (q *quoting) quote(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		return q.list(t)
	case term.KindTuple:
		el := t.Elems()
		switch {
		case len(el) == 2:
			return term.Tup(q.quote(el[0]), q.quote(el[1]))
		case len(el) == 3 && el[1].IsList():
			return q.triple(t, el)
		}
		out := make([]term.Term, len(el))
		for i := range el {
			out[i] = q.quote(el[i])
		}
		return node("{}", term.Empty, out...)
	case term.KindMap:
		return escape(t)
	}
	return t
}

// list quotes a list, in which unquote_splicing may stand.
func (q *quoting) list(t term.Term) term.Term {
	var parts []term.Term // list expressions, to be joined
	var run []term.Term
	flush := func() {
		if len(run) > 0 {
			parts = append(parts, term.List(run...))
			run = nil
		}
	}
	for c := t.Cons(); c != nil; c = t.Cons() {
		t = c.Tail
		if q.unquote {
			if _, a, ok := isCallOf(c.Head, aSplicing, 1); ok {
				flush()
				parts = append(parts, a[0])
				continue
			}
			if _, a, ok := isCallOf(c.Head, aPipe, 2); ok && t.IsEmpty() {
				if _, s, ok := isCallOf(a[0], aSplicing, 1); ok {
					flush()
					parts = append(parts, s[0])
					return joinLists(append(parts, q.quote(a[1])))
				}
			}
		}
		run = append(run, q.quote(c.Head))
	}
	if len(parts) == 0 && t.IsEmpty() {
		return term.List(run...)
	}
	flush()
	return joinLists(parts)
}

// joinLists makes a ++ b ++ c.
func joinLists(parts []term.Term) term.Term {
	if len(parts) == 0 {
		return term.Empty
	}
	out := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0; i-- {
		out = remote(term.Empty, aElixirQuote.Term(), "list", parts[i], out)
	}
	return out
}

func (q *quoting) triple(t term.Term, el []term.Term) term.Term {
	head, meta, args := el[0], el[1], el[2]
	if q.unquote {
		if _, a, ok := isCallOf(t, aUnquote, 1); ok {
			return a[0]
		}
		if _, _, ok := isCallOf(t, aSplicing, 1); ok {
			q.x.fail(meta, "unquote_splicing only works inside arguments and block contexts, wrap it in parens if you want it to work with one-liners")
		}
		if out, ok := q.dotUnquote(head, meta, args); ok {
			return out
		}
	}
	if head.IsAtom() {
		if out, ok := q.named(head.Atom(), meta, args, t); ok {
			return out
		}
	}
	m := q.meta(meta)
	h := head
	if head.IsTuple() {
		h = q.quote(head)
	}
	a := args
	if !args.IsAtom() {
		a = q.quote(args)
	}
	return node("{}", term.Empty, h, escape(m), a)
}

// dotUnquote quotes left.unquote(name) and left.unquote(name)(args).
func (q *quoting) dotUnquote(head, meta, args term.Term) (term.Term, bool) {
	// {{:., m, [left, :unquote]}, _, [name]}
	if m, a, ok := isCallOf(head, aDot, 2); ok && a[1].Is(aUnquote) {
		if n := slice(args); len(n) == 1 {
			return q.dot(m, a[0], n[0], term.Nil), true
		}
	}
	// {{{:., m, [left, :unquote]}, _, [name]}, _, args}
	h, _, ha, ok := isNode(head)
	if !ok {
		return head, false
	}
	m, a, ok := isCallOf(h, aDot, 2)
	if !ok || !a[1].Is(aUnquote) {
		return head, false
	}
	n := slice(ha)
	if len(n) != 1 {
		return head, false
	}
	return q.dot(m, a[0], n[0], q.quote(args)), true
}

func (q *quoting) dot(meta, left, name, args term.Term) term.Term {
	return remote(meta, aElixirQuote.Term(), "dot", escape(q.meta(meta)), q.quote(left), name, args)
}

// named quotes the forms that hygiene is about.
func (q *quoting) named(name term.Atom, meta, args, t term.Term) (term.Term, bool) {
	switch {
	case name == aQuote && args.IsList():
		n := slice(args)
		inner := *q
		inner.unquote = false
		m := q.importMeta(q.meta(meta), name, len(n))
		out := make([]term.Term, len(n))
		for i, a := range n {
			out[i] = inner.quote(a)
		}
		return node("{}", term.Empty, name.Term(), escape(m), term.List(out...)), true
	case name == aAliases && args.IsList() && q.hygiene:
		return q.alias(meta, args), true
	case name == aCapture && args.IsList():
		return q.capture(meta, args, t)
	case args.IsList():
		m := q.importMeta(q.meta(meta), name, len(slice(args)))
		if args.Cons() != nil && (name == aAlias || name == aImport || name == aRequire) && q.hygiene {
			m = kwStore(m, aContext, q.context.Term())
		}
		return node("{}", term.Empty, name.Term(), escape(m), q.quote(args)), true
	case args.Is(term.ANil) && q.hygiene:
		m := q.importMeta(q.meta(meta), name, 0)
		return node("{}", term.Empty, name.Term(), escape(m), q.context.Term()), true
	}
	return t, false
}

func (q *quoting) alias(meta, args term.Term) term.Term {
	parts := slice(args)
	m := q.meta(kwDelete(meta, aCounter))
	if len(parts) == 0 || !parts[0].IsAtom() {
		return node("{}", term.Empty, aAliases.Term(), escape(m), q.quote(args))
	}
	if !parts[0].Is(aElixir) {
		note := term.False
		if a, ok := q.x.env.lookupAlias(meta, atomsFrom(args)); ok && q.hygiene {
			note = a.Term()
		}
		if _, ok := kwGet(m, aAlias); !ok {
			m = kwStore(m, aAlias, note)
		}
	}
	return node("{}", term.Empty, aAliases.Term(), escape(m), args)
}

func (q *quoting) capture(meta, args, t term.Term) (term.Term, bool) {
	a := slice(args)
	if len(a) != 1 {
		return t, false
	}
	_, sl, ok := isCallOf(a[0], aSlash, 2)
	if !ok || !sl[1].IsSmall() {
		return t, false
	}
	name, _, _, ok := isVar(sl[0])
	if !ok {
		return t, false
	}
	m := q.importMeta(q.meta(meta), name, int(sl[1].Small()))
	return node("{}", term.Empty, aCapture.Term(), escape(m), q.quote(args)), true
}

// importMeta notes where a name is imported from at the place of the quote.
func (q *quoting) importMeta(meta term.Term, name term.Atom, arity int) term.Term {
	if !q.hygiene {
		return meta
	}
	if _, ok := kwGet(meta, aImports); ok {
		return meta
	}
	found := importsOf(q.x.env, name)
	if len(found) == 0 {
		if v, ok := kwGet(meta, aAmbiguousOp); ok && arity == 1 && v.Is(term.ANil) {
			return kwStore(meta, aAmbiguousOp, q.context.Term())
		}
		return meta
	}
	meta = kwStore(meta, aContext, q.context.Term())
	return kwStore(meta, aImports, term.List(found...))
}

// escapeUnquoting is escape for code with unquote fragments (def and the like):
// the value of each fragment takes its place.
func (x *expander) escapeUnquoting(t term.Term) term.Term {
	q := &quoting{x: x, unquote: true, line: term.True, context: term.ANil}
	return q.quote(t)
}

// hasUnquotes reports whether t has unquote fragments outside of quotes.
func hasUnquotes(t term.Term) bool {
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil; c = t.Cons() {
			if hasUnquotes(c.Head) {
				return true
			}
			t = c.Tail
		}
		return !t.IsEmpty() && hasUnquotes(t)
	case term.KindTuple:
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			return tripleUnquotes(el)
		}
		for _, e := range el {
			if hasUnquotes(e) {
				return true
			}
		}
	}
	return false
}

func tripleUnquotes(el []term.Term) bool {
	if el[0].IsAtom() && el[2].IsList() {
		switch el[0].Atom() {
		case aUnquote, aSplicing:
			c := el[2].Cons()
			return c != nil && c.Tail.IsEmpty()
		case aQuote:
			return quoteUnquotes(el[2])
		}
	}
	if _, a, ok := isCallOf(el[0], aDot, 2); ok && a[1].Is(aUnquote) {
		return true
	}
	return hasUnquotes(el[0]) || hasUnquotes(el[2])
}

// quoteUnquotes looks into the options of a quote only.
func quoteUnquotes(args term.Term) bool {
	a := slice(args)
	return len(a) == 2 && hasUnquotes(a[0])
}

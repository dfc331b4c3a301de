package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands quote. The result is code that builds a quoted form.

type Quoting struct {
	X       *Expander
	Context term.Atom
	hygiene bool // of variables, aliases and imports
	Unquote bool
	file    term.Term // file for the location of nodes, None if not kept
	line    term.Term
	gen     bool
	Whole   bool // keep metadata unchanged
	// runtime holds the options whose values are computed when the quote runs.
	runtime []runtimeOption
}

// A runtimeOption is an option of quote computed at run time. mark is its placeholder.
type runtimeOption struct {
	key   term.Atom
	mark  term.Atom
	value term.Term
}

func formQuote(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	var opts term.Term
	switch len(args) {
	case 1:
		opts = quoted.KwDelete(args[0], quoted.ADo)
	case 2:
		opts = args[0]
	default:
		return t, false
	}
	if len(args) == 1 && !quoted.Keyword(args[0]) {
		x.Fail(meta, diagnostic.InvalidQuoteArguments)
	}
	do, ok := quoted.KwGet(args[len(args)-1], quoted.ADo)
	if !ok {
		x.Fail(meta, diagnostic.MissingDoInQuote)
	}
	return x.expandQuote(meta, opts, do), true
}

// meta returns the metadata that a quoted node keeps.
func (q *Quoting) meta(m term.Term) term.Term {
	if q.Whole {
		return m
	}
	m = quoted.KwDelete(m, quoted.AColumn)
	if !q.file.IsNone() {
		l := term.Int(int64(quoted.LineOf(m)))
		switch {
		case q.line.Is(term.AFalse):
			l = term.Int(0)
		case !q.line.Is(term.ATrue):
			l = q.line
		}
		m = quoted.KwDelete(m, quoted.ALine)
		m = term.NewCons(term.Tup(quoted.AKeep.Term(), term.Tup(q.file, l)), m)
	} else if !q.line.Is(term.ATrue) {
		m = quoted.KwDelete(m, quoted.ALine)
		if !q.line.Is(term.AFalse) {
			m = term.NewCons(term.Tup(quoted.ALine.Term(), q.line), m)
		}
	}
	if q.gen {
		m = quoted.KwStore(m, quoted.AGenerated, term.True)
	}
	return m
}

func (q *Quoting) Quote(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		return q.list(t)
	case term.KindTuple:
		el := t.Elems()
		switch {
		case len(el) == 2 && q.Unquote && (isSplicing(el[0]) || isSplicing(el[1])):
			return quoted.Node("{}", term.Empty, quoted.ATuple.Term(), term.Empty, q.list(term.List(el...)))
		case len(el) == 2:
			return term.Tup(q.Quote(el[0]), q.Quote(el[1]))
		case len(el) == 3 && el[1].IsList():
			return q.triple(t, el)
		}
		out := make([]term.Term, len(el))
		for i := range el {
			out[i] = q.Quote(el[i])
		}
		return quoted.Node("{}", term.Empty, out...)
	case term.KindMap:
		var pairs []term.Term
		t.Map().Each(func(k, v term.Term) bool {
			pairs = append(pairs, term.Tup(q.Quote(k), q.Quote(v)))
			return true
		})
		return quoted.Node("%{}", term.Empty, pairs...)
	case term.KindBits, term.KindFun:
		return quoted.Escape(t)
	}
	return t
}

func isSplicing(t term.Term) bool {
	_, _, ok := quoted.IsCallOf(t, quoted.ASplicing, 1)
	return ok
}

// list quotes a list. It can contain unquote_splicing.
func (q *Quoting) list(t term.Term) term.Term {
	var parts []term.Term // list expressions to join
	var run []term.Term
	flush := func() {
		if len(run) > 0 {
			parts = append(parts, term.List(run...))
			run = nil
		}
	}
	for c := t.Cons(); c != nil; c = t.Cons() {
		t = c.Tail
		if q.Unquote {
			if _, a, ok := quoted.IsCallOf(c.Head, quoted.ASplicing, 1); ok {
				flush()
				parts = append(parts, a[0])
				continue
			}
			if _, a, ok := quoted.IsCallOf(c.Head, quoted.APipe, 2); ok && t.IsEmpty() {
				if _, s, ok := quoted.IsCallOf(a[0], quoted.ASplicing, 1); ok {
					flush()
					parts = append(parts, s[0])
					return quoted.Remote(term.Empty, quoted.AElixirQuote.Term(), "tail_list", joinLists(parts), q.Quote(a[1]))
				}
			}
		}
		run = append(run, q.Quote(c.Head))
	}
	if len(parts) == 0 && t.IsEmpty() {
		return term.List(run...)
	}
	if len(run) == 0 {
		parts = append(parts, term.Empty) // so that the last part is checked too
	}
	flush()
	return joinLists(parts)
}

// joinLists returns code that joins lists.
func joinLists(parts []term.Term) term.Term {
	if len(parts) == 0 {
		return term.Empty
	}
	out := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0; i-- {
		out = quoted.Remote(term.Empty, quoted.AElixirQuote.Term(), "list", parts[i], out)
	}
	return out
}

func (q *Quoting) triple(t term.Term, el []term.Term) term.Term {
	head, meta, args := el[0], el[1], el[2]
	if q.Unquote {
		if _, a, ok := quoted.IsCallOf(t, quoted.AUnquote, 1); ok {
			return q.checked(meta, a[0])
		}
		if _, _, ok := quoted.IsCallOf(t, quoted.ASplicing, 1); ok {
			q.X.Raise(ArgumentError("unquote_splicing only works inside arguments and block contexts, wrap it in parens if you want it to work with one-liners"))
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
		h = q.Quote(head)
	}
	a := args
	if !args.IsAtom() {
		a = q.Quote(args)
	}
	return quoted.Node("{}", term.Empty, h, quoted.Escape(m), a)
}

// checked adds a check of an unquoted value at run time.
func (q *Quoting) checked(meta, t term.Term) term.Term {
	own := q.X.Host.Module() != nil && q.X.Host.Module().Lazy()
	if q.Whole || own || t.IsAtom() || t.IsInteger() || t.IsBits() {
		return t
	}
	return quoted.Remote(meta, quoted.AElixirQuote.Term(), "shallow_validate_ast", t)
}

// dotUnquote quotes left.unquote(name) and left.unquote(name)(args).
func (q *Quoting) dotUnquote(head, meta, args term.Term) (term.Term, bool) {
	// {{:., m, [left, :unquote]}, _, [name]}
	if m, a, ok := quoted.IsCallOf(head, quoted.ADot, 2); ok && a[1].Is(quoted.AUnquote) {
		if n := quoted.Slice(args); len(n) == 1 {
			return q.dot(m, a[0], n[0], term.Nil), true
		}
	}
	// {{{:., m, [left, :unquote]}, _, [name]}, _, args}
	h, _, ha, ok := quoted.IsNode(head)
	if !ok {
		return head, false
	}
	m, a, ok := quoted.IsCallOf(h, quoted.ADot, 2)
	if !ok || !a[1].Is(quoted.AUnquote) {
		return head, false
	}
	n := quoted.Slice(ha)
	if len(n) != 1 {
		return head, false
	}
	return q.dot(m, a[0], n[0], q.Quote(args)), true
}

func (q *Quoting) dot(meta, left, name, args term.Term) term.Term {
	return quoted.Remote(meta, quoted.AElixirQuote.Term(), "dot", quoted.Escape(q.meta(meta)), q.Quote(left), name, args)
}

// named quotes the forms that are subject to hygiene.
func (q *Quoting) named(name term.Atom, meta, args, t term.Term) (term.Term, bool) {
	switch {
	case name == quoted.AQuote && args.IsList():
		n := quoted.Slice(args)
		inner := *q
		inner.Unquote = false
		if q.hygiene {
			meta = quoted.KwStore(meta, quoted.AContext, q.Context.Term())
		}
		m := q.meta(meta)
		out := make([]term.Term, len(n))
		for i, a := range n {
			if i == 0 && len(n) == 2 { // the options
				out[i] = q.Quote(a)
			} else {
				out[i] = inner.Quote(a)
			}
		}
		return quoted.Node("{}", term.Empty, name.Term(), quoted.Escape(m), term.List(out...)), true
	case name == quoted.AAliases && args.IsList() && q.hygiene:
		return q.alias(meta, args), true
	case name == quoted.ACapture && args.IsList():
		return q.capture(meta, args, t)
	case args.IsList():
		m := q.importMeta(meta, name, len(quoted.Slice(args)))
		if args.Cons() != nil && (name == quoted.AAlias || name == quoted.AImport || name == quoted.ARequire) && q.hygiene {
			m = quoted.KwStore(m, quoted.AContext, q.Context.Term())
		}
		return quoted.Node("{}", term.Empty, name.Term(), quoted.Escape(m), q.Quote(args)), true
	case args.Is(term.ANil) && q.hygiene:
		m := q.importMeta(meta, name, 0)
		return quoted.Node("{}", term.Empty, name.Term(), quoted.Escape(m), q.Context.Term()), true
	}
	return t, false
}

func (q *Quoting) alias(meta, args term.Term) term.Term {
	parts := quoted.Slice(args)
	m := q.meta(quoted.KwDelete(meta, quoted.ACounter))
	if len(parts) == 0 || !parts[0].IsAtom() {
		return quoted.Node("{}", term.Empty, quoted.AAliases.Term(), quoted.Escape(m), q.Quote(args))
	}
	if !parts[0].Is(quoted.AElixir) {
		note := term.False
		if a, ok := q.X.Env.LookupAlias(meta, lexical.AtomsFrom(args)); ok && q.hygiene {
			note = a.Term()
		}
		if _, ok := quoted.KwGet(m, quoted.AAlias); !ok {
			m = quoted.KwStore(m, quoted.AAlias, note)
		}
	}
	return quoted.Node("{}", term.Empty, quoted.AAliases.Term(), quoted.Escape(m), args)
}

func (q *Quoting) capture(meta, args, t term.Term) (term.Term, bool) {
	a := quoted.Slice(args)
	if len(a) != 1 {
		return t, false
	}
	_, sl, ok := quoted.IsCallOf(a[0], quoted.ASlash, 2)
	if !ok || !sl[1].IsSmall() {
		return t, false
	}
	name, _, _, ok := quoted.IsVar(sl[0])
	if !ok {
		return t, false
	}
	m := q.importMeta(meta, name, int(sl[1].Small()))
	return quoted.Node("{}", term.Empty, quoted.ACapture.Term(), quoted.Escape(m), q.Quote(args)), true
}

// importMeta returns the metadata of a name, with the name's import at the location of the quote.
func (q *Quoting) importMeta(source term.Term, name term.Atom, arity int) term.Term {
	meta := q.meta(source)
	if !q.hygiene {
		return meta
	}
	if _, ok := quoted.KwGet(meta, quoted.AImports); ok {
		return meta
	}
	found := ImportsOf(q.X.Env, name)
	if len(found) == 0 {
		if v, ok := quoted.KwGet(meta, quoted.AAmbiguousOp); ok && arity == 1 && v.Is(term.ANil) {
			return quoted.KwStore(meta, quoted.AAmbiguousOp, q.Context.Term())
		}
		return meta
	}
	q.X.traceQuoted(source, name, found)
	meta = quoted.KwStore(meta, quoted.AContext, q.Context.Term())
	return quoted.KwStore(meta, quoted.AImports, term.List(found...))
}

// EscapeUnquoting escapes code with unquote fragments, such as the head and body of def. The value
// of each fragment replaces the fragment.
func (x *Expander) EscapeUnquoting(t term.Term) term.Term {
	q := &Quoting{X: x, Unquote: true, Whole: true, Context: term.ANil}
	return q.Quote(t)
}

// HasUnquotes reports whether t has unquote fragments outside of quotes.
func HasUnquotes(t term.Term) bool {
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil; c = t.Cons() {
			if HasUnquotes(c.Head) {
				return true
			}
			t = c.Tail
		}
		return !t.IsEmpty() && HasUnquotes(t)
	case term.KindTuple:
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			return tripleUnquotes(el)
		}
		for _, e := range el {
			if HasUnquotes(e) {
				return true
			}
		}
	}
	return false
}

func tripleUnquotes(el []term.Term) bool {
	if el[0].IsAtom() && el[2].IsList() {
		switch el[0].Atom() {
		case quoted.AUnquote, quoted.ASplicing:
			c := el[2].Cons()
			return c != nil && c.Tail.IsEmpty()
		case quoted.AQuote:
			return quoteUnquotes(el[2])
		}
	}
	if _, a, ok := quoted.IsCallOf(el[0], quoted.ADot, 2); ok && a[1].Is(quoted.AUnquote) {
		return true
	}
	return HasUnquotes(el[0]) || HasUnquotes(el[2])
}

// quoteUnquotes reports whether the options of a quote have unquote fragments. It ignores the
// body.
func quoteUnquotes(args term.Term) bool {
	a := quoted.Slice(args)
	switch len(a) {
	case 1:
		return HasUnquotes(quoted.KwDelete(a[0], quoted.ADo))
	case 2:
		return HasUnquotes(a[0])
	}
	return false
}

package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file handles the options of quote.

func (x *Expander) expandQuote(meta, opts, do term.Term) term.Term {
	q := &Quoting{X: x, hygiene: true, Unquote: true, Context: x.Env.Module, line: term.False}
	if q.Context == 0 {
		q.Context = quoted.AElixir
	}
	if !quoted.Keyword(opts) {
		opts = x.Expand(opts)
		if !quoted.Keyword(opts) {
			x.Fail(meta, diagnostic.InvalidQuoteOptions, written(opts))
		}
	}
	var binds []term.Term
	unquoteGiven := false
	for _, o := range quoted.Slice(opts) {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		switch k {
		case quoted.AContext:
			e := x.Expand(v)
			if !e.IsAtom() || e.Is(term.ANil) {
				e = q.later(k, e)
			}
			q.Context = e.Atom()
		case quoted.ALocation:
			if v.Is(quoted.AKeep) {
				q.file, q.line = term.Str(x.Env.Whole()), term.True
			}
		case quoted.AUnquote:
			q.Unquote, unquoteGiven = x.quoteFlag(k, v), true
		case quoted.ALine:
			q.line = x.Expand(v)
			if !q.line.IsInteger() && !q.line.Is(term.ATrue) && !q.line.Is(term.AFalse) {
				q.line = q.later(k, q.line)
			}
		case quoted.AGenerated:
			q.gen = x.quoteFlag(k, v)
		case quoted.ABindQuoted:
			if v = x.Expand(v); !quoted.Keyword(v) {
				x.Fail(meta, diagnostic.InvalidBindQuoted, written(v))
			}
			binds = quoted.Slice(v)
			if !unquoteGiven {
				q.Unquote = false
			}
		case quoted.AFile:
			if q.file = x.Expand(v); q.file.Is(term.ANil) {
				q.file = term.Term{}
			} else if !q.file.IsBits() {
				q.file = q.later(k, q.file)
			}
		default:
			x.Fail(meta, diagnostic.UnsupportedQuoteOption, diagnostic.Inspect(k.Term()))
		}
	}
	body := q.Quote(do)
	if binds == nil {
		return x.Expand(q.computed(meta, body))
	}
	bindMeta := quoted.LineMeta(quoted.LineOf(meta))
	if counter, ok := quoted.KwGet(meta, quoted.ACounter); ok {
		bindMeta = quoted.KwNew(bindMeta, quoted.ACounter, counter)
	}
	var es []term.Term
	for _, b := range binds {
		el := b.Elems()
		v := quoted.Node("{}", term.Empty, el[0], bindMeta, q.Context.Term())
		es = append(es, quoted.Node("{}", term.Empty, quoted.AMatch.Term(), term.Empty, term.List(v, Expanded(el[1]))))
	}
	es = append(es, body)
	return x.Expand(q.computed(meta, quoted.Node("{}", term.Empty, quoted.ABlock.Term(), term.Empty, term.List(es...))))
}

// quoteFlag returns an option that has to be a literal boolean.
func (x *Expander) quoteFlag(key term.Atom, t term.Term) bool {
	v := x.Expand(t)
	if !v.Is(term.ATrue) && !v.Is(term.AFalse) {
		x.Raise(ArgumentError("invalid runtime value for option :%s in quote, got: %s", key, diagnostic.Inspect(v)))
	}
	return v.Is(term.ATrue)
}

// later postpones an option to run time and returns its placeholder.
func (q *Quoting) later(key term.Atom, value term.Term) term.Term {
	mark := term.InternDerived("lab quote " + key.String())
	q.runtime = append(q.runtime, runtimeOption{key, mark, value})
	return mark.Term()
}

// computed replaces placeholders with the variables of their options.
func (q *Quoting) computed(meta, body term.Term) term.Term {
	if len(q.runtime) == 0 {
		return body
	}
	vars := map[term.Atom]term.Term{}
	var es []term.Term
	for _, o := range q.runtime {
		vars[o.mark] = q.X.FreshVar("option")
		es = append(es, quoted.Node("=", meta, vars[o.mark], quoted.Remote(meta, quoted.AElixirQuote.Term(), "validate_runtime", o.key.Term(), Expanded(o.value))))
	}
	body = quoted.Postwalk(body, func(t term.Term) term.Term {
		if v, ok := vars[t.Atom()]; ok && t.IsAtom() {
			return v
		}
		return t
	})
	return quoted.Block(meta, append(es, body)...)
}

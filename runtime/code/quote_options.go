package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file reads the options of quote.

func (x *expander) expandQuote(meta, opts, do term.Term) term.Term {
	q := &quoting{x: x, hygiene: true, unquote: true, context: x.env.Module, line: term.False}
	if q.context == 0 {
		q.context = quoted.AElixir
	}
	if !quoted.Keyword(opts) {
		opts = x.expand(opts)
		if !quoted.Keyword(opts) {
			x.fail(meta, diagnostic.InvalidQuoteOptions)
		}
	}
	var binds []term.Term
	unquoteGiven := false
	for _, o := range quoted.Slice(opts) {
		k, v := o.Elems()[0].Atom(), o.Elems()[1]
		switch k {
		case quoted.AContext:
			e := x.expand(v)
			if !e.IsAtom() || e.Is(term.ANil) {
				e = q.later(k, e)
			}
			q.context = e.Atom()
		case quoted.ALocation:
			if v.Is(quoted.AKeep) {
				q.file, q.line = term.Str(lexical.Whole(x.env.File)), term.True
			}
		case quoted.AUnquote:
			e := x.expand(v)
			q.unquote, unquoteGiven = e.Is(term.ATrue), true
		case quoted.ALine:
			q.line = x.expand(v)
			if !q.line.IsInteger() && !q.line.Is(term.ATrue) && !q.line.Is(term.AFalse) {
				q.line = q.later(k, q.line)
			}
		case quoted.AGenerated:
			q.gen = x.expand(v).Is(term.ATrue)
		case quoted.ABindQuoted:
			if v = x.expand(v); !quoted.Keyword(v) {
				x.fail(meta, diagnostic.InvalidBindQuoted, x.s.text(v))
			}
			binds = quoted.Slice(v)
			if !unquoteGiven {
				q.unquote = false
			}
		case quoted.AFile:
			if q.file = x.expand(v); q.file.Is(term.ANil) {
				q.file = term.Term{}
			} else if q.file.Bits() == nil {
				q.file = q.later(k, q.file)
			}
		default:
			x.fail(meta, diagnostic.UnsupportedQuoteOption, inspect(k.Term()))
		}
	}
	body := q.quote(do)
	if binds == nil {
		return x.expand(q.computed(meta, body))
	}
	var es []term.Term
	for _, b := range binds {
		el := b.Elems()
		v := quoted.Node("{}", term.Empty, el[0], quoted.LineMeta(quoted.LineOf(meta)), q.context.Term())
		es = append(es, quoted.Node("{}", term.Empty, quoted.AMatch.Term(), term.Empty, term.List(v, expanded(el[1]))))
	}
	es = append(es, body)
	return x.expand(q.computed(meta, quoted.Node("{}", term.Empty, quoted.ABlock.Term(), term.Empty, term.List(es...))))
}

// later has an option computed when the quote runs. The made form has the mark in its place.
func (q *quoting) later(key term.Atom, value term.Term) term.Term {
	mark := term.Intern("lab quote " + key.String())
	q.runtime = append(q.runtime, runtimeOption{key, mark, value})
	return mark.Term()
}

// computed puts the values of options that are computed in the place of their marks.
func (q *quoting) computed(meta, body term.Term) term.Term {
	if len(q.runtime) == 0 {
		return body
	}
	vars := map[term.Atom]term.Term{}
	var es []term.Term
	for _, o := range q.runtime {
		vars[o.mark] = q.x.freshVar("option")
		es = append(es, quoted.Node("=", meta, vars[o.mark], quoted.Remote(meta, quoted.AElixirQuote.Term(), "validate_runtime", o.key.Term(), expanded(o.value))))
	}
	body = quoted.Postwalk(body, func(t term.Term) term.Term {
		if v, ok := vars[t.Atom()]; ok && t.IsAtom() {
			return v
		}
		return t
	})
	return quoted.Block(meta, append(es, body)...)
}

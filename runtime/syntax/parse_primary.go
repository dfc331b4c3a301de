package syntax

import (
	"unicode/utf8"

	"lab/runtime/term"
)

// primary parses a literal, a name, a call or a container. args allows a call without parentheses.
// access allows the brackets of value[key].
func (p *parser) primary(args, access bool) expr {
	t := p.peek()
	var e expr
	switch t.kind {
	case tIdent, tOpIdent, tParenIdent, tBracketIdent:
		p.pos++
		e = p.named(callee{name: t.val, meta: p.meta(t.place), op: t.kind == tOpIdent}, t, args)
		if e.class != matched || e.call || t.kind != tParenIdent && t.kind != tBracketIdent {
			return e
		}
	case tRange:
		p.pos++
		return expr{t: node(t.val, p.meta(t.place)), base: true}
	default:
		e = expr{t: p.literal(t), base: true}
	}
	if access {
		e = p.brackets(e)
	}
	p.noKeyAfter()
	return e
}

// noKeyAfter records an error if a keyword key follows a value, as in foo 1 a: 2.
func (p *parser) noKeyAfter() {
	t := p.peek()
	if t.kind != tKw {
		return
	}
	if t.val.Is(aDo.Atom()) {
		p.fail(t.place, "unexpected keyword: do:"+invalidDo)
		return
	}
	p.fail(t.place, "syntax error before: '"+t.val.Atom().String()+":'")
}

// brackets parses the accesses [key] after a value.
func (p *parser) brackets(e expr) expr {
	for p.kind() == tLBracket {
		open := p.next()
		p.skipOpEol(open)
		saved := p.noDo
		p.noDo = false
		var key term.Term
		if p.atKey() {
			key = term.List(p.pairs()...)
		} else {
			key = p.element()
			if comma := p.peek(); comma.kind == tComma {
				p.pos++
				if k := p.kind(); k != tRBracket && k != tEol {
					p.elementsOrPairs(tRBracket)
					p.fail(comma.place, tooManyKeys)
				}
			}
		}
		p.noDo = saved
		end := p.close(tRBracket)
		e = expr{t: p.access(e.t, key, open, end), base: true}
	}
	return e
}

const tooManyKeys = "too many arguments when accessing a value. " +
	"The value[key] notation in Elixir expects either a single argument or a keyword list. " +
	"The following examples are allowed:\n\n" +
	"    value[one]\n" +
	"    value[one: 1, two: 2]\n" +
	"    value[[one, two, three]]\n\n" +
	"These are invalid:\n\n" +
	"    value[1, 2, 3]\n" +
	"    value[one, two, three]\n\n" +
	"Syntax error after: ','"

// literal parses a token that is neither a name nor an operator.
func (p *parser) literal(t *token) term.Term {
	switch t.kind {
	case tInt, tFloat, tChar, tAtom, tAtomQuoted, tTrue, tFalse, tNil:
		p.pos++
		return p.wrapped(t, t.val)
	case tLate:
		p.pos++
		return p.lateBody(t)
	case tAtomParts:
		p.pos++
		return p.atomOfParts(t)
	case tString, tHeredoc:
		p.pos++
		return p.stringOf(t)
	case tCharlist, tCharlistHeredoc:
		p.pos++
		return p.charlistOf(t)
	case tSigil:
		p.pos++
		return p.sigilOf(t)
	case tAlias:
		p.pos++
		m := p.meta(t.place)
		if p.opts.TokenMetadata {
			m = with(m, aLast, p.meta(t.place))
		}
		return node(aAliases, m, t.val)
	case tCaptureInt:
		p.pos++
		if n := p.peek(); n.kind == tInt {
			p.pos++
			return p.unary(t, n.val)
		}
	case tFn, tLParen, tLBracket, tLCurly, tLBits, tMapOp, tPercent:
		return p.enclosed(t)
	}
	p.unexpected()
	return term.Nil
}

// enclosed parses a bracketed expression, in which do blocks are allowed again.
func (p *parser) enclosed(t *token) (r term.Term) {
	saved := p.noDo
	p.noDo = false
	p.enter()
	switch p.pos++; t.kind {
	case tFn:
		r = p.function(t)
	case tLParen:
		r = p.paren(t, nil, false)
	case tLBracket:
		r = p.list(t)
	case tLCurly:
		r = p.tuple(t)
	case tLBits:
		r = p.bits(t)
	case tMapOp:
		p.skipEol()
		r = p.mapArgs()
	default:
		r = p.structure(t)
	}
	p.leave()
	p.noDo = saved
	return r
}

// stringParts converts the parts of a string to the arguments of <<>>.
func (p *parser) stringParts(parts []part) term.Term {
	elems := make([]term.Term, len(parts))
	for i, q := range parts {
		if !q.code {
			elems[i] = term.Str(q.text)
			continue
		}
		m := p.meta(q.from)
		elems[i] = node(aType, m, p.interpolated(q), term.Tup(aBinary, m, term.Nil))
	}
	return term.List(elems...)
}

// interpolated builds the call to Kernel.to_string/1 for #{...}.
func (p *parser) interpolated(q part) term.Term {
	in := &parser{toks: q.toks, opts: p.opts, warn: p.warn, depth: p.depth}
	code := term.Nil
	if p.err == nil {
		var err *Error
		if code, err = in.grammar(); err != nil {
			p.err = err
			p.pos = len(p.toks)
		}
	}
	m := p.meta(q.from)
	outer := m
	if p.opts.TokenMetadata {
		outer = with(m, aClosing, p.meta(q.to))
	}
	return node(node(aDot, m, aKernel, aToString), term.NewCons(fromCode, outer), code)
}

// literalMeta returns the metadata of a literal with delimiters: its position, its indentation in a
// heredoc and its delimiter.
func (p *parser) literalMeta(t *token, delim string) term.Term {
	m := p.meta(t.place)
	if !p.opts.TokenMetadata {
		return m
	}
	if t.indent >= 0 {
		m = with(m, aIndent, term.Int(int64(t.indent)))
	}
	return with(m, aDelimiter, term.Str(delim))
}

func (p *parser) stringOf(t *token) term.Term {
	delim := `"`
	if t.kind == tHeredoc {
		delim = `"""`
	}
	if text, ok := plain(t.parts); ok {
		return p.quotedLiteral(t, delim, term.Str(text))
	}
	return term.Tup(aBits, p.literalMeta(t, delim), p.stringParts(t.parts))
}

func (p *parser) charlistOf(t *token) term.Term {
	if text, ok := plain(t.parts); ok {
		if !utf8.ValidString(text) {
			p.fail(t.place, "invalid encoding in charlist")
		}
		return p.quotedLiteral(t, quoteOfCharlist(t), term.Charlist(text))
	}
	elems := make([]term.Term, len(t.parts))
	for i, q := range t.parts {
		if q.code {
			elems[i] = p.interpolated(q)
		} else {
			elems[i] = term.Str(q.text)
		}
	}
	return node(node(aDot, p.meta(t.place), aList, aToCharlist), p.literalMeta(t, quoteOfCharlist(t)), term.List(elems...))
}

func quoteOfCharlist(t *token) string {
	if t.kind == tCharlistHeredoc {
		return "'''"
	}
	return "'"
}

// atomOfParts builds the quoted form of an atom with interpolation.
func (p *parser) atomOfParts(t *token) term.Term {
	m := p.meta(t.place)
	fun := aToAtom
	if p.opts.ExistingAtomsOnly {
		fun = aToExisting
	}
	return node(node(aDot, m, aErlang, fun), p.literalMeta(t, `"`),
		term.Tup(aBits, m, p.stringParts(t.parts)), aUTF8)
}

func (p *parser) sigilOf(t *token) term.Term {
	m := p.meta(t.place)
	inner := m
	if t.indent >= 0 {
		inner = with(m, aIndent, term.Int(int64(t.indent)))
	}
	parts := t.parts
	if len(parts) == 0 {
		parts = []part{{}}
	}
	return node(t.val, with(m, aDelimiter, term.Str(t.delim)),
		term.Tup(aBits, inner, p.stringParts(parts)), term.Charlist(t.mods))
}

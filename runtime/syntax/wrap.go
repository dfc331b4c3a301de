package syntax

import "lab/runtime/term"

// This file keeps what the formatter needs of literals and a quoted form drops: each is put
// into a block whose metadata tells its line and how it was written.

var (
	aTokenText = term.Sym("token")
	aFormat    = term.Sym("format")
	aKeyword   = term.Sym("keyword")
)

// notes is what a source has that its quoted form has not. With it, escapes stay as
// they are written.
type notes struct{ comments []comment }

type comment struct {
	line int
	text string
}

// wrapped is a literal of one token.
func (p *parser) wrapped(t *token, v term.Term) term.Term {
	if p.opts.notes == nil {
		return v
	}
	m := p.meta(t.place)
	if k := t.kind; k == tInt || k == tFloat || k == tChar {
		m = with(m, aTokenText, term.Str(t.source))
	}
	return node(aBlock, m, v)
}

// wrappedKey is a key of a keyword list.
func (p *parser) wrappedKey(t *token) term.Term {
	if p.opts.notes == nil {
		return t.val
	}
	return node(aBlock, with(p.meta(t.place), aFormat, aKeyword), t.val)
}

// quotedLiteral is a string or a charlist without interpolation.
func (p *parser) quotedLiteral(t *token, delim, written string, v term.Term) term.Term {
	if p.opts.notes == nil {
		return v
	}
	return node(aBlock, p.literalMeta(t, delim), term.Str(written))
}

// enclosing is a list or a pair.
func (p *parser) enclosing(open, end *token, v term.Term) term.Term {
	if p.opts.notes == nil {
		return v
	}
	return node(aBlock, p.pair(open, end, p.meta(open.place)), v)
}

// resolve resolves the escapes of text, unless the formatter wants it as it is.
func (s *scanner) resolve(parts []part, at place) *Error { return s.resolveUnless(true, parts, at) }

func (s *scanner) resolveUnless(raw bool, parts []part, at place) *Error {
	if raw && s.opts.notes != nil {
		return nil
	}
	return unescapeParts(parts, at)
}

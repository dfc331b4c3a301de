package syntax

import "lab/runtime/term"

// This file keeps what the formatter needs of literals and a quoted form drops: each is put
// into a block whose metadata tells its line and how it was written.

var (
	aTokenText = term.Sym("token")
	aFormat    = term.Sym("format")
	aKeyword   = term.Sym("keyword")
	aAtom      = term.Sym("atom")
)

// notes are the comments of a source, which its quoted form does not have.
type notes struct{ comments []comment }

type comment struct {
	line, col int
	text      string
}

// wrapped is a literal of one token.
func (p *parser) wrapped(t *token, v term.Term) term.Term {
	if p.opts.Wrap == "" {
		return v
	}
	m := p.meta(t.place)
	switch t.kind {
	case tInt, tFloat, tChar:
		m = with(m, aTokenText, term.Str(t.source))
	case tAtom:
		if v.Is(term.ATrue) || v.Is(term.AFalse) || v.Is(term.ANil) {
			m = with(m, aFormat, aAtom)
		}
	case tAtomQuoted:
		m = p.quoteMeta(t, m)
	}
	return p.wrap(m, v)
}

func (p *parser) wrap(meta, v term.Term) term.Term { return node(term.Sym(p.opts.Wrap), meta, v) }

// quoteMeta adds the quotes of a quoted name.
func (p *parser) quoteMeta(t *token, m term.Term) term.Term {
	if !p.opts.TokenMetadata || t.delim == "" {
		return m
	}
	return with(m, aDelimiter, term.Str(t.delim))
}

// wrappedKey is a key of a keyword list.
func (p *parser) wrappedKey(t *token) term.Term {
	if p.opts.Wrap == "" {
		return t.val
	}
	return p.wrap(p.quoteMeta(t, with(p.meta(t.place), aFormat, aKeyword)), t.val)
}

// quotedLiteral is a string or a charlist without interpolation.
func (p *parser) quotedLiteral(t *token, delim string, v term.Term) term.Term {
	if p.opts.Wrap == "" {
		return v
	}
	return p.wrap(p.literalMeta(t, delim), v)
}

// enclosing is a list or a pair.
func (p *parser) enclosing(open, end *token, v term.Term) term.Term {
	if p.opts.Wrap == "" {
		return v
	}
	return p.wrap(p.pair(open, end, p.meta(open.place)), v)
}

// resolve resolves the escapes of text, unless the formatter wants it as it is.
func (s *scanner) resolve(parts []part, at place) *Error { return s.resolveUnless(true, parts, at) }

func (s *scanner) resolveUnless(raw bool, parts []part, at place) *Error {
	if raw && s.opts.Raw {
		return nil
	}
	return s.unescapeParts(parts, at)
}

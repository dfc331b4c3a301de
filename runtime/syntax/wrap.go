package syntax

import "lab/runtime/term"

// A quoted form does not contain the line and the spelling of a literal, which the formatter needs.
// This file wraps each literal in a block that has them as metadata.

var (
	aTokenText = term.Sym("token")
	aFormat    = term.Sym("format")
	aKeyword   = term.Sym("keyword")
	aAtom      = term.Sym("atom")
)

// notes collects the comments of a source, because the quoted form has none.
type notes struct{ comments []comment }

type comment struct {
	line, col int
	text      string
}

// wrapped wraps a literal that consists of one token.
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

// quoteMeta adds the quotes of a quoted name to its metadata.
func (p *parser) quoteMeta(t *token, m term.Term) term.Term {
	if !p.opts.TokenMetadata || t.delim == "" {
		return m
	}
	return with(m, aDelimiter, term.Str(t.delim))
}

// wrappedKey wraps a key of a keyword list.
func (p *parser) wrappedKey(t *token) term.Term {
	if p.opts.Wrap == "" {
		return t.val
	}
	return p.wrap(p.quoteMeta(t, with(p.meta(t.place), aFormat, aKeyword)), t.val)
}

// quotedLiteral wraps a string or a charlist without interpolation.
func (p *parser) quotedLiteral(t *token, delim string, v term.Term) term.Term {
	if p.opts.Wrap == "" {
		return v
	}
	return p.wrap(p.literalMeta(t, delim), v)
}

// enclosing wraps a list or a pair.
func (p *parser) enclosing(open, end *token, v term.Term) term.Term {
	if p.opts.Wrap == "" {
		return v
	}
	return p.wrap(p.pair(open, end, p.meta(open.place)), v)
}

// resolve resolves the escapes in the text parts, unless Options.Raw keeps them.
func (s *scanner) resolve(parts []part, at place) *Error {
	if s.opts.Raw {
		return nil
	}
	return s.unescapeParts(parts, at)
}

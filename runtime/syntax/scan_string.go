package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
)

// A quoteEnd describes the end of a string.
type quoteEnd struct {
	last    byte
	heredoc bool // the end is three times last at the start of a line, after the indentation
	code    bool // #{} is an interpolation
}

func (q quoteEnd) String() string {
	if q.heredoc {
		return strings.Repeat(string(q.last), 3)
	}
	return string(q.last)
}

// extract reads the parts of a string and moves over its end. pos is directly after the opening
// delimiter.
func (s *scanner) extract(q quoteEnd) ([]part, *Error) {
	var parts []part
	var b strings.Builder
	from := s.pos // start of the text that is not in b yet
	flush := func() {
		b.WriteString(s.src[from:s.pos])
	}
	cut := func() {
		if b.Len() > 0 {
			parts = append(parts, part{text: b.String()})
			b.Reset()
		}
	}
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		switch {
		case c == '\n':
			s.newline(1)
			if q.heredoc {
				at := s.pos
				for isBlank(s.at(0)) {
					s.pos++
				}
				if strings.HasPrefix(s.rest(), q.String()) {
					b.WriteString(s.src[from:at])
					cut()
					s.pos += 3
					return parts, nil
				}
			}
		case c == q.last && !q.heredoc:
			flush()
			s.pos++
			cut()
			return parts, nil
		case c == '\\':
			from = s.backslash(q, &b, from)
		case c == '#' && q.code && s.at(1) == '{':
			flush()
			cut()
			p, err := s.interpolation()
			if err != nil {
				return nil, err
			}
			parts = append(parts, p)
			if s.cursor != nil && s.cursor.placed {
				return parts, nil
			}
			from = s.pos
		case c < utf8.RuneSelf:
			s.pos++
		default:
			at := s.here()
			if r := s.skipRune(); isBidi(r) {
				return nil, fail(at, "invalid bidirectional formatting character in string: "+escapedRune(r)+
					". If you want to use such character, use it in its escaped "+escapedRune(r)+" form instead")
			}
		}
	}
	e := &Error{Kind: KindTokenMissing, EndLine: s.line, EndColumn: s.column(), Incomplete: true,
		Description: "missing terminator: " + q.String(), Expected: q.String()}
	return nil, e
}

// backslash moves over an escape and keeps it as written. Only an escaped end of the string loses
// its backslash. backslash returns the start of the text that is not in b yet.
func (s *scanner) backslash(q quoteEnd, b *strings.Builder, from int) int {
	triple := q.heredoc && strings.HasPrefix(s.src[s.pos+1:], q.String())
	if s.at(1) == q.last && !q.heredoc || triple {
		if !q.code && !triple {
			s.warning(s.here(), `using \`+q.String()+" to escape the closing of an uppercase sigil is deprecated, "+
				"please use another delimiter or a lowercase sigil instead")
		}
		b.WriteString(s.src[from:s.pos])
		from = s.pos + 1
		s.pos += 2
		if triple {
			s.pos += 2
		}
		return from
	}
	s.pos++
	switch {
	case s.pos == len(s.src) || s.at(0) == '\n':
	case s.lineEnd(0) == 2:
		s.pos++
	default:
		s.skipRune()
	}
	return from
}

// interpolation scans the tokens of #{...}.
func (s *scanner) interpolation() (part, *Error) {
	at := s.here()
	in := &scanner{src: s.src, pos: s.pos + 2, line: s.line, bol: s.bol, indent: s.indent,
		opts: s.opts, warn: s.warn, inner: true, cursor: s.cursor, depth: s.depth + len(s.open) + 1}
	if in.depth > 200 {
		return part{}, fail(at, "the code is nested too deeply")
	}
	if err := in.run(); err != nil {
		return part{}, err
	}
	if s.cursor != nil && s.cursor.placed {
		s.src, s.pos, s.line, s.bol = in.src, in.pos, in.line, in.bol
		return part{code: true, from: at, to: s.here(), toks: in.toks}, nil
	}
	if in.pos == len(in.src) {
		return part{}, &Error{Kind: KindTokenMissing, EndLine: at.line, EndColumn: at.col, Incomplete: true,
			Description: `missing interpolation terminator: "}"`, Expected: "}"}
	}
	s.pos, s.line, s.bol = in.pos, in.line, in.bol
	to := s.here()
	s.pos++
	return part{code: true, from: at, to: to, toks: in.toks}, nil
}

// unended completes the error of a string without an end. It adds from, the start of the string,
// and opening, its opening delimiter.
func unended(e *Error, from place, opening, what string) *Error {
	if e.Line == 0 {
		e.Line, e.Column, e.Opening = from.line, from.col, opening
		e.Description += fmt.Sprintf(" (for %s starting at line %d)", what, from.line)
	}
	return e
}

// unescapeParts resolves the escapes in all text parts.
func (s *scanner) unescapeParts(parts []part, at place) *Error {
	for i := range parts {
		if parts[i].code {
			continue
		}
		text, bad := unescape(parts[i].text, func(what string) { s.warnNowhere(at, what) })
		if bad != nil {
			return fail(at, bad.why+". Syntax error after: "+bad.after)
		}
		parts[i].text = text
	}
	return nil
}

const quotedCharlist = "using single-quoted strings to represent charlists is deprecated.\n" +
	"Use ~c\"\" if you indeed want a charlist or use \"\" instead.\n" +
	"You may run \"mix format --migrate\" to change all single-quoted\n" +
	"strings to use the ~c sigil and fix this warning."

// quoted scans a string, a charlist, a heredoc or a quoted keyword key.
func (s *scanner) quoted(c byte) *Error {
	at, from := s.here(), s.pos
	if s.at(1) == c && s.at(2) == c {
		return s.heredoc(c, at, from)
	}
	s.pos++
	parts, err := s.extract(quoteEnd{last: c, code: true})
	if err != nil {
		return unended(err, at, string(c), "string")
	}
	raw, isPlain := plain(parts)
	key := s.at(0) == ':' && isSpace(s.at(1))
	if err := s.resolve(parts, place{at.line, at.col + 1}); err != nil {
		return err
	}
	if key {
		s.pos++
		return s.quotedKey(c, at, from, parts, raw, isPlain)
	}
	kind := tString
	if c == '\'' {
		kind = tCharlist
		s.warning(at, quotedCharlist)
	}
	s.push(kind, at, from, term.Term{}).detail = &detail{parts: parts, delim: string(c), indent: noIndent}
	return nil
}

// quotedKey turns a string into a keyword key.
func (s *scanner) quotedKey(c byte, at place, from int, parts []part, raw string, isPlain bool) *Error {
	switch {
	case isPlain && needlessQuotes(raw):
		s.warning(at, "found quoted keyword \""+raw+"\" but the quotes are not required. "+
			"Note that keywords are always atoms, even when quoted. Similar to atoms, keywords made exclusively of ASCII "+
			"letters, numbers, and underscores and not beginning with a number do not require quotes")
	case c == '\'':
		s.warning(at, "single quotes around keywords are deprecated. Use double quotes instead")
	}
	text, ok := plain(parts)
	if !ok {
		s.push(tKwParts, at, from, term.Term{}).detail = &detail{parts: parts, indent: noIndent}
		return nil
	}
	a, err := s.nameAtom(text, at)
	if err != nil {
		return err
	}
	s.push(tKw, at, from, a).detail = &detail{delim: string(c), indent: noIndent}
	return nil
}

// needlessQuotes reports whether text is a name that needs no quotes.
func needlessQuotes(text string) bool {
	if text == "" || !isLower(text[0]) && text[0] != '_' {
		return false
	}
	body := text[1:]
	if n := len(body); n > 0 && (body[n-1] == '?' || body[n-1] == '!') {
		body = body[:n-1]
	}
	for i := range len(body) {
		if c := body[i]; !isLower(c) && !isUpper(c) && !isDigit(c) && c != '_' {
			return false
		}
	}
	return true
}

// quotedAtom scans :"name".
func (s *scanner) quotedAtom() *Error {
	at, from := s.here(), s.pos
	c := s.at(1)
	if c == '\'' {
		s.warning(at, "single quotes around atoms are deprecated. Use double quotes instead")
	}
	s.pos += 2
	parts, err := s.extract(quoteEnd{last: c, code: true})
	if err != nil {
		return unended(err, place{at.line, at.col + 1}, string(c), "atom")
	}
	if raw, ok := plain(parts); ok && needlessQuotes(raw) {
		s.warning(at, "found quoted atom \""+raw+"\" but the quotes are not required. "+
			"Atoms made exclusively of ASCII letters, numbers, underscores, beginning with a letter or underscore, "+
			"and optionally ending with ! or ? do not require quotes")
	}
	if err := s.resolve(parts, at); err != nil {
		return err
	}
	text, ok := plain(parts)
	if !ok {
		s.push(tAtomParts, at, from, term.Term{}).detail = &detail{parts: parts, indent: noIndent}
		return nil
	}
	a, err := s.nameAtom(text, at)
	if err != nil {
		return err
	}
	s.push(tAtomQuoted, at, from, a).detail = &detail{delim: string(c), indent: noIndent}
	return nil
}

// quotedCall scans the name in Mod."name". pos is at the quote.
func (s *scanner) quotedCall(dotAt place, dotFrom int) *Error {
	at, from := s.here(), s.pos
	c := s.at(0)
	s.push(tDot, dotAt, dotFrom, term.Term{}).end = dotFrom + 1
	if c == '\'' {
		s.warning(at, "single quotes around calls are deprecated. Use double quotes instead")
	}
	s.pos++
	parts, err := s.extract(quoteEnd{last: c, code: true})
	if err != nil {
		return unended(err, at, string(c), "function name")
	}
	raw, ok := plain(parts)
	if !ok {
		return fail(at, "interpolation is not allowed when calling function/macro. Found interpolation in a call starting with: "+string(c))
	}
	if needlessQuotes(raw) {
		s.warning(at, "found quoted call \""+raw+"\" but the quotes are not required. "+
			"Calls made exclusively of Unicode letters, numbers, and underscores and not beginning with a number do not require quotes")
	}
	if err := s.resolve(parts, at); err != nil {
		return err
	}
	text, _ := plain(parts)
	a, err := s.nameAtom(text, at)
	if err != nil {
		return err
	}
	s.push(s.callKind(), at, from, a).detail = &detail{delim: string(c), indent: noIndent}
	return nil
}

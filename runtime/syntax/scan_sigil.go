package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const sigilNames = "invalid sigil name, it should be either a one-letter lowercase letter or an " +
	"uppercase letter optionally followed by uppercase letters and digits, got: "

// sigil scans a sigil: ~name, the delimited text and the modifiers.
func (s *scanner) sigil() *Error {
	at, from := s.here(), s.pos
	i := 2
	if isUpper(s.at(1)) {
		for isUpper(s.at(i)) || isDigit(s.at(i)) {
			i++
		}
	}
	if isLower(s.at(i)) {
		for isLower(s.at(i)) || isUpper(s.at(i)) || isDigit(s.at(i)) {
			i++
		}
		return fail(at, sigilNames+s.rest())
	}
	name := s.src[s.pos+1 : s.pos+i]
	code := isLower(name[0])
	s.pos += i
	if s.pos == len(s.src) {
		return nil
	}
	open := s.at(0)
	var parts []part
	var err *Error
	indent, delim := -1, string(open)
	switch {
	case (open == '"' || open == '\'') && s.at(1) == open && s.at(2) == open:
		delim = strings.Repeat(delim, 3)
		if parts, indent, err = s.heredocBody(open, code); err != nil {
			return err
		}
	case strings.IndexByte("/<\"'[({|", open) >= 0:
		begin := s.here()
		s.pos++
		if parts, err = s.extract(quoteEnd{last: sigilEnd(open), code: code}); err != nil {
			return unended(err, begin, delim, "sigil ~"+name+delim)
		}
	default:
		r, _ := utf8.DecodeRuneInString(s.rest())
		return fail(at, fmt.Sprintf("invalid sigil delimiter: \"%c\" (column %d, code point U+%s). The available delimiters are: "+
			"//, ||, \"\", '', (), [], {}, <>", r, s.column(), hex(r)))
	}
	modsFrom := s.pos
	for c := s.at(0); isLower(c) || isUpper(c) || isDigit(c); c = s.at(0) {
		s.pos++
	}
	intern := s.nameAtom
	if len(name) == 1 {
		intern = s.interned
	}
	a, err := intern("sigil_"+name, at)
	if err != nil {
		return err
	}
	s.push(tSigil, at, from, a).detail = &detail{parts: parts, indent: indent, delim: delim, mods: s.src[modsFrom:s.pos]}
	return nil
}

func sigilEnd(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	case '<':
		return '>'
	}
	return open
}

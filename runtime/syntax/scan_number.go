package syntax

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"lab/runtime/term"
)

// number scans an integer or a float.
func (s *scanner) number() *Error {
	at, from := s.here(), s.pos
	if base := baseOf(s.at(1)); s.at(0) == '0' && base != 0 && isDigitOf(s.at(2), base) {
		s.pos += 2
		s.digits(base)
		s.push(tInt, at, from, integer(s.src[from+2:s.pos], base))
		return nil
	}
	s.digits(10)
	float := s.at(0) == '.' && isDigit(s.at(1))
	if float {
		s.pos++
		s.digits(10)
		s.exponent()
	}
	text := s.src[from:s.pos]
	if c := s.at(0); isUpper(c) || isLower(c) || c == '_' {
		return fail(at, fmt.Sprintf("invalid character \"%c\" after number %s. If you intended to write a number, "+
			"make sure to separate the number from the character (using comma, space, etc). "+
			"If you meant to write a function name or a variable, note that identifiers in "+
			"Elixir cannot start with numbers. Unexpected token: %c", c, text, c))
	}
	if !float {
		s.push(tInt, at, from, integer(text, 10))
		return nil
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil && f != 0 {
		return fail(at, "invalid float number "+text)
	}
	s.push(tFloat, at, from, term.Float(f))
	return nil
}

func baseOf(c byte) int {
	switch c {
	case 'x':
		return 16
	case 'o':
		return 8
	case 'b':
		return 2
	}
	return 0
}

func isDigitOf(c byte, base int) bool {
	switch base {
	case 16:
		return isHex(c)
	case 8:
		return c >= '0' && c <= '7'
	case 2:
		return c == '0' || c == '1'
	}
	return isDigit(c)
}

// digits skips digits and the underscores between them.
func (s *scanner) digits(base int) {
	for isDigitOf(s.at(0), base) || s.at(0) == '_' && isDigitOf(s.at(1), base) {
		s.pos++
	}
}

func (s *scanner) exponent() {
	if c := s.at(0); c != 'e' && c != 'E' {
		return
	}
	n := 1
	if c := s.at(1); c == '+' || c == '-' {
		n = 2
	}
	if isDigit(s.at(n)) {
		s.pos += n
		s.digits(10)
	}
}

// integer converts well-formed digits, which may contain underscores, to an integer.
func integer(text string, base int) term.Term {
	text = strings.ReplaceAll(text, "_", "")
	if n, err := strconv.ParseInt(text, base, 64); err == nil {
		return term.Int(n)
	}
	n, ok := new(big.Int).SetString(text, base)
	if !ok {
		panic("BUG: the scanner took " + text + " for a number")
	}
	return term.Big(n)
}

// char scans a character such as ?a or ?\n.
func (s *scanner) char() *Error {
	at, from := s.here(), s.pos
	s.pos++
	escaped := s.at(0) == '\\' && s.pos+1 < len(s.src)
	if escaped {
		s.pos++
	}
	newline := s.at(0) == '\n'
	r := s.skipRune()
	value := r
	if escaped {
		value = unescapeRune(r)
		if letter := r < 128 && (isLower(byte(r)) || isUpper(byte(r))); letter && value == r {
			s.warning(at, fmt.Sprintf(`unknown escape sequence ?\%c, use ?%c instead`, r, r))
		}
		if esc, name, ok := controlName(r); ok {
			s.warning(at, fmt.Sprintf("found ?\\ followed by code point 0x%X (%s), please use ?%s instead", r, name, esc))
		}
	} else if esc, name, ok := controlName(r); ok {
		s.warning(at, fmt.Sprintf("found ? followed by code point 0x%X (%s), please use ?%s instead", r, name, esc))
	}
	s.push(tChar, at, from, term.Int(int64(value)))
	if newline {
		s.line++
		s.lineStart()
	}
	return nil
}

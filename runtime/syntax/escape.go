package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeRune returns what a backslash makes of r.
func unescapeRune(r rune) rune {
	switch r {
	case '0':
		return 0
	case 'a':
		return 7
	case 'b':
		return '\b'
	case 'd':
		return 127
	case 'e':
		return 27
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 's':
		return ' '
	case 't':
		return '\t'
	case 'v':
		return '\v'
	}
	return r
}

// Unescape resolves the escapes of a string as Macro.unescape_string/1 does. The
// text of the error is the reason that Elixir gives.
func Unescape(text string) (string, error) {
	out, bad := unescape(text)
	if bad != "" {
		return "", escapeError(bad)
	}
	return out, nil
}

type escapeError string

func (e escapeError) Error() string { return string(e) }

// unescape returns the reason second when an escape is wrong.
func unescape(text string) (string, string) {
	if strings.IndexByte(text, '\\') < 0 {
		return text, ""
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			i++
			continue
		}
		rest := text[i+2:]
		switch text[i+1] {
		case '\n':
			i += 2
		case '\r':
			i += 2
			if strings.HasPrefix(rest, "\n") {
				i++
			} else {
				b.WriteByte('\r')
			}
		case 'x':
			n, bad := hexEscape(&b, rest)
			if bad != "" {
				return "", bad
			}
			i += 2 + n
		case 'u':
			n, bad := unicodeEscape(&b, rest)
			if bad != "" {
				return "", bad
			}
			i += 2 + n
		default:
			r, n := utf8.DecodeRuneInString(text[i+1:])
			if r == utf8.RuneError && n <= 1 {
				b.WriteByte(text[i+1])
			} else {
				b.WriteRune(unescapeRune(r))
			}
			i += 1 + n
		}
	}
	return b.String(), ""
}

// hexEscape writes the byte of \xHH and returns how much of rest it took.
func hexEscape(b *strings.Builder, rest string) (int, string) {
	if len(rest) >= 2 && isHex(rest[0]) && isHex(rest[1]) {
		n, _ := strconv.ParseUint(rest[:2], 16, 8)
		b.WriteByte(byte(n))
		return 2, ""
	}
	return 0, `invalid hex escape character, expected \xHH where H is a hexadecimal digit. Syntax error after: \x`
}

// unicodeEscape writes the code point of \uHHHH or \u{H...}.
func unicodeEscape(b *strings.Builder, rest string) (int, string) {
	digits, took := rest, 4
	if strings.HasPrefix(rest, "{") {
		end := strings.IndexByte(rest, '}')
		if end < 2 || end > 7 {
			return 0, unicodeEscapeError
		}
		digits, took = rest[1:end], end+1
	} else if len(rest) < 4 {
		return 0, unicodeEscapeError
	} else {
		digits = rest[:4]
	}
	for i := range len(digits) {
		if !isHex(digits[i]) {
			return 0, unicodeEscapeError
		}
	}
	n, _ := strconv.ParseUint(digits, 16, 32)
	if n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, `invalid or reserved Unicode code point \u{` + digits + `}. Syntax error after: \u`
	}
	b.WriteRune(rune(n))
	return took, ""
}

const unicodeEscapeError = `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit. Syntax error after: \u`

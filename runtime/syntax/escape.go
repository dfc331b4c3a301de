package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeRune returns the character that the escape of a backslash and r denotes.
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

// Unescape resolves the escapes of a string as Macro.unescape_string/1 does. The text of the error
// is the reason that Elixir reports.
func Unescape(text string) (string, error) {
	out, bad := unescape(text, func(string) {})
	if bad != nil {
		return "", bad
	}
	return out, nil
}

// An escapeError reports an invalid escape. The field why holds the reason, and after the start of
// the escape, `\x` or `\u`, as Elixir reports it.
type escapeError struct{ why, after string }

func (e *escapeError) Error() string { return e.why }

// unescape resolves escapes. It calls deprecated with a warning about each outdated escape.
func unescape(text string, deprecated func(string)) (string, *escapeError) {
	if strings.IndexByte(text, '\\') < 0 {
		return text, nil
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
			n, bad := hexEscape(&b, rest, deprecated)
			switch {
			case bad == hexEscapeError:
				return "", &escapeError{bad, `\x`}
			case bad != "":
				return "", &escapeError{bad, `\u`} // Elixir reports \u for an invalid code point
			}
			i += 2 + n
		case 'u':
			n, bad := unicodeEscape(&b, rest)
			if bad != "" {
				return "", &escapeError{bad, `\u`}
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
	return b.String(), nil
}

// hexEscape writes the byte of \xHH to b. rest is the text after \x. hexEscape returns the number
// of bytes of rest that it consumed, and the reason if the escape is invalid. It also accepts the
// outdated escapes \xH and \x{H...}. The form with braces denotes a code point.
func hexEscape(b *strings.Builder, rest string, deprecated func(string)) (int, string) {
	digits := 0
	for digits < 2 && digits < len(rest) && isHex(rest[digits]) {
		digits++
	}
	switch {
	case digits > 0:
		n, _ := strconv.ParseUint(rest[:digits], 16, 8)
		b.WriteByte(byte(n))
		if digits == 1 {
			deprecated(`\xH` + useInstead)
		}
		return digits, ""
	case strings.HasPrefix(rest, "{"):
		took, bad := unicodeEscape(b, rest)
		if bad == unicodeEscapeError {
			bad = hexEscapeError
		}
		if bad == "" {
			deprecated(`\x{H*}` + useInstead)
		}
		return took, bad
	}
	return 0, hexEscapeError
}

const (
	hexEscapeError     = `invalid hex escape character, expected \xHH where H is a hexadecimal digit`
	unicodeEscapeError = `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit`
	useInstead         = ` inside strings/sigils/chars is deprecated, please use \xHH (byte) or \uHHHH (code point) instead`
)

// unicodeEscape writes the code point of \uHHHH or \u{H...} to b. rest is the text after \u.
// unicodeEscape returns the number of bytes of rest that it consumed, and the reason if the escape
// is invalid.
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
		return 0, `invalid or reserved Unicode code point \u{` + digits + `}`
	}
	b.WriteRune(rune(n))
	return took, ""
}

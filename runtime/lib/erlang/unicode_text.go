package erlang

import (
	"unicode/utf8"
)

// ValidRune reports whether n is a code point that is valid in text.
func ValidRune(n int64) bool { return n >= 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n)) }

// ValidPrefix returns the length of the longest valid UTF-8 prefix of s.
func ValidPrefix(s string) int {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		if n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

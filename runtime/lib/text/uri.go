package text

import (
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installURI registers :lab_uri: unescape(Text, Form) replaces % and two hexadecimal digits by a
// byte, and in a form also + by a space.
func installURI(x library.Module) {
	x.Func("unescape", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		if a[1].Is(term.ATrue) {
			s = strings.ReplaceAll(s, "+", " ")
		}
		return term.Str(unescaped(s)), nil
	})
}

func unescaped(s string) string {
	at := strings.IndexByte(s, '%')
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for at >= 0 {
		b.WriteString(s[:at])
		s = s[at:]
		if high, low := digit(s, 1), digit(s, 2); high >= 0 && low >= 0 {
			b.WriteByte(byte(high<<4 | low))
			s = s[3:]
		} else {
			b.WriteByte('%')
			s = s[1:]
		}
		at = strings.IndexByte(s, '%')
	}
	b.WriteString(s)
	return b.String()
}

// digit returns the value of the hexadecimal digit at i, or -1.
func digit(s string, i int) int {
	if i >= len(s) {
		return -1
	}
	switch c := s[i]; {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

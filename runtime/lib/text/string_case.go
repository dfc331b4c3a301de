package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A casing converts text to upper, lower or title case in a mode of String.upcase/2.
type casing struct {
	mode string
}

// installCasing registers upcase, downcase and capitalize.
func installCasing(x library.Module) {
	for name, f := range map[string]func(c casing, s string) string{
		"upcase": casing.upper, "downcase": casing.lower, "capitalize": casing.capital,
	} {
		native := func(_ *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := a[0].AsStr()
			c := casing{"default"}
			if len(a) == 2 {
				c.mode = library.AtomName(a[1])
			}
			switch c.mode {
			case "default", "ascii", "greek", "turkic":
			default:
				ok = false
			}
			if !ok {
				full := append(append([]term.Term(nil), a...), term.Sym("default"))
				return term.Term{}, library.NoClause("lab_string", name, full[:2]...)
			}
			return term.Str(f(c, s)), nil
		}
		x.Func(name, 1, native)
		x.Func(name, 2, native)
	}
}

// validParts applies f to the valid UTF-8 in s and keeps other bytes.
func validParts(s string, f func(string) string) string {
	var out strings.Builder
	for s != "" {
		n := erlang.ValidPrefix(s)
		out.WriteString(f(s[:n]))
		if n < len(s) {
			out.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return out.String()
}

func (c casing) language() language.Tag {
	if c.mode == "turkic" {
		return language.Turkish
	}
	return language.Und
}

func (c casing) upper(s string) string {
	if c.mode == "ascii" || isASCII(s) && c.mode != "turkic" {
		return asciiMap(s, 'a', 'z', -32)
	}
	return validParts(s, cases.Upper(c.language()).String)
}

// lower maps each character on its own. Only the Greek mode considers the position of a sigma.
func (c casing) lower(s string) string {
	switch {
	case c.mode == "ascii" || isASCII(s) && c.mode != "turkic":
		return asciiMap(s, 'A', 'Z', 32)
	case c.mode == "greek" || c.mode == "turkic":
		return validParts(s, cases.Lower(c.language()).String)
	}
	return validParts(s, func(s string) string {
		// U+0130 is the only character whose lower case is two characters (SpecialCasing.txt).
		return strings.ReplaceAll(strings.Map(lowerRune, s), "\u0130", "i\u0307")
	})
}

func lowerRune(r rune) rune {
	if r == 0x130 {
		return r
	}
	return unicode.ToLower(r)
}

func (c casing) capital(s string) string {
	if s == "" {
		return s
	}
	_, n := utf8.DecodeRuneInString(s)
	first := s[:n]
	if c.mode == "ascii" {
		first = asciiMap(first, 'a', 'z', -32)
	} else {
		first = validParts(first, cases.Title(c.language()).String)
	}
	return first + c.lower(s[n:])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// asciiMap adds by to the bytes between from and to.
func asciiMap(s string, from, to byte, by int) string {
	out := []byte(s)
	for i, b := range out {
		if b >= from && b <= to {
			out[i] = byte(int(b) + by)
		}
	}
	return string(out)
}

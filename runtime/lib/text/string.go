package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installString registers the functions of Elixir's String that need Unicode tables or are called
// in loops. The others are written in Elixir.
func installString(x library.Module) {
	onString(x, "length", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.Int(int64(graphemeCount(s))), nil
	})
	onString(x, "graphemes", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.List(strTerms(graphemes(s))...), nil
	})
	onString(x, "codepoints", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.List(strTerms(codepoints(s))...), nil
	})
	onString(x, "next_grapheme", 1, func(s string, _ []term.Term) (term.Term, error) {
		return headAndRest(s, firstGrapheme), nil
	})
	onString(x, "next_codepoint", 1, func(s string, _ []term.Term) (term.Term, error) {
		return headAndRest(s, firstCodepoint), nil
	})
	onString(x, "first", 1, func(s string, _ []term.Term) (term.Term, error) { return graphemeAt(s, 0), nil })
	onString(x, "last", 1, func(s string, _ []term.Term) (term.Term, error) { return graphemeAt(s, -1), nil })
	x.Func("at", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok || !a[1].IsInteger() {
			return term.Term{}, library.NoClause("lab_string", "at", a...)
		}
		return graphemeAt(s, place(a[1])), nil
	})
	x.Func("slice", 3, slice)
	onString(x, "reverse", 1, func(s string, _ []term.Term) (term.Term, error) {
		// The bytes from the first invalid UTF-8 on keep their order.
		valid := validPrefix(s)
		parts := graphemes(s[:valid])
		slices.Reverse(parts)
		return term.Str(strings.Join(parts, "") + s[valid:]), nil
	})
	onString(x, "valid?", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.Bool(utf8.ValidString(s)), nil
	})
	onString(x, "split", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.List(strTerms(strings.FieldsFunc(s, breakingSpace))...), nil
	})
	for name, trim := range map[string]func(string, func(rune) bool) string{
		"trim": strings.TrimFunc, "trim_leading": strings.TrimLeftFunc, "trim_trailing": strings.TrimRightFunc,
	} {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := a[0].AsStr()
			if !ok {
				return term.Term{}, library.NoClause("String.Break", name, a...)
			}
			return term.Str(trim(s, unicode.IsSpace)), nil
		})
	}
	x.Func("normalize", 2, normalize)
	x.Func("printable?", 1, printable)
	x.Func("printable?", 2, printable)
	installCasing(x)
}

// onString registers a function whose first argument is a binary.
func onString(x library.Module, name string, arity int, f func(s string, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.NoClause("lab_string", name, a...)
		}
		return f(s, a)
	})
}

// firstGrapheme returns the length of the first grapheme of s. s must not be empty. An invalid
// byte counts as a grapheme.
func firstGrapheme(s string) int {
	if s[0] < utf8.RuneSelf && s[0] != '\r' && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1
	}
	if r, n := utf8.DecodeRuneInString(s); r == utf8.RuneError && n == 1 {
		return 1
	}
	first, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return len(first)
}

func firstCodepoint(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func graphemes(s string) []string  { return pieces(s, firstGrapheme) }
func codepoints(s string) []string { return pieces(s, firstCodepoint) }

func pieces(s string, first func(string) int) []string {
	var out []string
	for s != "" {
		n := first(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func graphemeCount(s string) int {
	n := 0
	for ; s != ""; n++ {
		s = s[firstGrapheme(s):]
	}
	return n
}

// headAndRest returns {first, rest}, or nil for an empty string.
func headAndRest(s string, first func(string) int) term.Term {
	if s == "" {
		return term.Nil
	}
	n := first(s)
	return term.Tup(term.Str(s[:n]), term.Str(s[n:]))
}

// graphemeAt returns the n-th grapheme, or nil. A negative n counts from the end.
func graphemeAt(s string, n int) term.Term {
	if n < 0 {
		n += graphemeCount(s)
	}
	if s = behind(s, n); n < 0 || s == "" {
		return term.Nil
	}
	return term.Str(s[:firstGrapheme(s)])
}

// behind returns s without its first n graphemes.
func behind(s string, n int) string {
	for ; n > 0 && s != ""; n-- {
		s = s[firstGrapheme(s):]
	}
	return s
}

// place converts an integer to a number of graphemes. A huge integer becomes a number that
// exceeds the length of all strings.
func place(t term.Term) int {
	const beyond = 1 << 40
	n, ok := t.AsInt()
	switch {
	case ok && -beyond < n && n < beyond:
		return int(n)
	case term.Compare(t, term.Int(0)) < 0:
		return -beyond
	}
	return beyond
}

// validPrefix returns the number of bytes before the first invalid UTF-8.
func validPrefix(s string) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

func slice(_ *vm.Process, a []term.Term) (term.Term, error) {
	s, ok := a[0].AsStr()
	start, size := place(a[1]), place(a[2])
	if !ok || !a[1].IsInteger() || !a[2].IsInteger() || size < 0 {
		return term.Term{}, library.NoClause("lab_string", "slice", a...)
	}
	if start < 0 {
		start = max(0, start+graphemeCount(s))
	}
	s = behind(s, start)
	end := 0
	for ; size > 0 && end < len(s); size-- {
		end += firstGrapheme(s[end:])
	}
	return term.Str(s[:end]), nil
}

// breakingSpace reports whether String.split/1 splits at r: at all white space except no-break
// spaces.
func breakingSpace(r rune) bool {
	return unicode.IsSpace(r) && r != 0xA0 && r != 0x2007 && r != 0x202F
}

func normalize(_ *vm.Process, a []term.Term) (term.Term, error) {
	forms := map[string]norm.Form{"nfc": norm.NFC, "nfd": norm.NFD, "nfkc": norm.NFKC, "nfkd": norm.NFKD}
	s, ok := a[0].AsStr()
	form, known := forms[library.AtomName(a[1])]
	if !ok || !known {
		return term.Term{}, library.NoClause("lab_string", "normalize", a...)
	}
	return term.Str(form.String(s)), nil
}

// printable implements printable?/1 and /2. The limit counts characters.
func printable(_ *vm.Process, a []term.Term) (term.Term, error) {
	s, ok := a[0].AsStr()
	limit := len(s)
	if len(a) == 2 && !a[1].Is(term.AInfinity) {
		n, isInt := library.Index(a[1])
		if isInt {
			limit = n
		}
	}
	if !ok {
		return term.Term{}, library.NoClause("lab_string", "printable?", a...)
	}
	for ; s != "" && limit > 0; limit-- {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 || !printableRune(r) {
			return term.False, nil
		}
		s = s[n:]
	}
	return term.True, nil
}

func printableRune(r rune) bool {
	switch {
	case r >= 0x20 && r <= 0x7F, r >= 7 && r <= 13, r == 27:
		return true
	}
	return r >= 0xA0 && r < 0xD800 || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

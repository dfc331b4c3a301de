package erlang

import (
	"math"
	"strconv"
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installFloatText registers the conversions of :erlang between floats and text.
func installFloatText(x library.Module) {
	x.Func("float_to_binary", 1, fromFloat(term.Str))
	x.Func("float_to_binary", 2, fromFloat(term.Str))
	x.Func("float_to_list", 1, fromFloat(term.Charlist))
	x.Func("float_to_list", 2, fromFloat(term.Charlist))
	x.Func("binary_to_float", 1, toFloatNative(binaryText))
	x.Func("list_to_float", 1, toFloatNative(listDigits))
}

// FloatScientific formats a float as d.ddde+dd, with at least two digits in the exponent.
func FloatScientific(f float64, decimals int) string {
	return strconv.FormatFloat(f, 'e', decimals, 64)
}

func fromFloat(text func(string) term.Term) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		f, ok := a[0].AsFloat()
		if !ok {
			return term.Term{}, library.Bad(1, "not a float")
		}
		if len(a) == 1 {
			return text(FloatScientific(f, 20)), nil
		}
		options, ok := a[1].Options()
		if !ok {
			return term.Term{}, library.Bad(2, library.NotProper(a[1]))
		}
		s, ok := formatFloat(f, options)
		if !ok {
			return term.Term{}, library.Bad(2, "invalid option in list")
		}
		return text(s), nil
	}
}

// formatFloat formats a float with the options of float_to_binary/2: short, {decimals, D},
// {scientific, D}, compact.
func formatFloat(f float64, options []term.Term) (string, bool) {
	verb, digits, compact := byte('e'), 20, false
	for _, o := range options {
		pair := o.Elems()
		switch {
		case o.Is(aShort):
			verb = 's'
		case o.Is(aCompact):
			compact = true
		case len(pair) == 2 && (pair[0].Is(aDecimals) || pair[0].Is(aScientific)):
			n, ok := library.Index(pair[1])
			if !ok || n < 0 && pair[0].Is(aDecimals) || n > 253 {
				return "", false
			}
			verb, digits = 'f', n
			if pair[0].Is(aScientific) {
				verb = 'e'
			}
		default:
			return "", false
		}
	}
	switch {
	case verb == 's':
		return term.FormatFloat(f), true
	case verb == 'e':
		return FloatScientific(f, digits), true
	}
	s := strconv.FormatFloat(f, 'f', digits, 64)
	if compact && strings.Contains(s, ".") {
		s = strings.TrimRight(s, "0")
		if strings.HasSuffix(s, ".") {
			s += "0"
		}
	}
	return s, true
}

var (
	aShort      = term.Intern("short")
	aCompact    = term.Intern("compact")
	aDecimals   = term.Intern("decimals")
	aScientific = term.Intern("scientific")
)

func toFloatNative(text func(term.Term) (string, string)) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, what := text(a[0])
		if what != "" {
			return term.Term{}, library.Bad(1, what)
		}
		f, rest, ok := ParseFloat(s)
		if !ok || rest != "" {
			return term.Term{}, library.Bad(1, "not a textual representation of a float")
		}
		return term.Float(f), nil
	}
}

// ParseFloat parses Erlang's float syntax at the start of s: sign, digits, point, digits, optional
// exponent.
func ParseFloat(s string) (f float64, rest string, ok bool) {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	whole := DigitsAt(s, i)
	i += whole
	if whole == 0 || i >= len(s) || s[i] != '.' {
		return 0, s, false
	}
	fraction := DigitsAt(s, i+1)
	if fraction == 0 {
		return 0, s, false
	}
	i += 1 + fraction
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		if n := DigitsAt(s, j); n > 0 {
			i = j + n
		}
	}
	f, err := strconv.ParseFloat(s[:i], 64)
	if err != nil && math.IsInf(f, 0) {
		return 0, s, false
	}
	return f, s[i:], true
}

// DigitsAt counts the decimal digits of s from i on.
func DigitsAt(s string, i int) int {
	n := 0
	for i+n < len(s) && s[i+n] >= '0' && s[i+n] <= '9' {
		n++
	}
	return n
}

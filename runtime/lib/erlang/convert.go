package erlang

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

const (
	notInteger = "not a textual representation of an integer"
	notBase    = "not an integer in the range 2 through 36"
)

// installConvert registers the conversions of :erlang between numbers, atoms and text.
func installConvert(x library.Module) {
	x.Func("integer_to_binary", 1, fromInteger(term.Str))
	x.Func("integer_to_binary", 2, fromInteger(term.Str))
	x.Func("integer_to_list", 1, fromInteger(term.Charlist))
	x.Func("integer_to_list", 2, fromInteger(term.Charlist))
	x.Func("binary_to_integer", 1, toInteger(binaryText))
	x.Func("binary_to_integer", 2, toInteger(binaryText))
	x.Func("list_to_integer", 1, toInteger(listDigits))
	x.Func("list_to_integer", 2, toInteger(listDigits))
	x.Func("atom_to_binary", 1, fromAtom(term.Str))
	x.Func("atom_to_binary", 2, fromAtom(term.Str))
	x.Func("atom_to_list", 1, fromAtom(term.Charlist))
	for _, arity := range []int{1, 2} {
		x.Func("binary_to_atom", arity, toAtom(binaryText, false))
		x.Func("binary_to_existing_atom", arity, toAtom(binaryText, true))
	}
	x.Func("list_to_atom", 1, toAtom(ListText, false))
	x.Func("list_to_existing_atom", 1, toAtom(ListText, true))
}

// binaryText and ListText return the text of an argument. what describes an invalid argument.
func binaryText(t term.Term) (s, what string) {
	s, ok := t.AsStr()
	if !ok {
		return "", "not a binary"
	}
	return s, ""
}

func ListText(t term.Term) (s, what string) {
	if !t.IsProper() {
		return "", library.NotProper(t)
	}
	var b strings.Builder
	for c := t.Cons(); c != nil; c = c.Tail.Cons() {
		n, ok := c.Head.AsInt()
		if !ok || n < 0 || n > utf8.MaxRune {
			return "", "not a list of characters"
		}
		b.WriteRune(rune(n))
	}
	return b.String(), ""
}

// listDigits is ListText for numbers. A list element that is not a character becomes an invalid
// digit.
func listDigits(t term.Term) (s, what string) {
	if !t.IsProper() {
		return "", "not a list"
	}
	s, _ = ListText(t)
	return s, ""
}

func fromInteger(text func(string) term.Term) vm.Native {
	return func(p *vm.Process, a []term.Term) (term.Term, error) {
		base, baseOk := BaseArg(a)
		if baseOk && a[0].IsSmall() {
			return text(strings.ToUpper(strconv.FormatInt(a[0].Small(), base))), nil
		}
		n, ok := a[0].AsBig()
		first, second := "", ""
		if !ok {
			first = "not an integer"
		}
		if !baseOk {
			second = notBase
		}
		if first != "" || second != "" {
			return term.Term{}, library.BadTwo(first, second)
		}
		return text(strings.ToUpper(p.IntegerText(n, base))), nil
	}
}

// BaseArg returns the optional base in the second argument. The default is 10.
func BaseArg(a []term.Term) (int, bool) {
	if len(a) < 2 {
		return 10, true
	}
	base, ok := library.Index(a[1])
	return base, ok && base >= 2 && base <= 36
}

func toInteger(text func(term.Term) (string, string)) vm.Native {
	return func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, what := text(a[0])
		base, ok := BaseArg(a)
		if !ok {
			return term.Term{}, library.BadTwo(what, notBase)
		}
		if what != "" {
			return term.Term{}, library.Bad(1, what)
		}
		n, ok := ParseInteger(s, base)
		if !ok {
			return term.Term{}, library.Bad(1, notInteger)
		}
		return n, nil
	}
}

// digitsOfSmall is the number of digits that fit in an int64 in any base.
const digitsOfSmall = 12

// ParseInteger parses an optional sign and digits. Unlike big.Int, it accepts neither underscores
// nor prefixes.
func ParseInteger(s string, base int) (term.Term, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == s {
		digits = strings.TrimPrefix(s, "+")
	}
	if digits == "" || digits[0] == '-' || digits[0] == '+' || strings.Contains(digits, "_") {
		return term.Term{}, false
	}
	if len(digits) <= digitsOfSmall {
		n, err := strconv.ParseInt(digits, base, 64)
		if s[0] == '-' {
			n = -n
		}
		return term.Int(n), err == nil
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return term.Term{}, false
	}
	if s[0] == '-' {
		n.Neg(n)
	}
	return term.Big(n), true
}

func fromAtom(text func(string) term.Term) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return term.Term{}, library.Bad(1, "not an atom")
		}
		return text(a[0].Atom().String()), nil
	}
}

func toAtom(text func(term.Term) (string, string), existing bool) vm.Native {
	return func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, what := text(a[0])
		if what != "" {
			return term.Term{}, library.Bad(1, what)
		}
		if !utf8.ValidString(s) {
			return term.Term{}, library.Bad(1, "invalid UTF8 encoding")
		}
		if existing {
			atom, ok := term.LookupAtom(s)
			if !ok {
				return term.Term{}, library.Bad(1, "not an already existing atom")
			}
			return atom.Term(), nil
		}
		if utf8.RuneCountInString(s) > term.MaxAtomRunes {
			return term.Term{}, library.SystemLimit()
		}
		atom, err := p.TryIntern(s)
		if err != nil {
			return term.Term{}, library.SystemLimit()
		}
		return atom.Term(), nil
	}
}

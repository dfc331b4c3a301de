package data

import (
	"fmt"
	"math"
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installInteger registers the function behind Integer.parse/2.
func installInteger(x library.Module) {
	for arity := 1; arity <= 2; arity++ {
		x.Func("parse", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := a[0].AsStr()
			base, baseOk := erlang.BaseArg(a)
			switch {
			case !baseOk && ok && a[1].IsInteger():
				return term.Term{}, library.ArgumentError(fmt.Sprintf("invalid base %s", term.Inspect(a[1], term.Opts{})))
			case !ok || !baseOk:
				return term.Term{}, library.NoClause("lab_integer", "parse", a...)
			}
			return IntegerPrefix(s, base), nil
		})
	}
}

// installDigits registers digits(n, base) and undigits(digits, base), which implement
// Integer.digits/2 and undigits/2. n is not negative. undigits returns nil if the base or a digit
// is not a small integer, a digit is out of range, the list is improper, or the result may exceed
// an int64.
func installDigits(x library.Module) {
	x.Func("digits", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].IsSmall() && a[1].IsSmall() {
			return smallDigits(a[0].Small(), a[1].Small()), nil
		}
		return bigDigits(p, a[0], a[1])
	})
	x.Func("undigits", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !a[1].IsSmall() {
			return term.Nil, nil
		}
		base, n, list := a[1].Small(), int64(0), a[0]
		for c := list.Cons(); c != nil; c = list.Cons() {
			d := c.Head
			if !d.IsSmall() || d.Small() >= base || d.Small() < 0 || n > (math.MaxInt64-base)/base {
				return term.Nil, nil
			}
			n = n*base + d.Small()
			list = c.Tail
		}
		if !list.IsEmpty() {
			return term.Nil, nil
		}
		return term.Int(n), nil
	})
}

func smallDigits(n, base int64) term.Term {
	count := 1
	for m := n / base; m > 0; m /= base {
		count++
	}
	cells := term.CellsFor(count)
	out := term.Empty
	for ; count > 0; count-- {
		out = cells.New(term.Int(n%base), out)
		n /= base
	}
	return out
}

// bigDigits divides repeatedly and requests memory for the digits.
func bigDigits(p *vm.Process, n, base term.Term) (term.Term, error) {
	left, ok := n.AsBig()
	by, ok2 := base.AsBig()
	if !ok || !ok2 {
		return term.Term{}, vm.Badarg()
	}
	room := room{p: p, each: term.ConsBytes}
	out := term.Empty
	left = new(big.Int).Set(left)
	for digit := new(big.Int); ; {
		room.more()
		left.QuoRem(left, by, digit)
		out = term.NewCons(term.Big(new(big.Int).Set(digit)), out)
		if left.Sign() == 0 {
			return out, nil
		}
	}
}

// IntegerPrefix returns {integer, rest} for text that starts with an integer, or :error.
func IntegerPrefix(s string, base int) term.Term {
	i := 0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	end := i
	for end < len(s) && DigitValue(s[end]) < base {
		end++
	}
	n, ok := erlang.ParseInteger(s[:end], base)
	if !ok {
		return term.Error
	}
	return term.Tup(n, term.Str(s[end:]))
}

func DigitValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return 99
}

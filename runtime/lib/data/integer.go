package data

import (
	"fmt"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installInteger registers what Integer.parse/2 calls.
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

// IntegerPrefix is {integer, rest} for text that begins with one, or error.
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

package lib

import (
	"fmt"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// installInteger registers what Integer.parse/2 calls.
func installInteger(x module) {
	for arity := 1; arity <= 2; arity++ {
		x.fn("parse", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := a[0].AsStr()
			base, baseOk := baseArg(a)
			switch {
			case !baseOk && ok && a[1].IsInteger():
				return term.Term{}, argumentError(fmt.Sprintf("invalid base %s", term.Inspect(a[1], term.Opts{})))
			case !ok || !baseOk:
				return term.Term{}, noClause("lab_integer", "parse", a...)
			}
			return integerPrefix(s, base), nil
		})
	}
}

// integerPrefix is {integer, rest} for text that begins with one, or error.
func integerPrefix(s string, base int) term.Term {
	i := 0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	end := i
	for end < len(s) && digitValue(s[end]) < base {
		end++
	}
	n, ok := parseInteger(s[:end], base)
	if !ok {
		return term.Error
	}
	return term.Tup(n, term.Str(s[end:]))
}

func digitValue(c byte) int {
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

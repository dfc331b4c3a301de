package data

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// maxPrecision is the maximum number of decimals for Float.round/2, floor/2 and ceil/2.
const maxPrecision = 15

// installFloat registers the functions of Elixir's Float that need the digits or bits of a float.
func installFloat(x library.Module) {
	for name, mode := range map[string]big.RoundingMode{
		"round": big.ToNearestAway, "floor": big.ToNegativeInf, "ceil": big.ToPositiveInf,
	} {
		native := func(_ *vm.Process, a []term.Term) (term.Term, error) {
			f, ok1 := a[0].AsFloat()
			digits, ok2 := term.Int(0), true
			if len(a) == 2 {
				digits, ok2 = a[1], a[1].IsInteger()
			}
			if !ok1 || !ok2 {
				return term.Term{}, library.NoClause("lab_float", name, a[0], digits)
			}
			n, ok := library.Index(digits)
			if !ok || n < 0 || n > maxPrecision {
				return term.Term{}, library.ArgumentError(fmt.Sprintf("precision %s is out of valid range of 0..15", term.Inspect(digits, term.Opts{})))
			}
			return term.Float(roundFloat(f, n, mode)), nil
		}
		x.Func(name, 1, native)
		x.Func(name, 2, native)
	}
	x.Func("ratio", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		f, ok := a[0].AsFloat()
		if !ok {
			return term.Term{}, library.NoClause("lab_float", "ratio", a...)
		}
		r := new(big.Rat)
		r.SetFloat64(f)
		return term.Tup(term.Big(new(big.Int).Set(r.Num())), term.Big(new(big.Int).Set(r.Denom()))), nil
	})
	x.Func("parse", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.NoClause("lab_float", "parse", a...)
		}
		return floatPrefix(s), nil
	})
}

// roundFloat rounds the exact value of f and not its printed digits: the float 2.675 is slightly
// less than 2.675 and rounds to 2.67.
func roundFloat(f float64, decimals int, mode big.RoundingMode) float64 {
	if math.Abs(f) >= 1<<53 || f == 0 {
		return f
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	r := new(big.Rat)
	r.SetFloat64(f)
	r.Mul(r, new(big.Rat).SetInt(scale))
	n := roundRat(r, mode)
	out, _ := new(big.Rat).SetFrac(n, scale).Float64()
	if out == 0 {
		return math.Copysign(0, f)
	}
	return out
}

func roundRat(r *big.Rat, mode big.RoundingMode) *big.Int {
	floor, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() == 0 {
		return floor
	}
	up := mode == big.ToPositiveInf
	if mode == big.ToNearestAway {
		half := new(big.Int).Lsh(rest, 1).Cmp(r.Denom())
		up = half > 0 || half == 0 && r.Sign() > 0
	}
	if up {
		floor.Add(floor, big.NewInt(1))
	}
	return floor
}

// floatPrefix returns {float, rest} for text that starts with a number, with or without fraction
// and exponent. It returns :error for other text, and for a number that is too large for a float.
func floatPrefix(s string) term.Term {
	i := 0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	whole := erlang.DigitsAt(s, i)
	if whole == 0 {
		return term.Error
	}
	end := i + whole
	text := s[:end]
	if n := erlang.DigitsAt(s, end+1); end < len(s) && s[end] == '.' && n > 0 {
		text += s[end : end+1+n]
		end += 1 + n
	} else {
		text += ".0"
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		j := end + 1
		if j < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		if n := erlang.DigitsAt(s, j); n > 0 {
			text += s[end : j+n]
			end = j + n
		}
	}
	f, _, ok := erlang.ParseFloat(strings.ToLower(text))
	if !ok {
		return term.Error
	}
	return term.Tup(term.Float(f), term.Str(s[end:]))
}

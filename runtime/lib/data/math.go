package data

import (
	"math"

	"lab/runtime/lib/data/precise"
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installMath registers :math. Its functions return floats, and raise badarith if the result is
// not a finite float.
func installMath(x library.Module) {
	x.Func("pi", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Float(math.Pi), nil })
	for name, f := range map[string]func(float64) float64{
		"sin": precise.Sin, "cos": precise.Cos, "tan": precise.Tan, "asin": precise.Asin, "acos": precise.Acos,
		"atan": precise.Atan, "sinh": precise.Sinh, "cosh": precise.Cosh, "tanh": precise.Tanh, "asinh": precise.Asinh,
		"acosh": precise.Acosh, "atanh": math.Atanh, "exp": precise.Exp, "log": precise.Log, "log2": precise.Log2,
		"log10": precise.Log10, "sqrt": math.Sqrt, "erf": math.Erf, "erfc": math.Erfc, "ceil": math.Ceil,
		"floor": math.Floor,
	} {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			n, ok := erlang.ToFloat(a[0])
			if !ok {
				return term.Term{}, mathFault(a)
			}
			return erlang.Finite(f(n))
		})
	}
	for name, f := range map[string]func(x, y float64) float64{
		"pow": precise.Pow, "atan2": precise.Atan2, "fmod": math.Mod,
	} {
		x.Func(name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			n, ok1 := erlang.ToFloat(a[0])
			m, ok2 := erlang.ToFloat(a[1])
			if !ok1 || !ok2 {
				return term.Term{}, mathFault(a)
			}
			return erlang.Finite(f(n, m))
		})
	}
}

// mathFault returns badarg if an argument is not a number, and badarith if an argument is too
// large for a float.
func mathFault(a []term.Term) error {
	whats := map[int]string{}
	for i, t := range a {
		if !t.IsNumber() {
			whats[i+1] = "not a number"
		}
	}
	if len(whats) == 0 {
		return library.Badarith()
	}
	return library.BadMany(whats)
}

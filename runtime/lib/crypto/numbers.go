package crypto

import (
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// maxPowerBits is the maximum size of each argument of mod_pow/3 in bits.
const maxPowerBits = 1 << 15

// number converts an integer, or the bytes of an unsigned integer in a binary.
func number(t term.Term) (*big.Int, bool) {
	if n, ok := t.AsBig(); ok {
		return n, true
	}
	s, ok := t.AsStr()
	return new(big.Int).SetBytes([]byte(s)), ok
}

// installNumbers registers the functions of :crypto on integers.
func installNumbers(x library.Module) {
	x.Func("mod_pow", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		var n [3]*big.Int
		for i, t := range a {
			v, ok := number(t)
			if !ok || v.BitLen() > maxPowerBits {
				return term.Term{}, vm.Badarg()
			}
			n[i] = v
		}
		if n[2].Sign() <= 0 || n[1].Sign() < 0 {
			return term.AError.Term(), nil
		}
		out := new(big.Int).Exp(n[0], n[1], n[2]).Bytes()
		if len(out) == 0 {
			out = []byte{0}
		}
		return term.Str(string(out)), nil
	})
	x.Func("bytes_to_integer", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := erlang.IOData(nil, a[0])
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		return term.Big(new(big.Int).SetBytes(b)), nil
	})
}

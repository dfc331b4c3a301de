package text

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installBinary registers :binary.
func installBinary(x library.Module) {
	onBinary(x, "at", 2, func(s string, a []term.Term) (term.Term, error) {
		i, ok := library.Index(a[1])
		if !ok || i < 0 || i >= len(s) {
			return term.Term{}, vm.Badarg()
		}
		return term.Int(int64(s[i])), nil
	})
	onBinary(x, "first", 1, func(s string, _ []term.Term) (term.Term, error) {
		if s == "" {
			return term.Term{}, library.Bad(1, "a zero-sized binary is not allowed")
		}
		return term.Int(int64(s[0])), nil
	})
	onBinary(x, "last", 1, func(s string, _ []term.Term) (term.Term, error) {
		if s == "" {
			return term.Term{}, library.Bad(1, "a zero-sized binary is not allowed")
		}
		return term.Int(int64(s[len(s)-1])), nil
	})
	onBinary(x, "copy", 1, func(_ string, a []term.Term) (term.Term, error) { return a[0], nil })
	x.Func("copy", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.Bad(1, "not a binary")
		}
		n, ok := library.Index(a[1])
		if !ok || n < 0 {
			return term.Term{}, library.Bad(2, "out of range")
		}
		if len(s) > 0 && n > erlang.MaxIodata/len(s) {
			return term.Term{}, library.SystemLimit()
		}
		if err := p.Room(n * len(s)); err != nil {
			return term.Term{}, err
		}
		return term.Str(strings.Repeat(s, n)), nil
	})
	onBinary(x, "bin_to_list", 1, func(s string, _ []term.Term) (term.Term, error) { return erlang.ByteList(s), nil })
	onBinary(x, "bin_to_list", 2, func(_ string, a []term.Term) (term.Term, error) {
		at := a[1].Elems()
		if len(at) != 2 {
			return term.Term{}, library.Bad(2, "not a valid {Pos,Length} tuple")
		}
		sub, err := erlang.Part(a[0], at[0], at[1])
		if err != nil {
			return term.Term{}, library.Bad(2, "out of range")
		}
		s, _ := sub.AsStr()
		return erlang.ByteList(s), nil
	})
	onBinary(x, "bin_to_list", 3, func(_ string, a []term.Term) (term.Term, error) {
		sub, err := erlang.Part(a[0], a[1], a[2])
		if err != nil {
			return term.Term{}, err
		}
		s, _ := sub.AsStr()
		return erlang.ByteList(s), nil
	})
	x.Func("part", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) { return erlang.Part(a[0], a[1], a[2]) })
	x.Func("part", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		pos := a[1].Elems()
		if len(pos) != 2 {
			return term.Term{}, library.Bad(2, "not a valid {Pos,Length} tuple")
		}
		v, err := erlang.Part(a[0], pos[0], pos[1])
		if _, ok := a[0].AsStr(); err != nil && ok {
			return v, vm.Badarg()
		}
		return v, err
	})
	x.Func("list_to_bin", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := erlang.IOData(p, a[0])
		if !ok || !a[0].IsList() {
			return term.Term{}, library.Bad(1, "not an iolist term")
		}
		return term.Str(string(b)), nil
	})
	onBinary(x, "referenced_byte_size", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.Int(int64(len(s))), nil
	})
	installBinaryNumbers(x)
	installBinaryCommon(x)
	installBinarySearch(x)
}

// onBinary registers a function whose first argument is a binary.
func onBinary(x library.Module, name string, arity int, f func(s string, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.Bad(1, "not a binary")
		}
		return f(s, a)
	})
}

func installBinaryNumbers(x library.Module) {
	little := func(a []term.Term) bool { return len(a) == 2 && a[1].Is(term.Intern("little")) }
	for arity := 1; arity <= 2; arity++ {
		x.Func("encode_unsigned", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			n, ok := a[0].AsBig()
			switch {
			case !ok:
				return term.Term{}, library.Bad(1, "not an integer")
			case n.Sign() < 0:
				return term.Term{}, library.Bad(1, "out of range")
			}
			b := n.Bytes()
			if len(b) == 0 {
				b = []byte{0}
			}
			if little(a) {
				slices.Reverse(b)
			}
			return term.Str(string(b)), nil
		})
		onBinary(x, "decode_unsigned", arity, func(s string, a []term.Term) (term.Term, error) {
			b := []byte(s)
			if little(a) {
				slices.Reverse(b)
			}
			return term.Big(new(big.Int).SetBytes(b)), nil
		})
		onBinary(x, "encode_hex", arity, func(s string, a []term.Term) (term.Term, error) {
			text := hex.EncodeToString([]byte(s))
			if len(a) == 2 && a[1].Is(term.Intern("lowercase")) {
				return term.Str(text), nil
			}
			return term.Str(strings.ToUpper(text)), nil
		})
	}
	onBinary(x, "decode_hex", 1, func(s string, _ []term.Term) (term.Term, error) {
		b, err := hex.DecodeString(s)
		if err != nil {
			return term.Term{}, library.Bad(1, s+" is not a valid hex")
		}
		return term.Str(string(b)), nil
	})
}

func installBinaryCommon(x library.Module) {
	common := func(name string, at func(s string, i int) byte) {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			elems, ok := a[0].Slice()
			if !ok || len(elems) == 0 {
				return term.Term{}, library.Bad(1, "not a flat list of binaries")
			}
			texts := make([]string, len(elems))
			for i, e := range elems {
				if texts[i], ok = e.AsStr(); !ok {
					return term.Term{}, library.Bad(1, "not a flat list of binaries")
				}
			}
			n := 0
			for ; n < len(texts[0]); n++ {
				if slices.ContainsFunc(texts, func(s string) bool { return n >= len(s) || at(s, n) != at(texts[0], n) }) {
					break
				}
			}
			return term.Int(int64(n)), nil
		})
	}
	common("longest_common_prefix", func(s string, i int) byte { return s[i] })
	common("longest_common_suffix", func(s string, i int) byte { return s[len(s)-1-i] })
}

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
	x.Func("at", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if err := firstTwo(library.NotBinary(a[0]), library.NotCount(a[1])); err != nil {
			return term.Term{}, err
		}
		s, _ := a[0].AsStr()
		i, ok := library.Index(a[1])
		if !ok || i >= len(s) {
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
		if err := firstTwo(library.NotBinary(a[0]), library.NotCount(a[1])); err != nil {
			return term.Term{}, err
		}
		s, _ := a[0].AsStr()
		n, ok := library.Index(a[1])
		if !ok {
			return term.Term{}, vm.Badarg()
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
	for arity := 2; arity <= 3; arity++ {
		x.Func("bin_to_list", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			sub, err := part(a)
			if err != nil {
				return term.Term{}, err
			}
			s, _ := sub.AsStr()
			return erlang.ByteList(s), nil
		})
		x.Func("part", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) { return part(a) })
	}
	x.Func("list_to_bin", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := erlang.IOData(p, a[0])
		if !ok || !a[0].IsList() {
			return term.Term{}, library.Bad(1, "not an iodata term")
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
			return term.Term{}, library.Bad(1, library.NotBinary(a[0]))
		}
		return f(s, a)
	})
}

// firstTwo returns the error for remarks about the first two arguments, or nil for none.
func firstTwo(first, second string) error {
	if first == "" && second == "" {
		return nil
	}
	return library.BadTwo(first, second)
}

// part returns a part of a binary. The arguments are the binary, and the position and the length,
// separately or as a tuple.
func part(a []term.Term) (term.Term, error) {
	var r library.Remarks
	r.Add(1, library.NotBinary(a[0]))
	at := a[1:]
	if len(a) == 2 {
		if at = a[1].Elems(); len(at) != 2 || !at[0].IsInteger() || !at[1].IsInteger() {
			r.Add(2, "not a valid {Pos,Length} tuple")
		}
	} else {
		r.Add(2, library.NotCount(a[1]))
		if !a[2].IsInteger() {
			r.Add(3, "not an integer")
		}
	}
	if err := r.Err(); err != nil {
		return term.Term{}, err
	}
	v, err := erlang.Part(a[0], at[0], at[1])
	if err != nil {
		return term.Term{}, vm.Badarg()
	}
	return v, nil
}

// notEndian says why the optional second argument is not a byte order, or returns "".
func notEndian(a []term.Term) string {
	if len(a) < 2 || a[1].Is(term.Intern("big")) || a[1].Is(term.Intern("little")) {
		return ""
	}
	return "must be 'big' or 'little'"
}

func installBinaryNumbers(x library.Module) {
	little := func(a []term.Term) bool { return len(a) == 2 && a[1].Is(term.Intern("little")) }
	for arity := 1; arity <= 2; arity++ {
		x.Func("encode_unsigned", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if err := firstTwo(library.NotCount(a[0]), notEndian(a)); err != nil {
				return term.Term{}, err
			}
			n, _ := a[0].AsBig()
			b := n.Bytes()
			if len(b) == 0 {
				b = []byte{0}
			}
			if little(a) {
				slices.Reverse(b)
			}
			return term.Str(string(b)), nil
		})
		x.Func("decode_unsigned", arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if err := firstTwo(library.NotBinary(a[0]), notEndian(a)); err != nil {
				return term.Term{}, err
			}
			s, _ := a[0].AsStr()
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
		if len(s)%2 != 0 {
			return term.Term{}, library.Bad(1, "must contain an even number of bytes")
		}
		b, err := hex.DecodeString(s)
		if err != nil {
			return term.Term{}, library.Bad(1, s[2*len(b):2*len(b)+2]+" is not a valid hex")
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

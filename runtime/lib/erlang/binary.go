package erlang

import (
	"crypto/md5"
	"hash/adler32"
	"hash/crc32"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installBits registers the functions of :erlang on binaries and bitstrings.
func installBits(x library.Module) {
	x.Func("byte_size", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := a[0].AsBits()
		if !ok {
			return term.Term{}, library.Bad(1, "not a bitstring")
		}
		return term.Int(int64((b.N + 7) / 8)), nil
	})
	x.Func("bit_size", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := a[0].AsBits()
		if !ok {
			return term.Term{}, library.Bad(1, "not a bitstring")
		}
		return term.Int(int64(b.N)), nil
	})
	x.Func("size", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if b, ok := a[0].AsBits(); ok {
			return term.Int(int64(b.N / 8)), nil
		}
		if a[0].IsTuple() {
			return term.Int(int64(len(a[0].Elems()))), nil
		}
		return term.Term{}, library.Bad(1, "not tuple or binary")
	})
	x.Func("binary_part", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return Part(a[0], a[1], a[2])
	})
	x.Func("binary_part", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		pos := a[1].Elems()
		if len(pos) != 2 {
			return term.Term{}, library.Bad(2, "not a valid {Pos,Length} tuple")
		}
		v, err := Part(a[0], pos[0], pos[1])
		if _, ok := a[0].AsStr(); err != nil && ok {
			return v, library.Bad(2, "out of range")
		}
		return v, err
	})
	x.Func("split_binary", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		n, isInt := library.Index(a[1])
		switch {
		case !ok:
			return term.Term{}, library.Bad(1, "not a binary")
		case !isInt:
			return term.Term{}, library.Bad(2, "not an integer")
		case n < 0 || n > len(s):
			return term.Term{}, library.Bad(2, "out of range")
		}
		return term.Tup(term.Str(s[:n]), term.Str(s[n:])), nil
	})
	installIodata(x)
	installBinaryLists(x)
	installChecksums(x)
}

// Part returns length bytes of bin from start on. A negative length counts backwards.
func Part(bin, start, length term.Term) (term.Term, error) {
	s, ok := bin.AsStr()
	if !ok || !start.IsInteger() || !length.IsInteger() {
		whats := map[int]string{}
		if !ok {
			whats[1] = "not a binary"
		}
		if !start.IsInteger() {
			whats[2] = "not an integer"
		}
		if !length.IsInteger() {
			whats[3] = "not an integer"
		}
		return term.Term{}, library.BadMany(whats)
	}
	from, ok := library.Index(start)
	if !ok || from < 0 || from > len(s) {
		return term.Term{}, library.Bad(2, "out of range")
	}
	n, ok := library.Index(length)
	if !ok || from+n < 0 || from+n > len(s) {
		return term.Term{}, library.Bad(3, "out of range")
	}
	if n < 0 {
		return term.Sub(s, s[from+n:from]), nil
	}
	return term.Sub(s, s[from:from+n]), nil
}

func installIodata(x library.Module) {
	flatten := func(name, what string, listOnly bool) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := IOString(p, a[0])
			if !ok || listOnly && !a[0].IsList() {
				return term.Term{}, library.Bad(1, what)
			}
			if _, isBinary := a[0].AsStr(); isBinary {
				return a[0], nil
			}
			return term.Str(s), nil
		})
	}
	flatten("iolist_to_binary", "not an iodata term", false)
	flatten("list_to_binary", "not an iolist term", true)
	x.Func("iolist_size", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := IOSize(p, a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "not an iodata term")
		}
		return term.Int(int64(n)), nil
	})
	x.Func("iolist_to_iovec", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := IOString(p, a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "not an iodata term")
		}
		if s == "" {
			return term.Empty, nil
		}
		return term.List(term.Str(s)), nil
	})
}

func installBinaryLists(x library.Module) {
	x.Func("binary_to_list", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.Bad(1, "not a binary")
		}
		return ByteList(s), nil
	})
	x.Func("binary_to_list", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, library.Bad(1, "not a binary")
		}
		from, ok1 := library.Index(a[1])
		to, ok2 := library.Index(a[2])
		if ok1 && ok2 && from >= 1 && from <= to && to <= len(s) {
			return ByteList(s[from-1 : to]), nil
		}
		whats := map[int]string{}
		if !ok1 || from < 1 || from > len(s) {
			whats[2] = "out of range"
		}
		if !ok2 || to < 1 || to > len(s) || len(whats) == 0 {
			whats[3] = "out of range"
		}
		return term.Term{}, library.BadMany(whats)
	})
	x.Func("bitstring_to_list", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		b, ok := a[0].AsBits()
		if !ok {
			return term.Term{}, library.Bad(1, "not a bitstring")
		}
		whole := b.N / 8
		if b.N%8 == 0 {
			return ByteList(b.S[:whole]), nil
		}
		bytes, _ := ByteList(b.S[:whole]).Slice()
		return term.List(append(bytes, term.Bitstring(b.S[whole:], b.N%8))...), nil
	})
	x.Func("list_to_bitstring", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		out := bitBuilder{}
		if !a[0].IsList() || !out.add(a[0]) {
			return term.Term{}, library.Bad(1, "not a bitstring list")
		}
		return term.Bitstring(string(out.bytes), out.n), nil
	})
}

func ByteList(s string) term.Term {
	cells := term.CellsFor(len(s))
	out := term.Empty
	for i := len(s) - 1; i >= 0; i-- {
		out = cells.New(term.Int(int64(s[i])), out)
	}
	return out
}

// A bitBuilder concatenates bitstrings, which need not end at byte boundaries.
type bitBuilder struct {
	bytes []byte
	n     int
}

func (b *bitBuilder) add(t term.Term) bool {
	stack := []term.Term{t}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c := top.Cons(); c != nil {
			stack = append(stack, c.Tail, c.Head)
			continue
		}
		if n, ok := top.AsInt(); ok && n >= 0 && n <= 255 {
			b.addBits(string([]byte{byte(n)}), 8)
			continue
		}
		bits, ok := top.AsBits()
		if !ok && !top.IsEmpty() {
			return false
		}
		b.addBits(bits.S, bits.N)
	}
	return true
}

func (b *bitBuilder) addBits(s string, n int) {
	shift := b.n % 8
	if shift == 0 {
		b.bytes = append(b.bytes, s[:(n+7)/8]...)
		b.n += n
		return
	}
	for i := range (n + 7) / 8 {
		b.bytes[len(b.bytes)-1] |= s[i] >> shift
		b.bytes = append(b.bytes, s[i]<<(8-shift))
	}
	b.n += n
	b.bytes = b.bytes[:(b.n+7)/8]
}

func installChecksums(x library.Module) {
	digest := func(name string, sum func(b []byte) term.Term) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			b, ok := IOData(p, a[0])
			if !ok {
				return term.Term{}, library.Bad(1, "not an iodata term")
			}
			return sum(b), nil
		})
	}
	digest("md5", func(b []byte) term.Term {
		sum := md5.Sum(b)
		return term.Str(string(sum[:]))
	})
	digest("crc32", func(b []byte) term.Term { return term.Int(int64(crc32.ChecksumIEEE(b))) })
	digest("adler32", func(b []byte) term.Term { return term.Int(int64(adler32.Checksum(b))) })
	x.Func("crc32", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		old, ok1 := a[0].AsInt()
		b, ok2 := IOData(p, a[1])
		if !ok1 || !ok2 {
			return term.Term{}, vm.Badarg()
		}
		return term.Int(int64(crc32.Update(uint32(old), crc32.IEEETable, b))), nil
	})
}

// HasAtom reports whether an option list holds the atom called name.
func HasAtom(options []term.Term, name string) bool {
	a := term.Intern(name)
	for _, o := range options {
		if o.Is(a) {
			return true
		}
	}
	return false
}

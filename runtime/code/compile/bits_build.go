package compile

import (
	"fmt"
	"slices"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file builds bitstrings from segments.

// A construction is a bitstring to be built from segments. es holds alternating values and sizes.
// Each of them is evaluated once, because it may have an effect, as :erlang.erase(key) has.
type construction struct {
	fn   *vm.Func
	segs []segment
	es   []expr
	line int
}

// build returns the bitstring of segments. es holds alternating values and sizes.
func (c *compiler) build(segs []segment, es []expr, line int) expr {
	b := &construction{c.fn, segs, es, line}
	switch {
	case len(segs) == 0:
		return constExpr(term.Str(""))
	case !slices.ContainsFunc(segs, func(s segment) bool { return s.makes() == nothing }):
		return b.joinAll()
	case len(segs) > 1 && segs[0].makes() == aText:
		return b.append
	}
	return b.value
}

func (b *construction) value(p *vm.Process) term.Term {
	var few [16]byte
	w := bitWriter{buf: few[:0]}
	b.write(p, &w, 0)
	return w.term()
}

// append returns the bitstring if its first segment is a whole binary.
func (b *construction) append(p *vm.Process) term.Term {
	whole := b.es[0](p)
	if _, ok := whole.AsStr(); !ok {
		b.refuse(p, 0, whole, b.segs[0].write(&bitWriter{}, whole, term.Nil))
	}
	var few [16]byte
	w := bitWriter{buf: few[:0]}
	b.write(p, &w, 1)
	rest := w.term()
	if part, ok := rest.AsStr(); ok {
		return joined(p, whole, []string{part}, b.fn, b.line)
	}
	room(p, 2*(whole.Bits().N/8+len(w.buf)), b.fn, b.line)
	all := bitWriter{}
	all.bits(whole.Bits())
	all.bits(rest.Bits())
	return all.term()
}

// write appends the segments from an index on to w.
func (b *construction) write(p *vm.Process, w *bitWriter, from int) {
	for i := from; i < len(b.segs); i++ {
		v := b.es[2*i](p)
		if bits := v.Bits(); bits.N > large*8 {
			room(p, 2*(len(w.buf)+bits.N/8), b.fn, b.line)
			w.buf = slices.Grow(w.buf, bits.N/8+8)
		}
		if err := b.segs[i].write(w, v, b.es[2*i+1](p)); err != "" {
			b.refuse(p, i, v, err)
		}
	}
}

// refuse raises the error err of the value v of segment i. The segments before it are valid, and
// those after it are not evaluated yet. OTP evaluates all of them first. Before it writes anything,
// it then computes the sizes of all segments that are whole binaries, and therefore reports an
// invalid segment of this kind first. The first segment is an exception, because OTP appends the
// others to it.
func (b *construction) refuse(p *vm.Process, i int, v term.Term, err string) {
	untyped := !v.IsBits() && b.segs[i].kind == "binary"
	asked := func(j int) bool { return j > 0 && b.segs[j].kind == "binary" && !b.segs[j].hasSize }
	at := i
	for j := i + 1; j < len(b.segs); j++ {
		later := b.es[2*j](p)
		b.es[2*j+1](p)
		if !asked(at) && asked(j) && !later.IsBits() {
			at, err = j, b.segs[j].write(&bitWriter{}, later, term.Nil)
		}
	}
	if untyped && typedAt(b.fn) {
		panic(notBits(v, b.fn, b.line))
	}
	e := vm.At(vm.Badarg(), b.fn, b.line)
	e.Stack[0].Note = fmt.Sprintf("construction of binary failed: segment %d of type '%s': %s", at+1, b.segs[at].typeName(), err)
	panic(e)
}

// joined returns whole followed by the parts.
func joined(p *vm.Process, whole term.Term, parts []string, fn *vm.Func, line int) term.Term {
	if v, ok := term.Appended(whole, parts); ok {
		return v
	}
	s, _ := whole.AsStr()
	size := len(s)
	for _, part := range parts {
		size += len(part)
	}
	room(p, 2*size, fn, line)
	return term.Joined(whole, parts)
}

// large is the size in bytes from which the memory for a binary is checked.
const large = 4 << 10

// room raises an error at a line if there is not enough memory for n bytes.
func room(p *vm.Process, n int, fn *vm.Func, line int) {
	if n < large {
		return
	}
	if err := p.Room(n); err != nil {
		panic(vm.At(err, fn, line))
	}
}

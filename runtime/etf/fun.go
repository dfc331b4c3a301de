package etf

import (
	"encoding/binary"

	"lab/runtime/term"
)

// This file encodes and decodes functions. A closure is encoded as NEW_FUN_EXT, which holds the
// module with its version, the index of the function, and the captured values. The receiving node
// attaches the code of its own module. A closure from a prompt also carries its quoted form, in a
// marked tuple that is its first free value. The BEAM's evaluator carries its abstract code in a
// similar way. Other runtimes can store such a closure and pass it on, and lab's nodes can run it.

var (
	sourceMark = term.Intern("lab_source")
	evalModule = term.Intern("erl_eval")
)

func (e *encoder) fun(f *term.Fun) {
	switch {
	case f.External:
		e.u8(exportExt)
		e.atom(f.Module)
		e.atom(f.Name)
		e.integer(term.Int(int64(f.Arity)))
	case f.Foreign != nil:
		e.b = append(e.b, f.Foreign...)
	default:
		e.closure(f)
	}
}

func (e *encoder) closure(f *term.Fun) {
	free := f.Free
	if !f.Source.IsNone() {
		free = append([]term.Term{term.Tup(sourceMark.Term(), f.Name.Term(), f.Source)}, free...)
	}
	e.u8(newFunExt)
	start := len(e.b)
	e.u32(0) // the size, filled in below
	e.u8(byte(f.Arity))
	uniq := f.Version.Bytes()
	e.b = append(e.b, uniq[:]...)
	e.u32(f.Index)
	e.u32(uint32(len(free)))
	e.atom(f.Module)
	e.integer(term.Int(int64(f.Index)))
	e.integer(term.Int(int64(f.Uniq())))
	e.pid(&term.Pid{})
	for _, v := range free {
		e.term(v)
	}
	binary.BigEndian.PutUint32(e.b[start:], uint32(len(e.b)-start))
}

func (d *decoder) export() term.Term {
	module, name := d.atom(), d.atom()
	arity, _ := d.term().AsInt()
	if arity < 0 || arity > 255 {
		d.fail("an export of arity %d", arity)
	}
	return term.FromFun(&term.Fun{Module: module, Name: name, Arity: int(arity), External: true})
}

func (d *decoder) newFun(start int) term.Term {
	size := int(d.u32())
	end := d.at - 4 + size
	if size < 4 || end > len(d.b) {
		d.fail("a function of %d bytes", size)
		return term.Nil
	}
	f := &term.Fun{Arity: int(d.u8())}
	uniq := d.take(16)
	f.Index = d.u32()
	free := d.count(d.u32(), 1)
	f.Module = d.atom()
	d.term() // OldIndex
	d.term() // OldUniq
	d.term() // the pid of the creator
	for range free {
		f.Free = append(f.Free, d.term())
	}
	if d.err != nil || d.at != end {
		d.fail("a function whose size is not %d", size)
		return term.Nil
	}
	version := term.Version(uniq)
	f.Version = &version
	if takeSource(f) || d.opts.Bind != nil && d.opts.Bind(f) {
		return term.FromFun(f)
	}
	f.Foreign = append([]byte(nil), d.b[start:end]...)
	return term.FromFun(f)
}

// takeSource moves the quoted form of a prompt's closure from its free values to Source. It reports
// whether the closure had a quoted form.
func takeSource(f *term.Fun) bool {
	if f.Module != evalModule || len(f.Free) == 0 {
		return false
	}
	mark := f.Free[0].Elems()
	if len(mark) != 3 || !mark[0].Is(sourceMark) {
		return false
	}
	f.Name, f.Source, f.Free = mark[1].Atom(), mark[2], f.Free[1:]
	return true
}

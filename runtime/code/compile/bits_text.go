package compile

import (
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles binaries made of whole binaries, bytes and characters.

// A maker is the way to convert the value of a segment to text.
type maker uint8

const (
	nothing maker = iota // not convertible: a bitstring or a segment with a size
	aText                // a binary, unchanged
	aByte                // an integer, as a byte
	aChar                // a code point, as UTF-8
)

// makes returns the way to convert the segment's value to text.
func (s *segment) makes() maker {
	switch {
	case s.hasSize:
		return nothing
	case s.kind == "binary" && s.unit == 8, s.kind == "utf8" && s.isText():
		return aText
	case s.kind == "integer" && s.unit == 1:
		return aByte
	case s.kind == "utf8":
		return aChar
	}
	return nothing
}

// singles holds all one-byte strings, back to back.
var singles = func() string {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	return string(all[:])
}()

// of converts v to text. ok is false if v is invalid.
func (m maker) of(v term.Term) (s string, ok bool) {
	if m == aText {
		return v.AsStr()
	}
	if !v.IsSmall() {
		return m.ofOther(v)
	}
	n, _ := v.AsInt()
	switch {
	case m == aByte:
		at := n & 0xff
		return singles[at : at+1], true
	case n >= 0 && n < utf8.RuneSelf:
		return singles[n : n+1], true
	case n >= 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n)):
		return string(rune(n)), true
	}
	return "", false
}

// ofOther converts a value that is not a small integer. A large integer becomes its lowest byte.
func (m maker) ofOther(v term.Term) (s string, ok bool) {
	if m != aByte {
		return "", false
	}
	var w bitWriter
	ok = w.integer(v, 8, false)
	return string(w.buf), ok
}

// joinAll returns a binary whose segments all convert to text. It allocates a single string.
func (b *construction) joinAll() expr {
	n := len(b.segs)
	makers := make([]maker, n)
	for i := range b.segs {
		makers[i] = b.segs[i].makes()
	}
	if n == 1 && makers[0] != aText {
		return func(p *vm.Process) term.Term {
			v := b.es[0](p)
			s, ok := makers[0].of(v)
			if !ok {
				b.refuseText(p, 0, v)
			}
			return term.Str(s)
		}
	}
	return func(p *vm.Process) term.Term {
		var few [8]string
		parts := few[:]
		if n > len(few) {
			parts = make([]string, n)
		}
		first := b.es[0](p)
		s, ok := makers[0].of(first)
		if !ok {
			b.refuseText(p, 0, first)
		}
		if makers[0] != aText {
			first = term.Str(s)
		}
		for i := 1; i < n; i++ {
			v := b.es[2*i](p)
			if parts[i], ok = makers[i].of(v); !ok {
				b.refuseText(p, i, v)
			}
		}
		return joined(p, first, parts[1:n], b.fn, b.line)
	}
}

// refuseText raises the error of a value that does not convert to text.
func (b *construction) refuseText(p *vm.Process, i int, v term.Term) {
	b.refuse(p, i, v, b.segs[i].write(&bitWriter{}, v, term.Nil))
}

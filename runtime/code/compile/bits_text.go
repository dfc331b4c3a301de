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
	case s.kind == "binary" && s.unit == 8:
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

// of converts v to text. ok is false if v is invalid, or if v is so rare that only buildAll handles
// it.
func (m maker) of(v term.Term) (s string, ok bool) {
	if m == aText {
		return v.AsStr()
	}
	if !v.IsSmall() {
		return "", false
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

// joinAll is like buildAll, but for segments that convert to text. It allocates a single string. If
// a value is invalid, the expression other evaluates everything again. A second evaluation is safe
// because segments do not contain calls.
func joinAll(segs []segment, es []expr, other expr, fn *vm.Func, line int) expr {
	n := len(segs)
	makers := make([]maker, n)
	for i := range segs {
		makers[i] = segs[i].makes()
	}
	if n == 1 && makers[0] != aText {
		return func(p *vm.Process) term.Term {
			if s, ok := makers[0].of(es[0](p)); ok {
				return term.Str(s)
			}
			return other(p)
		}
	}
	return func(p *vm.Process) term.Term {
		var few [8]string
		parts := few[:]
		if n > len(few) {
			parts = make([]string, n)
		}
		first := es[0](p)
		s, ok := makers[0].of(first)
		if !ok {
			return other(p)
		}
		if makers[0] != aText {
			first = term.Str(s)
		}
		for i := 1; i < n; i++ {
			if parts[i], ok = makers[i].of(es[2*i](p)); !ok {
				return other(p)
			}
		}
		return joined(p, first, parts[1:n], fn, line)
	}
}

package compile

import (
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles patterns that read bytes, characters and text from the start of a binary and
// bind the rest. Loops over binaries use such patterns.

// A reader matches a byte, a character or a text.
type reader struct {
	unit  readUnit
	text  string // for readText
	value pattern
}

type readUnit uint8

const (
	readByte readUnit = iota
	readChar
	readText
)

// A tail is the rest of a binary after the readers.
type tail struct {
	there bool // whether the pattern has a rest
	value pattern
}

// readable reports whether all segments can be matched by readers. The last segment may also be the
// rest of the binary.
func readable(segs []segment) bool {
	for i, s := range segs {
		_, text := s.value.AsStr()
		whole := s.kind == "binary" && s.unit == 8
		number := s.kind == "integer" && s.unit == 1 || s.kind == "utf8"
		if s.hasSize || s.signed || s.little || !(text && whole || !text && number || whole && i == len(segs)-1) {
			return false
		}
	}
	return true
}

// reads compiles readable segments.
func (c *compiler) reads(segs []segment, seen map[int]bool) (rs []reader, rest tail) {
	for _, s := range segs {
		text, isText := s.value.AsStr()
		switch {
		case isText:
			rs = append(rs, reader{unit: readText, text: text})
		case s.kind == "integer":
			rs = append(rs, reader{unit: readByte, value: c.pattern(s.value, seen)})
		case s.kind == "utf8":
			rs = append(rs, reader{unit: readChar, value: c.pattern(s.value, seen)})
		default:
			rest = tail{true, c.pattern(s.value, seen)}
		}
	}
	return rs, rest
}

// read matches at offset at of s, and returns the next offset, or -1 for no match.
func (r *reader) read(p *vm.Process, s string, at int) int {
	switch {
	case r.unit == readText:
		if !strings.HasPrefix(s[at:], r.text) {
			return -1
		}
		return at + len(r.text)
	case at == len(s):
		return -1
	case r.unit == readByte:
		if r.value.form != anything && !r.value.takes(p, term.Int(int64(s[at]))) {
			return -1
		}
		return at + 1
	}
	char, n := utf8.DecodeRuneInString(s[at:])
	if char == utf8.RuneError && n <= 1 || r.value.form != anything && !r.value.takes(p, term.Int(int64(char))) {
		return -1
	}
	return at + n
}

// bytesPattern returns a matcher for readers and a tail. A bitstring with spare bits does not
// match, because it does not consist of whole bytes.
func bytesPattern(rs []reader, rest tail) matcher {
	if len(rs) == 1 && rs[0].unit == readByte && rs[0].value.form == binds && rest.there && rest.value.form == binds {
		return byteAndTail(rs[0].value.reg, rest.value.reg)
	}
	return func(p *vm.Process, v term.Term) bool {
		s, ok := v.AsStr()
		if !ok {
			return false
		}
		at := 0
		for i := range rs {
			if at = rs[i].read(p, s, at); at < 0 {
				return false
			}
		}
		if !rest.there {
			return at == len(s)
		}
		return rest.value.form == anything || rest.value.takes(p, term.Sub(s, s[at:]))
	}
}

// bytesPrefix matches readers at the start of a bitstring and stores the rest in a register. A
// bitstring with spare bits is read up to its last whole byte.
func bytesPrefix(rs []reader, rest int) matcher {
	return func(p *vm.Process, v term.Term) bool {
		b := v.Bits()
		s, at := b.S[:b.N/8], 0
		for i := range rs {
			if at = rs[i].read(p, s, at); at < 0 {
				return false
			}
		}
		if b.N&7 == 0 {
			p.R[rest] = term.Str(s[at:])
		} else {
			p.R[rest] = term.Bitstring(b.S[at:], b.N-8*at)
		}
		return true
	}
}

// byteAndTail matches <<byte, tail::binary>>, the most frequent pattern.
func byteAndTail(byteReg, tailReg int) matcher {
	return func(p *vm.Process, v term.Term) bool {
		s, ok := v.AsStr()
		if !ok || s == "" {
			return false
		}
		p.R[byteReg], p.R[tailReg] = term.Int(int64(s[0])), term.Str(s[1:])
		return true
	}
}

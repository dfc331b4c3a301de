package term

import (
	"strings"
	"unsafe"
)

// This file implements bitstrings. Most bitstrings are binaries.

// boxed is the bit above the kind. It marks a bitstring whose ref points to a Bits, because the
// bitstring has spare bits or can grow. In any other binary, the length starts above this bit.
const (
	boxed      = 1 << tagBits
	lengthBits = tagBits + 1
)

// Bits is a bitstring of N bits, most significant first, in the bytes of S. Spare bits of the last
// byte are zero. It is a binary when N is a multiple of eight.
type Bits struct {
	S string
	N int
}

// Str returns a binary with the contents of s. It shares the bytes of s.
func Str(s string) Term {
	if len(s) == 0 {
		return Term{bits: uint64(KindBits)}
	}
	return Term{bits: uint64(len(s))<<lengthBits | uint64(KindBits), ref: unsafe.Pointer(unsafe.StringData(s))}
}

// Bitstring returns the first n bits of s. Spare bits of s must be zero.
func Bitstring(s string, n int) Term {
	if n&7 == 0 {
		return Str(s[:n/8])
	}
	return Term{bits: boxed | uint64(KindBits), ref: unsafe.Pointer(&Bits{s, n})}
}

// IsBits reports whether t is a bitstring.
func (t Term) IsBits() bool { return t.bits&tagMask == uint64(KindBits) && t.ref != isFloat }

// IsBinary reports whether t is a bitstring of whole bytes.
func (t Term) IsBinary() bool {
	return t.IsBits() && (t.bits&boxed == 0 || (*Bits)(t.ref).N&7 == 0)
}

// Bits returns t's bitstring. It returns the empty bitstring if t is not a bitstring.
func (t Term) Bits() Bits {
	b, _ := t.AsBits()
	return b
}

// AsBits returns t's bitstring. ok is false when t is not a bitstring.
func (t Term) AsBits() (b Bits, ok bool) {
	if s, plain := t.plain(); plain {
		return Bits{s, len(s) * 8}, true
	}
	if !t.IsBits() {
		return Bits{}, false
	}
	return *(*Bits)(t.ref), true
}

// plain returns the bytes of a binary that is not boxed.
func (t Term) plain() (s string, ok bool) {
	if t.bits&(tagMask|boxed) != uint64(KindBits) || t.ref == isFloat {
		return "", false
	}
	return unsafe.String((*byte)(t.ref), t.bits>>lengthBits), true
}

// AsStr returns the bytes of a binary. ok is false for any other term, including a bitstring that
// is not a binary.
func (t Term) AsStr() (s string, ok bool) {
	if s, ok = t.plain(); ok {
		return s, true
	}
	if b, _ := t.AsBits(); b.N > 0 && b.N&7 == 0 {
		return b.S, true
	}
	return "", false
}

// Sub returns s, a part of whole, as a binary. A small part of a large binary is copied, since it
// would keep all of whole alive.
func Sub(whole, s string) Term {
	if len(whole) > keptWhole && len(s)*subShare <= len(whole) {
		s = strings.Clone(s)
	}
	return Str(s)
}

// A part shares the memory of its binary when the binary has at most keptWhole bytes or the part
// is more than 1/subShare of it.
const (
	keptWhole = 4096
	subShare  = 64
)

package term

import (
	"sync/atomic"
	"unsafe"
)

// This file lets a binary grow at its end, as the BEAM does: a program that appends byte
// after byte would otherwise copy all that it has for each of them.

// grownFrom is the size from which a binary that is appended to gets room for more.
const grownFrom = 256

// grownKind marks the binaries that end in a buffer.
const grownKind = 1<<lengthBits | boxed | uint64(KindBits)

// grown is a binary at the beginning of a buffer.
type grown struct {
	Bits
	*buffer
}

// A buffer is what several binaries begin with. The bytes behind used belong to nobody yet;
// those before it never change.
type buffer struct {
	bytes []byte
	used  atomic.Int64
}

// Appended returns first followed by the parts where that takes no copy of first. It may
// be used by several processes at once: only one of them gets the room behind first.
func Appended(first Term, parts []string) (whole Term, ok bool) {
	if first.bits != grownKind {
		return whole, false
	}
	g := (*grown)(first.ref)
	from := len(g.S)
	to := from + lengthOf(parts)
	if to > len(g.bytes) || !g.used.CompareAndSwap(int64(from), int64(to)) {
		return whole, false
	}
	return g.fill(from, to, parts), true
}

// Joined returns first followed by the parts, with room for as much again where first is
// long.
func Joined(first Term, parts []string) Term {
	s, _ := first.AsStr()
	to := len(s) + lengthOf(parts)
	if len(s) < grownFrom {
		bytes := append(make([]byte, 0, to), s...)
		for _, part := range parts {
			bytes = append(bytes, part...)
		}
		return Str(unsafe.String(unsafe.SliceData(bytes), to))
	}
	b := &buffer{bytes: make([]byte, 2*to)}
	b.used.Store(int64(to))
	copy(b.bytes, s)
	return b.fill(len(s), to, parts)
}

// fill writes the parts from a byte on, and returns what is before to.
func (b *buffer) fill(from, to int, parts []string) Term {
	at := from
	for _, part := range parts {
		at += copy(b.bytes[at:to], part)
	}
	g := &grown{Bits{unsafe.String(&b.bytes[0], to), to * 8}, b}
	return Term{bits: grownKind, ref: unsafe.Pointer(g)}
}

func lengthOf(parts []string) (n int) {
	for _, part := range parts {
		n += len(part)
	}
	return n
}

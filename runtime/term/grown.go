package term

import (
	"sync/atomic"
	"unsafe"
)

// This file lets a binary grow at its end, as the BEAM does. Otherwise a program that appends byte
// by byte would copy the whole binary each time.

// grownFrom is the size in bytes from which an appended binary gets spare room.
const grownFrom = 256

// grownKind marks binaries that are prefixes of a buffer.
const grownKind = 1<<lengthBits | boxed | uint64(KindBits)

// grown is a binary that is a prefix of a buffer.
type grown struct {
	Bits
	*buffer
}

// A buffer is shared by several binaries that are its prefixes. The first b.used bytes never
// change. The bytes after them are free.
type buffer struct {
	bytes []byte
	used  atomic.Int64
}

// Appended returns first followed by the parts if it can do so without copying first. Concurrent
// callers are safe: only one of them gets the room after first.
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

// Joined returns first followed by the parts. If first is long, it reserves as much room again.
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

// fill writes the parts from offset from on, and returns the binary that ends at to.
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

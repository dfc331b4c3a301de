package ear

import (
	"hash/fnv"
	"math"

	"lab/runtime/term"
)

// This file computes a fingerprint of a message that is the same on every node.

// mostMarked is the maximum number of values that contribute to a fingerprint. mostBytes is the
// maximum number of bytes of each value that contribute.
const (
	mostMarked = 300
	mostBytes  = 256
)

// A marker computes a fingerprint. It stops after a limited number of values.
type marker struct{ left int }

// mark returns the fingerprint of a message. It ignores everything that a node represents in its
// own way, such as the node part of a pid, so equal messages have equal fingerprints on all nodes.
func mark(msg term.Term) uint64 {
	k := marker{mostMarked}
	return k.value(msg)>>4 | 1<<59 // fits a small integer, and is never 0
}

func (k *marker) value(t term.Term) uint64 {
	if k.left--; k.left < 0 {
		return 1
	}
	if n, ok := t.AsInt(); ok {
		return number(2, uint64(n))
	}
	switch t.Kind() {
	case term.KindAtom:
		return text(3, t.Atom().String())
	case term.KindFloat:
		f, _ := t.AsFloat()
		return number(4, math.Float64bits(f))
	case term.KindBits:
		b := t.Bits()
		return text(5+uint64(b.N), b.S)
	case term.KindPid:
		return number(6, uint64(t.Pid().ID)<<32|uint64(t.Pid().Serial))
	case term.KindRef:
		return number(7, uint64(t.Ref().ID[0])<<32|uint64(t.Ref().ID[1]))
	case term.KindTuple:
		return k.each(8, t.Elems())
	case term.KindCons:
		return k.list(t)
	case term.KindMap:
		return k.pairs(t.Map())
	case term.KindBig:
		n, _ := t.AsBig()
		return number(9, uint64(n.BitLen()))
	}
	return uint64(t.Kind())
}

func (k *marker) each(h uint64, elems []term.Term) uint64 {
	h += uint64(len(elems)) << 8
	for _, e := range elems {
		if k.left <= 0 {
			break
		}
		h = number(h, k.value(e))
	}
	return h
}

func (k *marker) list(t term.Term) uint64 {
	h := uint64(10)
	for c := t.Cons(); c != nil && k.left > 0; c = t.Cons() {
		h = number(h, k.value(c.Head))
		t = c.Tail
	}
	return h
}

// pairs combines the pairs of a map independently of their order, which differs between nodes. It
// ignores the pairs of a map that is too large.
func (k *marker) pairs(m *term.Map) uint64 {
	h := 11 + uint64(m.Len())<<8
	if 2*m.Len() > k.left {
		return h
	}
	left := k.left / (m.Len() + 1)
	m.Each(func(key, v term.Term) bool {
		pair := marker{left}
		h += number(pair.value(key), pair.value(v))
		return true
	})
	return h
}

func number(h, n uint64) uint64 {
	h ^= n + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

func text(h uint64, s string) uint64 {
	f := fnv.New64a()
	_, _ = f.Write([]byte(s[:min(len(s), mostBytes)]))
	return number(h+uint64(len(s)), f.Sum64())
}

package compile

import (
	"encoding/binary"
	"math/big"

	"lab/runtime/term"
)

// This file reads and writes bits of bitstrings.

// A bitWriter builds a bitstring. Spare bits of the last byte are zero.
type bitWriter struct {
	buf []byte
	n   int
}

func (w *bitWriter) term() term.Term { return term.Bitstring(string(w.buf), w.n) }

// uint appends the low n bits of v, most significant bit first. n is at most 64.
func (w *bitWriter) uint(v uint64, n int) {
	for n > 0 {
		free := 8 - w.n&7
		if free == 8 {
			w.buf = append(w.buf, 0)
		}
		take := min(free, n)
		part := byte(v>>(n-take)) & (1<<take - 1)
		w.buf[len(w.buf)-1] |= part << (free - take)
		w.n += take
		n -= take
	}
}

// bytes appends the first n bits of s.
func (w *bitWriter) bytes(s string, n int) {
	whole := n / 8
	if w.n&7 == 0 {
		w.buf = append(w.buf, s[:whole]...)
		w.n += whole * 8
	} else {
		for i := range whole {
			w.uint(uint64(s[i]), 8)
		}
	}
	if rest := n & 7; rest > 0 {
		w.uint(uint64(s[whole]>>(8-rest)), rest)
	}
}

func (w *bitWriter) bits(b term.Bits) { w.bytes(b.S, b.N) }

// integer appends an integer of n bits. It reports false if t is not an integer.
func (w *bitWriter) integer(t term.Term, n int, little bool) bool {
	if !little && n <= 64 {
		if v, ok := t.AsInt(); ok {
			w.uint(uint64(v), n)
			return true
		}
	}
	v, ok := t.AsBig()
	if !ok {
		return false
	}
	v = new(big.Int).Set(v)
	if v.Sign() < 0 || v.BitLen() > n {
		mod := new(big.Int).Lsh(big.NewInt(1), uint(n))
		v.Mod(v, mod)
	}
	raw := v.FillBytes(make([]byte, (n+7)/8))
	if little {
		for i := len(raw) - 1; i > 0; i-- {
			w.uint(uint64(raw[i]), 8)
		}
		if len(raw) > 0 {
			w.uint(uint64(raw[0]), n-8*(len(raw)-1))
		}
		return true
	}
	if len(raw) > 0 {
		w.uint(uint64(raw[0]), n-8*(len(raw)-1))
		w.bytes(string(raw[1:]), 8*(len(raw)-1))
	}
	return true
}

// readUint reads n bits from bit offset at. n is at most 64.
func readUint(s string, at, n int) uint64 {
	var v uint64
	for n > 0 {
		off := at & 7
		take := min(8-off, n)
		part := s[at>>3] << off >> (8 - take)
		v = v<<take | uint64(part)
		at += take
		n -= take
	}
	return v
}

// readInt reads an integer of n bits from bit offset at.
func readInt(s string, at, n int, signed, little bool) term.Term {
	if n <= 56 && !little {
		v := readUint(s, at, n)
		if signed && n > 0 && v>>(n-1) == 1 {
			return term.Int(int64(v) - 1<<n)
		}
		return term.Int(int64(v))
	}
	raw := make([]byte, (n+7)/8)
	first := n - 8*(len(raw)-1)
	for i := range raw {
		switch {
		case little && i == len(raw)-1:
			raw[0] = byte(readUint(s, at+8*i, first))
		case little:
			raw[len(raw)-1-i] = byte(readUint(s, at+8*i, 8))
		case i == 0:
			raw[0] = byte(readUint(s, at, first))
		default:
			raw[i] = byte(readUint(s, at+first+8*(i-1), 8))
		}
	}
	v := new(big.Int).SetBytes(raw)
	if signed && n > 0 && v.Bit(n-1) == 1 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(n)))
	}
	return term.Big(v)
}

// cutBits returns n bits from bit offset at. It does not copy whole bytes.
func cutBits(s string, at, n int) term.Term {
	if at&7 == 0 && n&7 == 0 {
		return term.Sub(s, s[at/8:(at+n)/8])
	}
	out := make([]byte, (n+7)/8)
	shift, from, i := at&7, s[at/8:], 0
	for ; i+8 <= len(out) && i+9 <= len(from); i += 8 {
		f := from[i : i+9]
		word := uint64(f[0])<<56 | uint64(f[1])<<48 | uint64(f[2])<<40 | uint64(f[3])<<32 | uint64(f[4])<<24 | uint64(f[5])<<16 | uint64(f[6])<<8 | uint64(f[7])
		binary.BigEndian.PutUint64(out[i:], word<<shift|uint64(f[8])>>(8-shift))
	}
	for ; i < len(out); i++ {
		out[i] = from[i] << shift
		if i+1 < len(from) {
			out[i] |= from[i+1] >> (8 - shift)
		}
	}
	if spare := -n & 7; spare > 0 {
		out[len(out)-1] &= 0xff << spare
	}
	return term.Bitstring(string(out), n)
}

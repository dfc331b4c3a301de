package etf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"slices"

	"lab/runtime/term"
)

// This file implements the options of erlang:term_to_binary/2.

// defaultCompression is the level of the option compressed without a number.
const defaultCompression = 6

// ReadOptions adds the options of erlang:term_to_binary/2 to o. The default is the format of OTP
// 25, which still encodes Latin-1 atoms as ATOM_EXT. ReadOptions reports false for an unknown
// option.
func ReadOptions(o EncodeOpts, options []term.Term) (out EncodeOpts, ok bool) {
	o.Latin1Atoms = true
	for _, option := range options {
		if !o.set(option) {
			return o, false
		}
	}
	return o, true
}

func (o *EncodeOpts) set(option term.Term) bool {
	switch option.Atom() {
	case compressedAtom:
		o.Compression = defaultCompression
		return true
	case deterministicAtom:
		o.Deterministic = true
		return true
	}
	pair := option.Elems()
	if len(pair) != 2 {
		return false
	}
	n, ok := pair[1].AsInt()
	switch {
	case !ok || n < 0:
		return false
	case pair[0].Is(compressedAtom) && n <= zlib.BestCompression:
		o.Compression = int(n)
		return true
	case pair[0].Is(minorVersionAtom) && n <= 2:
		o.TextFloats, o.Latin1Atoms = n == 0, n < 2
		return true
	}
	return false
}

var (
	compressedAtom    = term.Intern("compressed")
	deterministicAtom = term.Intern("deterministic")
	minorVersionAtom  = term.Intern("minor_version")
)

// deflate compresses an encoded term, unless that would make it longer.
func deflate(plain []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte(compressed)
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(plain))))
	z, err := zlib.NewWriterLevel(&out, level)
	if err == nil {
		_, err = z.Write(plain)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("compressing a term: %w", err)
	}
	if out.Len() >= len(plain) {
		return plain, nil
	}
	return out.Bytes(), nil
}

// pairs calls f for each pair of m, in the order of encoding.
func (e *encoder) pairs(m *term.Map, f func(k, v term.Term) bool) {
	if !e.opts.Deterministic {
		m.Each(f)
		return
	}
	keys := m.Keys()
	slices.SortFunc(keys, term.CompareExact)
	for _, k := range keys {
		v, _ := m.Get(k)
		f(k, v)
	}
}

// latin1Name converts name to Latin-1. It reports false if that is not possible.
func latin1Name(name string) ([]byte, bool) {
	var b []byte
	for _, r := range name {
		if r > 0xff {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, true
}

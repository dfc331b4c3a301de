package etf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"lab/runtime/term"
)

// This file encodes terms.

// EncodeOpts describe the node that encodes, and the format.
type EncodeOpts struct {
	// Node and Creation replace the node and the creation of local identifiers. A zero Node means
	// nonode@nohost.
	Node     term.Atom
	Creation uint32
	// Deterministic writes the pairs of a map sorted by key.
	Deterministic bool
	// Latin1Atoms and TextFloats select the formats of older minor versions, ATOM_EXT and
	// FLOAT_EXT.
	Latin1Atoms, TextFloats bool
	// Compression is zlib's level from 1 to 9, or 0 for no compression. Only Encode uses it.
	Compression int
	// Room is called before the output grows. It returns an error if the memory limit does not
	// allow so many more bytes. If Room is nil, only maxBytes limits the output.
	Room func(bytes int) error
}

// maxBytes is the maximum size of the output: a small term whose parts are shared many times can
// have a huge encoding. smallBytes is the maximum size of a tag with its numbers.
const (
	maxBytes   = 1 << 30
	smallBytes = 32
)

// ErrLimit is returned for a term that is nested too deeply or too large to be encoded.
var ErrLimit = errors.New("a term is too large to be encoded")

// Encode appends t, with the version byte, to dst.
func Encode(dst []byte, t term.Term, o EncodeOpts) ([]byte, error) {
	dst = append(dst, version)
	if o.Compression == 0 {
		return EncodeBare(dst, t, o)
	}
	plain, err := EncodeBare(nil, t, o)
	if err == nil {
		plain, err = deflate(plain, o.Compression)
	}
	return append(dst, plain...), err
}

// EncodeBare is like Encode without the version byte.
func EncodeBare(dst []byte, t term.Term, o EncodeOpts) ([]byte, error) {
	e := encoder{b: dst, opts: o}
	if o.Node == term.LocalNode {
		e.opts.Node = term.ANoNode
	}
	e.term(t)
	return e.b, e.err
}

type encoder struct {
	b     []byte
	opts  EncodeOpts
	err   error
	depth int
}

func (e *encoder) u8(n byte)    { e.b = append(e.b, n) }
func (e *encoder) u16(n uint16) { e.b = binary.BigEndian.AppendUint16(e.b, n) }
func (e *encoder) u32(n uint32) { e.b = binary.BigEndian.AppendUint32(e.b, n) }

func (e *encoder) term(t term.Term) {
	if e.err != nil {
		return
	}
	if e.depth++; e.depth > maxDepth {
		e.err = ErrLimit
	} else if e.ask(smallBytes); e.err == nil {
		e.value(t)
	}
	e.depth--
}

// ask makes room for n more bytes. It asks opts.Room for the whole new buffer, because both buffers
// exist while the bytes are copied.
func (e *encoder) ask(n int) {
	size := len(e.b) + n
	if size <= cap(e.b) {
		return
	}
	larger := max(2*smallBytes, size, cap(e.b)+cap(e.b)/2)
	if size > maxBytes {
		e.err = ErrLimit
	} else if e.opts.Room != nil {
		e.err = e.opts.Room(larger)
	}
	if e.err == nil {
		e.b = slices.Grow(e.b, larger-len(e.b))
	}
}

func (e *encoder) value(t term.Term) {
	switch t.Kind() {
	case term.KindInt, term.KindBig:
		e.integer(t)
	case term.KindFloat:
		f, _ := t.AsFloat()
		e.float(f)
	case term.KindAtom:
		e.atom(t.Atom())
	case term.KindEmpty:
		e.u8(nilExt)
	case term.KindCons:
		e.list(t)
	case term.KindTuple:
		e.tuple(t.Elems())
	case term.KindMap:
		e.mapping(t.Map())
	case term.KindBits:
		e.bits(t.Bits())
	case term.KindPid:
		e.pid(t.Pid())
	case term.KindRef:
		e.ref(t.Ref())
	case term.KindPort:
		e.port(t.Port())
	case term.KindFun:
		e.fun(t.Fun())
	default:
		e.err = fmt.Errorf("encoding a term of kind %d", t.Kind())
	}
}

// textFloatSize is the size of FLOAT_EXT's text: digits, padded with zero bytes.
const textFloatSize = 31

func (e *encoder) float(f float64) {
	if e.opts.TextFloats {
		var text [textFloatSize]byte
		copy(text[:], fmt.Sprintf("%.20e", f))
		e.u8(floatExt)
		e.b = append(e.b, text[:]...)
		return
	}
	e.u8(newFloatExt)
	e.b = binary.BigEndian.AppendUint64(e.b, math.Float64bits(f))
}

func (e *encoder) integer(t term.Term) {
	n, fits := t.AsInt()
	switch {
	case fits && n >= 0 && n <= 255:
		e.u8(smallIntegerExt)
		e.u8(byte(n))
	case fits && n >= math.MinInt32 && n <= math.MaxInt32:
		e.u8(integerExt)
		e.u32(uint32(int32(n)))
	default:
		b, _ := t.AsBig()
		e.big(b)
	}
}

func (e *encoder) big(n *big.Int) {
	digits := n.Bytes()
	if len(digits) <= 255 {
		e.u8(smallBigExt)
		e.u8(byte(len(digits)))
	} else {
		e.u8(largeBigExt)
		e.u32(uint32(len(digits)))
	}
	sign := byte(0)
	if n.Sign() < 0 {
		sign = 1
	}
	e.u8(sign)
	for i := len(digits) - 1; i >= 0; i-- {
		e.u8(digits[i])
	}
}

func (e *encoder) atom(a term.Atom) {
	name := a.String()
	if e.opts.Latin1Atoms {
		if b, ok := latin1Name(name); ok {
			e.u8(atomExt)
			e.u16(uint16(len(b)))
			e.b = append(e.b, b...)
			return
		}
	}
	if len(name) <= 255 {
		e.u8(smallAtomUtf8Ext)
		e.u8(byte(len(name)))
	} else {
		e.u8(atomUtf8Ext)
		e.u16(uint16(len(name)))
	}
	e.b = append(e.b, name...)
}

// list encodes a list. A short list of bytes is encoded as STRING_EXT, as on the BEAM.
func (e *encoder) list(t term.Term) {
	n, bytes := 0, true
	end := t
	for c := end.Cons(); c != nil; c = end.Cons() {
		bytes = bytes && c.Head.IsSmall() && c.Head.Small() >= 0 && c.Head.Small() <= 255
		n++
		end = c.Tail
	}
	if bytes && end.IsEmpty() && n <= math.MaxUint16 {
		e.u8(stringExt)
		e.u16(uint16(n))
		for c := t.Cons(); c != nil; c = c.Tail.Cons() {
			e.u8(byte(c.Head.Small()))
		}
		return
	}
	e.u8(listExt)
	e.u32(uint32(n))
	for c := t.Cons(); c != nil && e.err == nil; c = c.Tail.Cons() {
		e.term(c.Head)
	}
	e.term(end)
}

func (e *encoder) tuple(elems []term.Term) {
	if len(elems) <= 255 {
		e.u8(smallTupleExt)
		e.u8(byte(len(elems)))
	} else {
		e.u8(largeTupleExt)
		e.u32(uint32(len(elems)))
	}
	for _, x := range elems {
		e.term(x)
	}
}

func (e *encoder) mapping(m *term.Map) {
	e.u8(mapExt)
	e.u32(uint32(m.Len()))
	e.pairs(m, func(k, v term.Term) bool {
		e.term(k)
		e.term(v)
		return true
	})
}

func (e *encoder) bits(b term.Bits) {
	if e.ask(len(b.S)); e.err != nil {
		return
	}
	if b.N&7 == 0 {
		e.u8(binaryExt)
		e.u32(uint32(len(b.S)))
	} else {
		e.u8(bitBinaryExt)
		e.u32(uint32(len(b.S)))
		e.u8(byte(b.N & 7))
	}
	e.b = append(e.b, b.S...)
}

// owner encodes the node of an identifier and returns the identifier's creation.
func (e *encoder) owner(node term.Atom, creation uint32) uint32 {
	if node == term.LocalNode {
		node, creation = e.opts.Node, e.opts.Creation
	}
	e.atom(node)
	return creation
}

func (e *encoder) pid(p *term.Pid) {
	e.u8(newPidExt)
	creation := e.owner(p.Node, p.Creation)
	e.u32(p.ID)
	e.u32(p.Serial)
	e.u32(creation)
}

func (e *encoder) ref(r *term.Ref) {
	e.u8(newerReferenceExt)
	e.u16(uint16(r.N))
	creation := e.owner(r.Node, r.Creation)
	e.u32(creation)
	for _, id := range r.Words() {
		e.u32(id)
	}
}

func (e *encoder) port(p *term.Port) {
	e.u8(v4PortExt)
	creation := e.owner(p.Node, p.Creation)
	e.b = binary.BigEndian.AppendUint64(e.b, p.ID)
	e.u32(creation)
}

package etf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"

	"lab/runtime/term"
)

// This file decodes terms. The input is not trusted: a count is accepted only if the remaining
// input is long enough for it.

// maxDepth is the maximum nesting depth of a term.
const maxDepth = 10_000

// MaxInflated is the maximum size of a decompressed term, in bytes.
const MaxInflated = 64 << 20

// DecodeOpts describe the node that decodes.
type DecodeOpts struct {
	// Node and Creation identify the node. Pids, ports and references that carry them become
	// local.
	Node     term.Atom
	Creation uint32
	// LocalPid returns the canonical pid of a local process.
	LocalPid func(id, serial uint32) *term.Pid
	// Bind attaches the node's code to a closure. It reports false if the node does not have the
	// code.
	Bind func(f *term.Fun) bool
	// Safe rejects atoms that do not exist yet, as binary_to_term/2 does with the option safe.
	Safe bool
	// Kept promises that the input is not modified after decoding. A binary that makes up most of
	// the input can then share its memory.
	Kept bool
	// Room, if set, returns an error if there is no memory for n more bytes.
	Room func(n int) error
}

// Decode decodes one term with its version byte. It returns the term and the rest of the input.
func Decode(b []byte, o DecodeOpts) (t term.Term, rest []byte, err error) {
	if len(b) == 0 || b[0] != version {
		return term.Term{}, nil, fmt.Errorf("decoding a term: no version byte")
	}
	if len(b) > 1 && b[1] == compressed {
		return inflate(b[2:], o)
	}
	return DecodeBare(b[1:], o)
}

// DecodeBare is like Decode without the version byte.
func DecodeBare(b []byte, o DecodeOpts) (t term.Term, rest []byte, err error) {
	d := decoder{b: b, opts: o}
	t = d.term()
	if d.err != nil {
		return term.Term{}, nil, fmt.Errorf("decoding a term at byte %d: %w", d.at, d.err)
	}
	return t, b[d.at:], nil
}

func inflate(b []byte, o DecodeOpts) (term.Term, []byte, error) {
	if len(b) < 4 {
		return term.Term{}, nil, fmt.Errorf("decoding a compressed term: %w", io.ErrUnexpectedEOF)
	}
	size := binary.BigEndian.Uint32(b)
	if size > MaxInflated {
		return term.Term{}, nil, fmt.Errorf("decoding a compressed term: %d bytes are too many", size)
	}
	if o.Room != nil {
		if err := o.Room(2 * int(size)); err != nil {
			return term.Term{}, nil, err
		}
	}
	in := bytes.NewReader(b[4:])
	z, err := zlib.NewReader(in)
	if err != nil {
		return term.Term{}, nil, fmt.Errorf("decoding a compressed term: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, int64(size)+1))
	if err != nil || uint32(len(plain)) != size {
		return term.Term{}, nil, fmt.Errorf("decoding a compressed term: it does not have %d bytes", size)
	}
	t, left, err := DecodeBare(plain, o)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("decoding a compressed term: %d bytes too many", len(left))
	}
	return t, b[len(b)-in.Len():], err
}

type decoder struct {
	b     []byte
	at    int
	depth int
	opts  DecodeOpts
	err   error
	asked int // bytes counted since the last call of Room
}

const (
	// valueBytes is the memory for a value, in bytes: its place in a collection, and its place in
	// the slice from which the collection is made.
	valueBytes = 64
	// askAt is the number of bytes between two requests.
	askAt = 1 << 16
)

// need counts n more bytes. It calls Room for the counted bytes when they reach askAt.
func (d *decoder) need(n int) {
	if d.asked += n; d.asked < askAt {
		return
	}
	if d.opts.Room != nil && d.err == nil {
		d.err = d.opts.Room(d.asked)
	}
	d.asked = 0
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

// take returns the next n bytes, or nil at the end of the input.
func (d *decoder) take(n int) []byte {
	if d.err != nil || n < 0 || n > len(d.b)-d.at {
		d.fail("%w", io.ErrUnexpectedEOF)
		return nil
	}
	d.at += n
	return d.b[d.at-n : d.at]
}

func (d *decoder) u8() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) u16() uint16 {
	if b := d.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (d *decoder) u32() uint32 {
	if b := d.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// count returns n if the remaining input is long enough for n elements of at least size bytes.
func (d *decoder) count(n uint32, size int) int {
	if int64(n)*int64(size) > int64(len(d.b)-d.at) {
		d.fail("%d elements in %d bytes", n, len(d.b)-d.at)
		return 0
	}
	return int(n)
}

func (d *decoder) term() term.Term {
	d.need(valueBytes)
	if d.depth++; d.depth > maxDepth {
		d.fail("nested deeper than %d", maxDepth)
	}
	defer func() { d.depth-- }()
	start := d.at
	tag := d.u8()
	if d.err != nil {
		return term.Nil
	}
	switch tag {
	case smallIntegerExt:
		return term.Int(int64(d.u8()))
	case integerExt:
		return term.Int(int64(int32(d.u32())))
	case smallBigExt:
		return d.big(uint32(d.u8()))
	case largeBigExt:
		return d.big(d.u32())
	case newFloatExt, floatExt:
		return d.float(tag)
	case nilExt:
		return term.Empty
	case stringExt:
		return d.str()
	case listExt:
		return d.list()
	case smallTupleExt:
		return d.tuple(uint32(d.u8()))
	case largeTupleExt:
		return d.tuple(d.u32())
	case mapExt:
		return d.mapping()
	case binaryExt:
		return d.binary()
	case bitBinaryExt:
		return d.bitstring()
	case exportExt:
		return d.export()
	case newFunExt:
		return d.newFun(start)
	case newPidExt, pidExt:
		return d.pid(tag)
	case newPortExt, portExt, v4PortExt:
		return d.port(tag)
	case newerReferenceExt, newReferenceExt, referenceExt:
		return d.ref(tag)
	}
	return d.atomOf(tag).Term()
}

// binary decodes a binary. It shares the input's memory if Kept is set and the binary makes up
// most of the input. Otherwise it copies.
func (d *decoder) binary() term.Term {
	b := d.take(d.count(d.u32(), 1))
	if d.opts.Kept && len(b) > len(d.b)/2 {
		return term.Str(unsafe.String(unsafe.SliceData(b), len(b)))
	}
	d.need(len(b))
	return term.Str(string(b))
}

func (d *decoder) big(n uint32) term.Term {
	size := d.count(n, 1)
	sign := d.u8()
	digits := slices.Clone(d.take(size))
	slices.Reverse(digits)
	v := new(big.Int).SetBytes(digits)
	if sign != 0 {
		v.Neg(v)
	}
	return term.Big(v)
}

func (d *decoder) float(tag byte) term.Term {
	var f float64
	if tag == newFloatExt {
		if b := d.take(8); b != nil {
			f = math.Float64frombits(binary.BigEndian.Uint64(b))
		}
	} else {
		text, _, _ := strings.Cut(string(d.take(textFloatSize)), "\x00")
		var err error
		if f, err = strconv.ParseFloat(text, 64); err != nil {
			d.fail("the float %q", text)
		}
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.fail("a float that is not a number")
		return term.Float(0)
	}
	return term.Float(f)
}

func (d *decoder) str() term.Term {
	bytes := d.take(int(d.u16()))
	elems := make([]term.Term, len(bytes))
	for i, b := range bytes {
		elems[i] = term.Int(int64(b))
	}
	return term.List(elems...)
}

func (d *decoder) list() term.Term {
	n := d.count(d.u32(), 1)
	return term.ListTail(d.elems(n), d.term())
}

// elems decodes n values.
func (d *decoder) elems(n int) []term.Term {
	elems := make([]term.Term, 0, min(n, 1024))
	for i := 0; i < n && d.err == nil; i++ {
		if i == cap(elems) {
			d.need(i * valueBytes)
		}
		elems = append(elems, d.term())
	}
	return elems
}

func (d *decoder) tuple(count uint32) term.Term {
	elems := d.elems(d.count(count, 1))
	if len(elems) == 2 && elems[0].IsAtom() && elems[1].IsAtom() {
		return address(elems)
	}
	return term.Tup(elems...)
}

// addresses caches pairs of atoms by a hash of the atoms.
var addresses [256]atomic.Pointer[term.Term]

// address returns the tuple of a pair of atoms, from a cache if possible. Such a pair is usually
// the address {Name, Node} of a process, and few addresses are common.
func address(pair []term.Term) term.Term {
	place := &addresses[(31*pair[0].Atom()+pair[1].Atom())%256]
	if p := place.Load(); p != nil && p.Elems()[0].Atom() == pair[0].Atom() && p.Elems()[1].Atom() == pair[1].Atom() {
		return *p
	}
	made := term.Tup(pair...)
	place.Store(&made)
	return made
}

func (d *decoder) mapping() term.Term {
	m := term.NewMap()
	for range d.count(d.u32(), 2) {
		k, v := d.term(), d.term()
		if d.err != nil {
			break
		}
		m = m.Put(k, v)
	}
	return term.FromMap(m)
}

func (d *decoder) bitstring() term.Term {
	size := d.count(d.u32(), 1)
	last := d.u8()
	b := slices.Clone(d.take(size))
	if last < 1 || last > 8 || size == 0 || b == nil {
		d.fail("a bitstring with %d bits in its last byte", last)
		return term.Str("")
	}
	b[size-1] &= 0xff << (8 - last)
	return term.Bitstring(string(b), (size-1)*8+int(last))
}

func (d *decoder) atom() term.Atom { return d.atomOf(d.u8()) }

func (d *decoder) atomOf(tag byte) term.Atom {
	var size int
	switch tag {
	case smallAtomUtf8Ext, smallAtomExt:
		size = int(d.u8())
	case atomUtf8Ext, atomExt:
		size = int(d.u16())
	default:
		d.fail("the tag %d", tag)
		return term.AUndefined
	}
	name := string(d.take(size))
	if tag == smallAtomExt || tag == atomExt {
		name = latin1(name)
	}
	if d.err == nil && (!utf8.ValidString(name) || utf8.RuneCountInString(name) > term.MaxAtomRunes) {
		d.fail("an atom of %d bytes", size)
	}
	if d.err != nil {
		return term.AUndefined
	}
	if a, ok := term.LookupAtom(name); ok {
		return a
	}
	if d.opts.Safe {
		d.fail("the atom %q does not exist", name)
		return term.AUndefined
	}
	a, err := term.TryIntern(name)
	if err != nil {
		d.err = err
		return term.AUndefined
	}
	return a
}

func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

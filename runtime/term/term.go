package term

import (
	"math"
	"math/big"
	"unsafe"
)

// Kind tells what a Term is.
type Kind uint8

// The kinds. None is the zero Term: no value at all, never seen by Elixir code.
const (
	KindNone Kind = iota
	KindInt
	KindAtom
	KindEmpty // the empty list
	KindCons
	KindTuple
	KindMap
	KindBits // binaries and other bitstrings
	KindBig  // integers beyond 60 bits
	KindFun
	KindPid
	KindPort
	KindRef
	KindFloat
)

const (
	tagBits = 4
	tagMask = 1<<tagBits - 1

	// MaxSmall and MinSmall bound the integers that are held in the Term itself.
	MaxSmall = 1<<(63-tagBits) - 1
	MinSmall = -1 << (63 - tagBits)
)

// A Term is any Elixir value. Terms are small and passed by value. Compare them
// with Equal or Compare, not with ==.
//
// The lower bits are the kind. Those above are a small integer, the number of an atom,
// the length of a tuple or that of a binary, and ref is the object of what has one: the
// elements of a tuple, the bytes of a binary. A float needs all the bits, so isFloat
// stands in ref.
type Term struct {
	bits uint64
	ref  unsafe.Pointer
}

// isFloat is the address that stands in ref for a float.
var isFloat = unsafe.Pointer(&floatMark)

var floatMark byte

// floatFlip is the exponent of what is not finite. The bits of a float are flipped by it,
// so that they are never as small as those of a value with an object.
const floatFlip = 0x7ff << 52

// Cons is one cell of a list.
type Cons struct{ Head, Tail Term }

// Kind returns what t is.
func (t Term) Kind() Kind {
	if t.ref == isFloat {
		return KindFloat
	}
	return Kind(t.bits & tagMask)
}

// Identity is the same for the same object in memory; it is nil for what needs none.
func (t Term) Identity() Object { return Object(t.ref) }

// An Object is a place in memory, to compare with others.
type Object unsafe.Pointer

// of is the object of a value that is just a kind and an object, nil for any other.
func (t Term) of(k Kind) unsafe.Pointer {
	if t.bits == uint64(k) {
		return t.ref
	}
	return nil
}

// big is the integer of a value of KindBig, nil for any other.
func (t Term) big() *big.Int { return (*big.Int)(t.of(KindBig)) }

// IsNone reports whether t is the zero Term.
func (t Term) IsNone() bool { return t.bits == 0 && t.ref == nil }

// Int returns n as a value.
func Int(n int64) Term {
	if n > MaxSmall || n < MinSmall {
		return Term{bits: uint64(KindBig), ref: unsafe.Pointer(big.NewInt(n))}
	}
	return Term{bits: uint64(n)<<tagBits | uint64(KindInt)}
}

// Big returns n as a value, small if it fits. The caller gives n away.
func Big(n *big.Int) Term {
	if n.IsInt64() {
		return Int(n.Int64())
	}
	return Term{bits: uint64(KindBig), ref: unsafe.Pointer(n)}
}

// Float returns f as a value. f must be finite: Elixir has no NaN or infinity.
func Float(f float64) Term { return Term{bits: math.Float64bits(f) ^ floatFlip, ref: isFloat} }

// Empty is the empty list.
var Empty = Term{bits: uint64(KindEmpty)}

// IsSmall reports whether t is an integer held in the Term itself.
func (t Term) IsSmall() bool { return t.ref == nil && t.bits&tagMask == uint64(KindInt) }

// Small returns the integer of a Term for which IsSmall is true.
func (t Term) Small() int64 { return int64(t.bits) >> tagBits }

// PlusSmall returns t + n where t is a small integer and the sum is one too; n must be
// small. The tag stays as it is when only the bits above it are added to.
func (t Term) PlusSmall(n int64) (sum Term, ok bool) {
	s, d := int64(t.bits)+n<<tagBits, n<<tagBits
	return Term{bits: uint64(s)}, t.IsSmall() && (int64(t.bits)^s)&(d^s) >= 0
}

// Plus returns t + u where both are small integers and the sum is one too.
func (t Term) Plus(u Term) (sum Term, ok bool) {
	d := int64(u.bits &^ tagMask)
	s := int64(t.bits) + d
	return Term{bits: uint64(s)}, t.IsSmall() && u.IsSmall() && (int64(t.bits)^s)&(d^s) >= 0
}

// Minus returns t - u where both are small integers and the difference is one too.
func (t Term) Minus(u Term) (diff Term, ok bool) {
	d := int64(u.bits &^ tagMask)
	s := int64(t.bits) - d
	return Term{bits: uint64(s)}, t.IsSmall() && u.IsSmall() && (int64(t.bits)^d)&(int64(t.bits)^s) >= 0
}

// AsInt returns t as an int64 if it is an integer that fits.
func (t Term) AsInt() (int64, bool) {
	if t.IsSmall() {
		return t.Small(), true
	}
	if b := t.big(); b != nil && b.IsInt64() {
		return b.Int64(), true
	}
	return 0, false
}

// AsBig returns t as a big integer if it is any integer. Do not write to it.
func (t Term) AsBig() (*big.Int, bool) {
	if t.IsSmall() {
		return big.NewInt(t.Small()), true
	}
	b := t.big()
	return b, b != nil
}

// IsInteger reports whether t is an integer of any size.
func (t Term) IsInteger() bool {
	k := t.Kind()
	return k == KindInt || k == KindBig
}

// IsNumber reports whether t is an integer or a float.
func (t Term) IsNumber() bool { return t.IsInteger() || t.ref == isFloat }

// AsFloat returns t if it is a float.
func (t Term) AsFloat() (float64, bool) {
	if t.ref != isFloat {
		return 0, false
	}
	return math.Float64frombits(t.bits ^ floatFlip), true
}

// IsAtom reports whether t is an atom.
func (t Term) IsAtom() bool { return t.ref == nil && t.bits&tagMask == uint64(KindAtom) }

// Atom returns t's atom, or 0 when t is not an atom.
func (t Term) Atom() Atom {
	if !t.IsAtom() {
		return 0
	}
	return Atom(t.bits >> tagBits)
}

// Is reports whether t is the atom a.
func (t Term) Is(a Atom) bool { return t.ref == nil && t.bits == uint64(a)<<tagBits|uint64(KindAtom) }

// IsImmediate reports whether t has no object: an atom, a small integer, an empty list, tuple or
// binary.
func (t Term) IsImmediate() bool { return t.ref == nil }

// IsSame reports whether t is the atom, the small integer or the empty list want.
func (t Term) IsSame(want Term) bool { return t.ref == nil && t.bits == want.bits }

// Truthy reports whether t is neither nil nor false.
func (t Term) Truthy() bool { return !t.Is(AFalse) && !t.Is(ANil) }

// NewCons returns [head | tail].
func NewCons(head, tail Term) Term {
	return (&Cons{head, tail}).term()
}

// Cons returns t's cell, or nil when t is not a non-empty list.
func (t Term) Cons() *Cons { return (*Cons)(t.of(KindCons)) }

// term is the list that begins with c.
func (c *Cons) term() Term { return Term{bits: uint64(KindCons), ref: unsafe.Pointer(c)} }

// IsEmpty reports whether t is the empty list.
func (t Term) IsEmpty() bool { return t.ref == nil && t.bits == uint64(KindEmpty) }

// IsList reports whether t is the empty list or a cell (proper or not), as is_list/1.
func (t Term) IsList() bool { return t.IsEmpty() || t.Cons() != nil }

// List returns a proper list of elems.
func List(elems ...Term) Term { return ListTail(elems, Empty) }

// ListTail returns a list of elems that ends in tail.
func ListTail(elems []Term, tail Term) Term {
	cells := CellsFor(len(elems))
	for i := len(elems) - 1; i >= 0; i-- {
		tail = cells.New(elems[i], tail)
	}
	return tail
}

// ConsBytes is what a cell of a list takes.
const ConsBytes = 2 * TermBytes

// Append returns a with tail behind it; ok is false where a is not a proper list. need
// is told how many bytes are about to be made.
func Append(a, tail Term, need func(bytes int) error) (list Term, ok bool, err error) {
	n := 0
	for c := a.Cons(); c != nil; c = c.Tail.Cons() {
		n++
	}
	if err := need(n * ConsBytes); err != nil {
		return list, false, err
	}
	front := Builder{cells: CellsFor(n)}
	for c := a.Cons(); c != nil; c = a.Cons() {
		front.Add(c.Head)
		a = c.Tail
	}
	return front.List(tail), a.IsEmpty(), nil
}

// Slice returns the elements of a proper list; ok is false for anything else.
func (t Term) Slice() (elems []Term, ok bool) {
	n := 0
	end := t
	for c := end.Cons(); c != nil; c = end.Cons() {
		n++
		end = c.Tail
	}
	if !end.IsEmpty() {
		return nil, false
	}
	elems = make([]Term, 0, n)
	for c := t.Cons(); c != nil; c = c.Tail.Cons() {
		elems = append(elems, c.Head)
	}
	return elems, true
}

// Charlist returns a list of the code points of s.
func Charlist(s string) Term {
	var list Builder
	for _, r := range s {
		list.Add(Int(int64(r)))
	}
	return list.List(Empty)
}

// Tup returns a tuple of elems, which the caller gives away when it passes a
// slice.
func Tup(elems ...Term) Term {
	if len(elems) == 0 {
		return Term{bits: uint64(KindTuple)}
	}
	return Term{bits: uint64(len(elems))<<tagBits | uint64(KindTuple), ref: unsafe.Pointer(&elems[0])}
}

// Pair and Triple are Tup of two and three.
func Pair(a, b Term) Term { return Tup(a, b) }

func Triple(a, b, c Term) Term { return Tup(a, b, c) }

// Elems returns the elements of a tuple, nil for anything else (a tuple of no
// elements has a non-nil empty slice). Do not write to it.
func (t Term) Elems() []Term {
	if !t.IsTuple() {
		return nil
	}
	if t.ref == nil {
		return []Term{}
	}
	return unsafe.Slice((*Term)(t.ref), t.bits>>tagBits)
}

// IsTuple reports whether t is a tuple.
func (t Term) IsTuple() bool { return t.bits&tagMask == uint64(KindTuple) && t.ref != isFloat }

// IsTupleOf reports whether t is a tuple of n elements.
func (t Term) IsTupleOf(n int) bool {
	return t.bits == uint64(n)<<tagBits|uint64(KindTuple)
}

// FromMap returns m as a value.
func FromMap(m *Map) Term { return Term{bits: uint64(KindMap), ref: unsafe.Pointer(m)} }

// Map returns t's map, or nil when t is not a map.
func (t Term) Map() *Map {
	return (*Map)(t.of(KindMap))
}

// MapOf returns a map of the given keys and values, in turn.
func MapOf(kv ...Term) Term {
	var m MapBuilder
	for i := 0; i+1 < len(kv); i += 2 {
		m.Put(kv[i], kv[i+1])
	}
	return FromMap(m.Map())
}

package term

import (
	"math"
	"math/big"
	"unsafe"
)

// Kind is the type of a Term.
type Kind uint8

// KindNone is the kind of the zero Term, which Elixir code never sees.
const (
	KindNone Kind = iota
	KindInt
	KindAtom
	KindEmpty // the empty list
	KindCons
	KindTuple
	KindMap
	KindBits // binaries and other bitstrings
	KindBig  // integers of more than 60 bits
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

// A Term is any Elixir value. Terms are small and passed by value. Compare them with Equal or
// Compare, not with ==.
//
// The lower bits hold the kind. The bits above hold a small integer, an atom, or the length of a
// tuple or binary. ref points to the object if there is one, such as the elements of a tuple or
// the bytes of a binary. A float needs all bits, so ref is isFloat instead.
type Term struct {
	bits uint64
	ref  unsafe.Pointer
}

// isFloat is the ref of every float.
var isFloat = unsafe.Pointer(&floatMark)

var floatMark byte

// floatFlip is XORed with the bits of a float. It is the exponent of infinities and NaN, which
// Elixir does not have. So the result is never as small as the bits of a value with an object.
const floatFlip = 0x7ff << 52

// Cons is a list cell.
type Cons struct{ Head, Tail Term }

// Kind returns the kind of t.
func (t Term) Kind() Kind {
	if t.ref == isFloat {
		return KindFloat
	}
	return Kind(t.bits & tagMask)
}

// Identity returns the address of t's object, or nil if t has none.
func (t Term) Identity() Object { return Object(t.ref) }

// An Object is the address of an object, for comparing identities.
type Object unsafe.Pointer

// of returns the object of a value whose bits are just its kind k, and nil for any other value.
func (t Term) of(k Kind) unsafe.Pointer {
	if t.bits == uint64(k) {
		return t.ref
	}
	return nil
}

// big returns the integer of a KindBig term, and nil for any other term.
func (t Term) big() *big.Int { return (*big.Int)(t.of(KindBig)) }

// IsNone reports whether t is the zero Term.
func (t Term) IsNone() bool { return t.bits == 0 && t.ref == nil }

// Int converts n to a Term.
func Int(n int64) Term {
	if n > MaxSmall || n < MinSmall {
		return Term{bits: uint64(KindBig), ref: unsafe.Pointer(big.NewInt(n))}
	}
	return Term{bits: uint64(n)<<tagBits | uint64(KindInt)}
}

// Big converts n to a Term, which is small if n fits. It takes ownership of n.
func Big(n *big.Int) Term {
	if n.IsInt64() {
		return Int(n.Int64())
	}
	return Term{bits: uint64(KindBig), ref: unsafe.Pointer(n)}
}

// Float converts f to a Term. f must be finite: Elixir has no NaN or infinity.
func Float(f float64) Term { return Term{bits: math.Float64bits(f) ^ floatFlip, ref: isFloat} }

// Empty is the empty list.
var Empty = Term{bits: uint64(KindEmpty)}

// IsSmall reports whether t is an integer held in the Term itself.
func (t Term) IsSmall() bool { return t.ref == nil && t.bits&tagMask == uint64(KindInt) }

// Small returns the integer of a term for which IsSmall is true.
func (t Term) Small() int64 { return int64(t.bits) >> tagBits }

// PlusSmall returns t + n. ok is false unless t and the sum are small integers. n must be small.
// Adding to the bits above the tag leaves the tag unchanged.
func (t Term) PlusSmall(n int64) (sum Term, ok bool) {
	s, d := int64(t.bits)+n<<tagBits, n<<tagBits
	return Term{bits: uint64(s)}, t.IsSmall() && (int64(t.bits)^s)&(d^s) >= 0
}

// Plus returns t + u. ok is false unless both and the sum are small integers.
func (t Term) Plus(u Term) (sum Term, ok bool) {
	d := int64(u.bits &^ tagMask)
	s := int64(t.bits) + d
	return Term{bits: uint64(s)}, t.IsSmall() && u.IsSmall() && (int64(t.bits)^s)&(d^s) >= 0
}

// Minus returns t - u. ok is false unless both and the difference are small integers.
func (t Term) Minus(u Term) (diff Term, ok bool) {
	d := int64(u.bits &^ tagMask)
	s := int64(t.bits) - d
	return Term{bits: uint64(s)}, t.IsSmall() && u.IsSmall() && (int64(t.bits)^d)&(int64(t.bits)^s) >= 0
}

// AsInt returns t as an int64. ok is false if t is not an integer or does not fit.
func (t Term) AsInt() (int64, bool) {
	if t.IsSmall() {
		return t.Small(), true
	}
	if b := t.big(); b != nil && b.IsInt64() {
		return b.Int64(), true
	}
	return 0, false
}

// AsBig returns t as a big integer. ok is false if t is not an integer. Do not modify the result.
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

// AsFloat returns the float t. ok is false if t is not a float.
func (t Term) AsFloat() (float64, bool) {
	if t.ref != isFloat {
		return 0, false
	}
	return math.Float64frombits(t.bits ^ floatFlip), true
}

// IsAtom reports whether t is an atom.
func (t Term) IsAtom() bool { return t.ref == nil && t.bits&tagMask == uint64(KindAtom) }

// Atom returns t's atom, or 0 if t is not an atom.
func (t Term) Atom() Atom {
	if !t.IsAtom() {
		return 0
	}
	return Atom(t.bits >> tagBits)
}

// Is reports whether t is the atom a.
func (t Term) Is(a Atom) bool { return t.ref == nil && t.bits == uint64(a)<<tagBits|uint64(KindAtom) }

// IsImmediate reports whether t has no object: it is an atom, a small integer, or an empty list,
// tuple or binary.
func (t Term) IsImmediate() bool { return t.ref == nil }

// IsSame reports whether t equals want, which must be an atom, a small integer or the empty list.
func (t Term) IsSame(want Term) bool { return t.ref == nil && t.bits == want.bits }

// Truthy reports whether t is neither nil nor false.
func (t Term) Truthy() bool { return !t.Is(AFalse) && !t.Is(ANil) }

// NewCons returns [head | tail].
func NewCons(head, tail Term) Term {
	return (&Cons{head, tail}).term()
}

// Cons returns t's cell, or nil if t is not a non-empty list.
func (t Term) Cons() *Cons { return (*Cons)(t.of(KindCons)) }

// term converts the cell c to a Term.
func (c *Cons) term() Term { return Term{bits: uint64(KindCons), ref: unsafe.Pointer(c)} }

// IsEmpty reports whether t is the empty list.
func (t Term) IsEmpty() bool { return t.ref == nil && t.bits == uint64(KindEmpty) }

// IsList reports whether t is the empty list or a cell, proper or not, as is_list/1 does.
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

// ConsBytes is the size of a list cell in bytes.
const ConsBytes = 2 * TermBytes

// needAt is the number of list cells for which Append requests memory at once.
const needAt = 4096

// Append returns a list of the elements of a followed by tail. ok is false if a is not a proper
// list. Append calls need with the number of bytes before it allocates them.
func Append(a, tail Term, need func(bytes int) error) (list Term, ok bool, err error) {
	n := 0
	for c := a.Cons(); c != nil; c = c.Tail.Cons() {
		n++
	}
	if err := need(n % needAt * ConsBytes); err != nil {
		return list, false, err
	}
	front := Builder{cells: CellsFor(n)}
	for c := a.Cons(); c != nil; c = a.Cons() {
		if n%needAt == 0 {
			if err := need(needAt * ConsBytes); err != nil {
				return list, false, err
			}
		}
		n--
		front.Add(c.Head)
		a = c.Tail
	}
	return front.List(tail), a.IsEmpty(), nil
}

// IsProper reports whether t is a list that ends with the empty list.
func (t Term) IsProper() bool {
	for c := t.Cons(); c != nil; c = t.Cons() {
		t = c.Tail
	}
	return t.IsEmpty()
}

// Slice returns the elements of a proper list. ok is false for any other term.
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

// MostOptions is the maximum length of a list of options.
const MostOptions = 4096

// Options is like Slice for the options of a function. It refuses a list that is longer than
// MostOptions, so that no list of options costs memory.
func (t Term) Options() (elems []Term, ok bool) {
	n := 0
	for c := t.Cons(); c != nil; c = c.Tail.Cons() {
		if n++; n > MostOptions {
			return nil, false
		}
	}
	return t.Slice()
}

// Charlist returns the list of the code points of s.
func Charlist(s string) Term {
	var list Builder
	for _, r := range s {
		list.Add(Int(int64(r)))
	}
	return list.List(Empty)
}

// Tup returns a tuple of elems. It takes ownership of a slice that is passed as elems.
func Tup(elems ...Term) Term {
	if len(elems) == 0 {
		return Term{bits: uint64(KindTuple)}
	}
	return Term{bits: uint64(len(elems))<<tagBits | uint64(KindTuple), ref: unsafe.Pointer(&elems[0])}
}

// Pair returns a tuple of two elements, and Triple returns a tuple of three elements.
func Pair(a, b Term) Term { return Tup(a, b) }

func Triple(a, b, c Term) Term { return Tup(a, b, c) }

// Elems returns the elements of a tuple, or nil if t is not a tuple. The result for an empty tuple
// is not nil. Do not modify the result.
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

// FromMap converts m to a Term.
func FromMap(m *Map) Term { return Term{bits: uint64(KindMap), ref: unsafe.Pointer(m)} }

// Map returns t's map, or nil if t is not a map.
func (t Term) Map() *Map {
	return (*Map)(t.of(KindMap))
}

// MapOf returns a map of alternating keys and values.
func MapOf(kv ...Term) Term {
	var m MapBuilder
	for i := 0; i+1 < len(kv); i += 2 {
		m.Put(kv[i], kv[i+1])
	}
	return FromMap(m.Map())
}

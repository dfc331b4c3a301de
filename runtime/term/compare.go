package term

import (
	"cmp"
	"math"
	"math/big"
	"strings"
)

// This file is the total order of Erlang terms (Erlang reference manual, "Term
// Comparisons"): number < atom < reference < fun < port < pid < tuple < map <
// nil < list < bitstring.

// Equal reports whether a and b are the same value: ===/2, the equality of
// pattern matching. 1 and 1.0 differ.
func Equal(a, b Term) bool { return same(a, b, true) }

// LooseEqual is ==/2: as Equal, but 1 and 1.0 are equal wherever they stand.
func LooseEqual(a, b Term) bool { return same(a, b, false) }

// Compare orders a and b: negative, zero or positive. Numbers are compared by
// value, so Compare is zero for 1 and 1.0.
func Compare(a, b Term) int { return compare(a, b, false) }

// CompareExact is the order of map keys (Erlang reference manual, "Map key
// order"): any integer comes before any float.
func CompareExact(a, b Term) int { return compare(a, b, true) }

func same(a, b Term, exact bool) bool {
	if a.ref == nil && b.ref == nil {
		return a.bits == b.bits
	}
	ka, kb := a.Kind(), b.Kind()
	if exact && ka != kb || rank(ka) != rank(kb) {
		return false
	}
	switch ka {
	case KindTuple:
		return sameElems(a.Elems(), b.Elems(), exact)
	case KindCons:
		return sameList(a, b, exact)
	case KindMap:
		return sameMap(a.Map(), b.Map(), exact)
	case KindBits:
		x, y := a.Bits(), b.Bits()
		return x.N == y.N && x.S == y.S
	}
	return compare(a, b, exact) == 0
}

func sameElems(a, b []Term, exact bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i], exact) {
			return false
		}
	}
	return true
}

func sameList(a, b Term, exact bool) bool {
	for {
		ca, cb := a.Cons(), b.Cons()
		if ca == nil || cb == nil {
			return ca == nil && cb == nil && same(a, b, exact)
		}
		if ca == cb {
			return true
		}
		if !same(ca.Head, cb.Head, exact) {
			return false
		}
		a, b = ca.Tail, cb.Tail
	}
}

func sameMap(a, b *Map, exact bool) bool {
	if a == b {
		return true
	}
	if a.Len() != b.Len() {
		return false
	}
	equal := true
	a.Each(func(k, v Term) bool {
		w, ok := b.Get(k)
		equal = ok && same(v, w, exact)
		return equal
	})
	return equal
}

// rank is the place of a kind in the order.
func rank(k Kind) int {
	switch k {
	case KindInt, KindBig, KindFloat:
		return 0
	case KindAtom:
		return 1
	case KindRef:
		return 2
	case KindFun:
		return 3
	case KindPort:
		return 4
	case KindPid:
		return 5
	case KindTuple:
		return 6
	case KindMap:
		return 7
	case KindEmpty:
		return 8
	case KindCons:
		return 9
	case KindBits:
		return 10
	}
	return -1
}

func compare(a, b Term, exact bool) int {
	if a.ref == nil && b.ref == nil && a.bits == b.bits {
		return 0
	}
	ka, kb := a.Kind(), b.Kind()
	if c := cmp.Compare(rank(ka), rank(kb)); c != 0 {
		return c
	}
	switch rank(ka) {
	case 0:
		return compareNumbers(a, b, exact)
	case 1:
		return strings.Compare(a.Atom().String(), b.Atom().String())
	case 2:
		return compareRefs(a.Ref(), b.Ref())
	case 3:
		return compareFuns(a.Fun(), b.Fun())
	case 4:
		x, y := a.Port(), b.Port()
		return cmp.Or(compareNodes(x.Node, y.Node), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Creation, y.Creation))
	case 5:
		return comparePids(a.Pid(), b.Pid())
	case 6:
		return compareTuples(a.Elems(), b.Elems(), exact)
	case 7:
		return compareMaps(a.Map(), b.Map(), exact)
	case 9:
		return compareLists(a, b, exact)
	case 10:
		return compareBits(a.Bits(), b.Bits())
	}
	return 0
}

func compareNumbers(a, b Term, exact bool) int {
	if a.IsSmall() && b.IsSmall() {
		return cmp.Compare(a.Small(), b.Small())
	}
	fa, aIsFloat := a.AsFloat()
	fb, bIsFloat := b.AsFloat()
	switch {
	case aIsFloat && bIsFloat:
		return cmp.Compare(fa, fb)
	case aIsFloat && exact:
		return 1
	case bIsFloat && exact:
		return -1
	case aIsFloat:
		return -compareIntFloat(b, fa)
	case bIsFloat:
		return compareIntFloat(a, fb)
	}
	x, _ := a.AsBig()
	y, _ := b.AsBig()
	return x.Cmp(y)
}

// compareIntFloat compares by exact value, where a conversion to float would
// lose digits.
func compareIntFloat(a Term, f float64) int {
	if a.IsSmall() && math.Abs(f) < 1<<53 && a.Small() < 1<<53 && a.Small() > -1<<53 {
		return cmp.Compare(float64(a.Small()), f)
	}
	n, _ := a.AsBig()
	return new(big.Float).SetInt(n).Cmp(big.NewFloat(f))
}

func compareNodes(a, b Atom) int {
	if a == b {
		return 0
	}
	if a == LocalNode {
		return -1
	}
	if b == LocalNode {
		return 1
	}
	return strings.Compare(a.String(), b.String())
}

func comparePids(a, b *Pid) int {
	if a == b {
		return 0
	}
	return cmp.Or(cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.ID, b.ID),
		compareNodes(a.Node, b.Node), cmp.Compare(a.Creation, b.Creation))
}

func compareRefs(a, b *Ref) int {
	if a == b {
		return 0
	}
	if c := cmp.Or(compareNodes(a.Node, b.Node), cmp.Compare(a.Creation, b.Creation)); c != 0 {
		return c
	}
	for i := len(a.ID) - 1; i >= 0; i-- {
		if c := cmp.Compare(a.ID[i], b.ID[i]); c != 0 {
			return c
		}
	}
	return 0
}

func compareFuns(a, b *Fun) int {
	if a == b {
		return 0
	}
	if a.External != b.External {
		if a.External {
			return 1
		}
		return -1
	}
	c := cmp.Or(strings.Compare(a.Module.String(), b.Module.String()))
	if a.External && c == 0 {
		c = strings.Compare(a.Name.String(), b.Name.String())
	}
	if c := cmp.Or(c, cmp.Compare(a.Index, b.Index), cmp.Compare(a.Uniq(), b.Uniq()), cmp.Compare(a.Arity, b.Arity)); c != 0 {
		return c
	}
	if c := compareTuples(a.Free, b.Free, true); c != 0 || a.Source.IsNone() && b.Source.IsNone() {
		return c
	}
	return compare(a.Source, b.Source, true)
}

func compareTuples(a, b []Term, exact bool) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	for i := range a {
		if c := compare(a[i], b[i], exact); c != 0 {
			return c
		}
	}
	return 0
}

func compareLists(a, b Term, exact bool) int {
	for {
		ca, cb := a.Cons(), b.Cons()
		if ca == nil || cb == nil {
			return compare(a, b, exact)
		}
		if ca == cb {
			return 0
		}
		if c := compare(ca.Head, cb.Head, exact); c != 0 {
			return c
		}
		a, b = ca.Tail, cb.Tail
	}
}

// compareMaps orders by size, then by the sorted keys, then by the values in
// the order of the keys.
func compareMaps(a, b *Map, exact bool) int {
	if c := cmp.Compare(a.Len(), b.Len()); c != 0 {
		return c
	}
	ka, kb := a.sortedKeys(), b.sortedKeys()
	for i := range ka {
		if c := compare(ka[i], kb[i], true); c != 0 {
			return c
		}
	}
	for i := range ka {
		va, _ := a.Get(ka[i])
		vb, _ := b.Get(kb[i])
		if c := compare(va, vb, exact); c != 0 {
			return c
		}
	}
	return 0
}

func compareBits(a, b *Bits) int {
	if a.N&7 == 0 && b.N&7 == 0 {
		return strings.Compare(a.S, b.S)
	}
	n := min(a.N, b.N)
	whole := n / 8
	if c := strings.Compare(a.S[:whole], b.S[:whole]); c != 0 {
		return c
	}
	for i := whole * 8; i < n; i++ {
		x, y := a.S[i/8]>>(7-i%8)&1, b.S[i/8]>>(7-i%8)&1
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(a.N, b.N)
}

package term

import (
	"cmp"
	"math"
	"math/big"
	"strings"
)

// This file implements the total order of Erlang terms (Erlang reference manual, "Term
// Comparisons"): number < atom < reference < fun < port < pid < tuple < map < empty list < list <
// bitstring.

// Equal reports whether a === b, the equality of pattern matching. 1 and 1.0 are not equal.
func Equal(a, b Term) bool {
	if a.ref == nil && b.ref == nil {
		return a.bits == b.bits
	}
	return same(a, b, true)
}

// LooseEqual reports whether a == b. Unlike Equal, it treats 1 and 1.0 as equal at any depth.
func LooseEqual(a, b Term) bool { return same(a, b, false) }

// Compare returns a negative number, zero or a positive number if a is less than, equal to or
// greater than b. Numbers are compared by value, so Compare returns zero for 1 and 1.0.
func Compare(a, b Term) int { return compare(a, b, false) }

// CompareExact compares in the order of map keys (Erlang reference manual, "Map key order"): any
// integer is less than any float.
func CompareExact(a, b Term) int { return compare(a, b, true) }

// rank returns the position of a kind in the order.
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
	if a.IsSmall() && b.IsSmall() {
		return cmp.Compare(a.Small(), b.Small())
	}
	left := walked
	c := compareWithin(a, b, exact, &left)
	if left < 0 {
		return compareDeep(a, b, exact)
	}
	return c
}

// compareWithin is like compare, but compares at most *left nested values. Its result is invalid
// when *left falls below zero.
func compareWithin(a, b Term, exact bool, left *int) int {
	if a.bits == b.bits && a.ref == b.ref {
		return 0
	}
	ka, kb := a.Kind(), b.Kind()
	if c := cmp.Compare(rank(ka), rank(kb)); c != 0 {
		return c
	}
	switch ka {
	case KindTuple, KindCons, KindMap, KindFun:
		if *left--; *left < 0 {
			return 0
		}
	}
	switch rank(ka) {
	case 0:
		return compareNumbers(a, b, exact)
	case 1:
		return strings.Compare(a.Atom().String(), b.Atom().String())
	case 2:
		return compareRefs(a.Ref(), b.Ref())
	case 3:
		return compareFuns(a.Fun(), b.Fun(), left)
	case 4:
		x, y := a.Port(), b.Port()
		return cmp.Or(compareNodes(x.Node, y.Node), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Creation, y.Creation))
	case 5:
		return comparePids(a.Pid(), b.Pid())
	case 6:
		return compareTuples(a.Elems(), b.Elems(), exact, left)
	case 7:
		return compareMaps(a.Map(), b.Map(), exact, left)
	case 9:
		return compareLists(a, b, exact, left)
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
	switch {
	case a.IsSmall():
		return -b.big().Sign()
	case b.IsSmall():
		return a.big().Sign()
	}
	return a.big().Cmp(b.big())
}

// compareIntFloat compares exact values when a conversion to float would lose digits.
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

func compareFuns(a, b *Fun, left *int) int {
	if a == b {
		return 0
	}
	if c := compareCode(a, b); c != 0 {
		return c
	}
	if c := compareTuples(a.Free, b.Free, true, left); c != 0 || a.Source.IsNone() && b.Source.IsNone() {
		return c
	}
	return compareWithin(a.Source, b.Source, true, left)
}

// compareCode compares the code of two funs, without their captured values.
func compareCode(a, b *Fun) int {
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
	return cmp.Or(c, cmp.Compare(a.Index, b.Index), cmp.Compare(a.Uniq(), b.Uniq()), cmp.Compare(a.Arity, b.Arity))
}

func compareTuples(a, b []Term, exact bool, left *int) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	for i := range a {
		if c := compareWithin(a[i], b[i], exact, left); c != 0 {
			return c
		}
	}
	return 0
}

func compareLists(a, b Term, exact bool, left *int) int {
	for {
		ca, cb := a.Cons(), b.Cons()
		if ca == nil || cb == nil {
			return compareWithin(a, b, exact, left)
		}
		if ca == cb {
			return 0
		}
		if c := compareWithin(ca.Head, cb.Head, exact, left); c != 0 {
			return c
		}
		a, b = ca.Tail, cb.Tail
	}
}

// compareMaps compares sizes, then the sorted keys, then the values in the order of the keys.
func compareMaps(a, b *Map, exact bool, left *int) int {
	if c := cmp.Compare(a.Len(), b.Len()); c != 0 {
		return c
	}
	ka, va := a.sorted()
	kb, vb := b.sorted()
	for i := range ka {
		if c := compareWithin(ka[i], kb[i], true, left); c != 0 {
			return c
		}
	}
	for i := range ka {
		if c := compareWithin(va[i], vb[i], exact, left); c != 0 {
			return c
		}
	}
	return 0
}

func compareBits(a, b Bits) int {
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

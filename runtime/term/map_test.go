package term

import (
	"math/rand/v2"
	"testing"
)

func TestMapAgreesWithAGoMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m, want := NewMap(), map[int64]int64{}
	for range 20_000 {
		k, v := rng.Int64N(500), rng.Int64()
		if rng.IntN(3) == 0 {
			m = m.Delete(Int(k))
			delete(want, k)
		} else {
			m = m.Put(Int(k), Int(v))
			want[k] = v
		}
		if m.Len() != len(want) {
			t.Fatalf("%d pairs, want %d", m.Len(), len(want))
		}
	}
	seen := 0
	m.Each(func(k, v Term) bool {
		n, _ := k.AsInt()
		if !Equal(v, Int(want[n])) {
			t.Errorf("%d: wrong value", n)
		}
		seen++
		return true
	})
	if seen != len(want) {
		t.Errorf("%d pairs seen, want %d", seen, len(want))
	}
	for k := range want {
		m = m.Delete(Int(k))
	}
	if m.Len() != 0 {
		t.Errorf("%d pairs are left", m.Len())
	}
}

func TestMapKeepsTheOldVersion(t *testing.T) {
	var versions []*Map
	m := NewMap()
	for i := range 100 {
		versions = append(versions, m)
		m = m.Put(Int(int64(i)), True)
	}
	for i, v := range versions {
		if v.Len() != i {
			t.Errorf("version %d has %d pairs", i, v.Len())
		}
		if _, ok := v.Get(Int(int64(i))); ok {
			t.Errorf("version %d has a later key", i)
		}
	}
}

func TestKeysAreTypedAndSorted(t *testing.T) {
	m := NewMap().Put(Float(1), Str("float")).Put(Int(1), Str("int")).Put(Sym("b"), Nil).Put(Sym("a"), Nil)
	if m.Len() != 4 {
		t.Fatalf("1 and 1.0 are one key")
	}
	want := []Term{Int(1), Float(1), Sym("a"), Sym("b")}
	for i, k := range m.Keys() {
		if !Equal(k, want[i]) {
			t.Errorf("key %d is out of order", i)
		}
	}
}

func TestOrder(t *testing.T) {
	ascending := []Term{
		Int(-1), Float(0.5), Int(1), Int(1 << 62), Sym("a"), Sym("b"),
		Tup(), Tup(Int(9)), Tup(Int(1), Int(2)), MapOf(), MapOf(Int(1), Int(1)),
		Empty, List(Int(1)), List(Int(1), Int(2)), List(Int(2)), Str(""), Str("a"), Str("ab"), Str("b"),
	}
	for i, a := range ascending {
		for j, b := range ascending {
			if got := Compare(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("compare of %d and %d is %d", i, j, got)
			}
		}
	}
	if !LooseEqual(List(Int(1)), List(Float(1))) || Equal(List(Int(1)), List(Float(1))) {
		t.Error("[1] == [1.0], but not ===")
	}
}

package term

import (
	"math/rand/v2"
	"testing"
)

// TestMapBuilder compares maps that a builder builds with maps made by Put. The builder must not
// change a map from which it takes pairs.
func TestMapBuilder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 31, 32, 33, 34, 200, 5000} {
		var b MapBuilder
		want := NewMap()
		for range size {
			k, v := Int(int64(r.IntN(size))), Int(r.Int64N(100))
			if r.IntN(3) == 0 {
				k = Pair(k, Str("key"))
			}
			b.Put(k, v)
			want = want.Put(k, v)
		}
		got := b.Map()
		if !Equal(FromMap(got), FromMap(want)) || got.Len() != want.Len() {
			t.Errorf("%d pairs: built %d, put %d", size, got.Len(), want.Len())
		}
		var again MapBuilder
		again.PutAll(got)
		again.Put(Sym("one"), Int(1))
		if _, there := got.Get(Sym("one")); there || again.Map().Len() != want.Len()+1 {
			t.Errorf("%d pairs: building another map changed the first", size)
		}
	}
}

// TestRevise changes values of a map in a builder. The result shares the keys of the original,
// which must not change.
func TestRevise(t *testing.T) {
	old := MapOf(Sym("a"), Int(1), Sym("b"), Int(2)).Map()
	var b MapBuilder
	if !b.Revise(old) || !b.Replace(Sym("b"), Int(3)) || b.Replace(Sym("c"), Int(4)) {
		t.Fatal("a flat map can be revised, and has b and no c")
	}
	if got := Inspect(FromMap(b.Map()), Opts{}); got != "%{a: 1, b: 3}" {
		t.Errorf("revised: %s", got)
	}
	b = MapBuilder{}
	b.Revise(old)
	b.Put(Sym("aa"), Int(5))
	if got := Inspect(FromMap(b.Map()), Opts{}); got != "%{a: 1, aa: 5, b: 2}" {
		t.Errorf("with one more: %s", got)
	}
	if got := Inspect(FromMap(old), Opts{}); got != "%{a: 1, b: 2}" {
		t.Errorf("the first is now %s", got)
	}
	large := NewMap()
	for n := range 2 * maxFlat {
		large = large.Put(Int(int64(n)), True)
	}
	if b.Revise(large) {
		t.Error("a large map is not flat")
	}
}

// TestShapes checks that all maps of a shape share their keys. Only distinct atoms have a shape.
func TestShapes(t *testing.T) {
	s, ok := ShapeOf([]Term{Sym("b"), Sym("c"), Sym("a")})
	if !ok {
		t.Fatal("three atoms are a shape")
	}
	m, vals := s.Map()
	for i := range vals {
		vals[s.Place(i)] = Int(int64(i))
	}
	if got := Inspect(FromMap(m), Opts{}); got != "%{a: 2, b: 0, c: 1}" {
		t.Errorf("a map of it is %s", got)
	}
	if other := MapOf(Sym("a"), True, Sym("b"), True, Sym("c"), True).Map(); &other.keys[0] != &m.keys[0] {
		t.Error("a map that was put together has keys of its own")
	}
	for _, keys := range [][]Term{{Int(1)}, {Sym("a"), Sym("a")}, make([]Term, maxFlat+1)} {
		if _, ok := ShapeOf(keys); ok {
			t.Errorf("%d keys, the first %s, are a shape", len(keys), Inspect(keys[0], Opts{}))
		}
	}
}

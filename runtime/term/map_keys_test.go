package term

import (
	"fmt"
	"testing"
)

// TestKeysAreShared checks that flat maps with the same atoms as keys share the slice of keys, in
// whatever order the keys were added.
func TestKeysAreShared(t *testing.T) {
	atoms := []Term{Sym("c"), Sym("a"), Sym("b"), Sym("d")}
	build := func(order ...int) *Map {
		m := NewMap()
		for _, i := range order {
			m = m.Put(atoms[i], Int(int64(i)))
		}
		return m
	}
	one, other := build(0, 1, 2, 3), build(3, 2, 1, 0)
	if &one.keys[0] != &other.keys[0] {
		t.Error("two maps with the same keys have them twice")
	}
	one.Delete(atoms[1])
	if got := Inspect(FromMap(other), Opts{}); got != "%{a: 1, b: 2, c: 0, d: 3}" {
		t.Errorf("after a deletion from another map: %s", got)
	}
}

// TestKeysThatAreNotShared builds maps with keys that are not atoms, and with atoms that collide in
// the table of shared keys.
func TestKeysThatAreNotShared(t *testing.T) {
	for n := range 3000 {
		m := NewMap().Put(Int(int64(n)), True).Put(Sym(fmt.Sprint("key", n)), Int(int64(n))).Put(Str("text"), True)
		alone := NewMap().Put(Sym(fmt.Sprint("key", n)), Int(int64(n))).Put(Sym("z"), True)
		for _, m := range []*Map{m, alone} {
			if v, ok := m.Get(Sym(fmt.Sprint("key", n))); !ok || !Equal(v, Int(int64(n))) || m.Len() != len(m.Keys()) {
				t.Fatalf("%d: %s", n, Inspect(FromMap(m), Opts{}))
			}
		}
	}
}

// TestKeysTakenAway deletes a key. The map must then share its keys with a map that never had the
// key. Each value must stay with its key.
func TestKeysTakenAway(t *testing.T) {
	for n := range maxFlat {
		with, without := NewMap(), NewMap()
		for i := range n + 1 {
			k := Sym(fmt.Sprint("away", i*37%(n+1)))
			with = with.Put(k, Int(int64(i)))
			if i != n/2 {
				without = without.Put(k, Int(int64(i)))
			}
		}
		taken := with.Delete(Sym(fmt.Sprint("away", n/2*37%(n+1))))
		if !Equal(FromMap(taken), FromMap(without)) {
			t.Errorf("%s is not %s", Inspect(FromMap(taken), Opts{}), Inspect(FromMap(without), Opts{}))
		}
		if n > 0 && &taken.keys[0] != &without.keys[0] {
			t.Errorf("%d keys are there twice", n)
		}
	}
}

package vm

import (
	"math/rand"
	"testing"
)

type pair struct{ k, v int }

func (p pair) key() int { return p.k }

// TestFew compares a few with a Go map, for few and for many entries.
func TestFew(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for _, keys := range []int{1, 3, manyFew, manyFew + 1, 100} {
		var f few[int, pair]
		want := map[int]int{}
		for i := range 2000 {
			k := r.Intn(keys)
			old, had := want[k]
			switch r.Intn(3) {
			case 0:
				f.put(pair{k, i})
				want[k] = i
			case 1:
				if got, ok := f.get(k); ok != had || got.v != old {
					t.Fatalf("%d: get %v %v, not %v %v", keys, got, ok, old, had)
				}
			default:
				if got, ok := f.drop(k); ok != had || got.v != old {
					t.Fatalf("%d: drop %v %v, not %v %v", keys, got, ok, old, had)
				}
				delete(want, k)
			}
			if i%100 == 0 {
				f.trim()
			}
			all := f.all()
			for _, p := range all {
				if want[p.k] != p.v {
					t.Fatalf("%d: %v in all, not %d", keys, p, want[p.k])
				}
			}
			if len(all) != len(want) {
				t.Fatalf("%d: %d in all, not %d", keys, len(all), len(want))
			}
		}
	}
}

// TestFewOfMany removes entries during an iteration over all of them. No map may remain.
func TestFewOfMany(t *testing.T) {
	var f few[int, pair]
	for i := range 1000 {
		f.put(pair{k: i})
	}
	if f.list != nil {
		t.Error("there is a list besides the map")
	}
	for _, p := range f.all() {
		f.drop(p.k)
	}
	if f.byKey != nil || len(f.all()) != 0 {
		t.Error("something is left")
	}
}

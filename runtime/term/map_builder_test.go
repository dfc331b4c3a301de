package term

import (
	"math/rand/v2"
	"testing"
)

// A map is the same whether it was built or put together pair by pair, and building
// does not change a map that the builder took its pairs from.
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

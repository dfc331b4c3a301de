package crdt

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/quick"

	"lab/runtime/term"
)

// A world is a set of replicas that write and exchange deltas. A seed determines the order and the
// losses.
type world struct {
	rand     *rand.Rand
	replicas []*Map
	flying   []flight
	clock    int64
}

// A flight is a delta in transit. It may arrive late, twice or never.
type flight struct {
	to    int
	delta *Delta
}

func newWorld(seed uint64, replicas int) *world {
	w := &world{rand: rand.New(rand.NewPCG(seed, 0))}
	for i := range replicas {
		w.replicas = append(w.replicas, New(uint64(100+i)))
	}
	return w
}

func key(i int) term.Term { return term.Str(fmt.Sprintf("key%d", i)) }

func (w *world) step() {
	i := w.rand.IntN(len(w.replicas))
	m := w.replicas[i]
	switch w.rand.IntN(6) {
	case 0, 1:
		w.clock++
		m.Put(key(w.rand.IntN(8)), term.Int(w.clock), w.clock-int64(w.rand.IntN(5)))
	case 2:
		m.Remove(key(w.rand.IntN(8)))
	case 3:
		w.tell(i)
	case 4:
		w.arrive()
	case 5:
		w.compare(i, w.rand.IntN(len(w.replicas)))
	}
}

// tell sends replica i's operations to the others. One in four deltas is lost.
func (w *world) tell(i int) {
	d := w.replicas[i].Delta()
	if d == nil {
		return
	}
	for to := range w.replicas {
		if to != i && w.rand.IntN(4) > 0 {
			w.flying = append(w.flying, flight{to, d})
		}
	}
}

// arrive delivers a random delta. In half of the cases the delta may arrive again.
func (w *world) arrive() {
	if len(w.flying) == 0 {
		return
	}
	i := w.rand.IntN(len(w.flying))
	f := w.flying[i]
	if w.rand.IntN(2) == 0 {
		w.flying = append(w.flying[:i], w.flying[i+1:]...)
	}
	w.replicas[f.to].Join(f.delta)
}

// compare lets two replicas find their differences. Between the steps, they may be written to and
// receive deltas.
func (w *world) compare(a, b int) {
	if a == b {
		return
	}
	x, y := w.replicas[a], w.replicas[b]
	groups, seenX := x.Summary()
	w.disturb(a, b)
	buckets, seenY := y.Groups(groups)
	w.disturb(a, b)
	content := x.Content(buckets, seenX)
	w.disturb(a, b)
	_, answer := y.Answer(content, seenY)
	w.disturb(a, b)
	x.Join(answer)
}

func (w *world) disturb(ends ...int) {
	for _, i := range ends {
		if w.rand.IntN(3) == 0 {
			w.clock++
			w.replicas[i].Put(key(w.rand.IntN(8)), term.Int(w.clock), w.clock)
		}
		if w.rand.IntN(4) == 0 {
			w.replicas[i].Remove(key(w.rand.IntN(8)))
		}
	}
	w.arrive()
}

// settle lets all pairs compare, without concurrent writes, until nothing changes.
func (w *world) settle() {
	for range len(w.replicas) + 1 {
		for a, x := range w.replicas {
			for _, y := range w.replicas[a+1:] {
				groups, seenX := x.Summary()
				buckets, seenY := y.Groups(groups)
				_, answer := y.Answer(x.Content(buckets, seenX), seenY)
				x.Join(answer)
			}
		}
	}
}

func contents(m *Map) map[string]int64 {
	out := map[string]int64{}
	m.Each(func(k, v term.Term) {
		name, _ := k.AsStr()
		out[name], _ = v.AsInt()
	})
	return out
}

// TestConvergence checks that all replicas converge, whatever the order, loss, repetition and
// delay of deltas.
func TestConvergence(t *testing.T) {
	same := func(seed uint64) bool {
		w := newWorld(seed, 2+int(seed%4))
		for range 200 {
			w.step()
		}
		w.settle()
		want := fmt.Sprint(contents(w.replicas[0]))
		for i, m := range w.replicas {
			if got := fmt.Sprint(contents(m)); got != want || m.Root() != w.replicas[0].Root() {
				t.Logf("seed %d: replica 0 has %s, replica %d has %s", seed, want, i, got)
				return false
			}
		}
		return true
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 100}); err != nil {
		t.Error(err)
	}
}

// TestOnlyDeltas checks that no comparison is needed if every delta arrives, in any order and
// possibly more than once.
func TestOnlyDeltas(t *testing.T) {
	same := func(seed uint64) bool {
		w := newWorld(seed, 3)
		var all []*Delta
		for range 100 {
			m := w.replicas[w.rand.IntN(3)]
			w.clock++
			if w.rand.IntN(3) == 0 {
				m.Remove(key(w.rand.IntN(5)))
			} else {
				m.Put(key(w.rand.IntN(5)), term.Int(w.clock), w.clock)
			}
			if d := m.Delta(); d != nil {
				all = append(all, d)
				// Sometimes a delta arrives immediately.
				if w.rand.IntN(2) == 0 {
					w.replicas[w.rand.IntN(3)].Join(d)
				}
			}
		}
		for _, m := range w.replicas {
			for _, i := range w.rand.Perm(2 * len(all)) {
				m.Join(all[i%len(all)])
			}
		}
		return w.replicas[0].Root() == w.replicas[1].Root() && w.replicas[1].Root() == w.replicas[2].Root()
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

// TestNothingIsLost checks that keys survive unless they are removed, however comparisons and
// writes overlap.
func TestNothingIsLost(t *testing.T) {
	kept := func(seed uint64) bool {
		w := newWorld(seed, 3)
		n := 0
		write := func() {
			w.replicas[w.rand.IntN(3)].Put(key(n), term.Int(int64(n)), 1)
			n++
		}
		for range 40 {
			write()
			i := w.rand.IntN(3)
			w.tell(i)
			x, y := w.replicas[i], w.replicas[(i+1)%3]
			groups, seenX := x.Summary()
			write()
			w.arrive()
			buckets, seenY := y.Groups(groups)
			write()
			w.arrive()
			content := x.Content(buckets, seenX)
			write()
			_, answer := y.Answer(content, seenY)
			write()
			x.Join(answer)
		}
		w.settle()
		for i, m := range w.replicas {
			if got := len(contents(m)); got != n {
				t.Logf("seed %d: replica %d has %d of %d keys", seed, i, got, n)
				return false
			}
		}
		return true
	}
	if err := quick.Check(kept, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

func TestAddWins(t *testing.T) {
	a, b := New(1), New(2)
	a.Put(key(1), term.Int(1), 1)
	b.Join(a.Delta())
	b.Remove(key(1))
	a.Put(key(1), term.Int(2), 2) // b's removal has not seen this write
	da, db := a.Delta(), b.Delta()
	a.Join(db)
	b.Join(da)
	for _, m := range []*Map{a, b} {
		if v, ok := m.Get(key(1)); !ok || !term.Equal(v, term.Int(2)) {
			t.Error("the write was removed")
		}
	}
}

func TestLastWriteWins(t *testing.T) {
	a, b := New(1), New(2)
	a.Put(key(1), term.Int(1), 20)
	b.Put(key(1), term.Int(2), 10)
	da, db := a.Delta(), b.Delta()
	if changes := a.Join(db); len(changes) != 0 {
		t.Errorf("the earlier write changed %v", changes)
	}
	if changes := b.Join(da); len(changes) != 1 || !term.Equal(changes[0].Value, term.Int(1)) {
		t.Errorf("got %v", changes)
	}
}

// TestDifferenceAlone checks that two replicas with few differences exchange little more than these
// differences.
func TestDifferenceAlone(t *testing.T) {
	a, b := New(1), New(2)
	for i := range 10_000 {
		a.Put(key(i), term.Int(int64(i)), 1)
	}
	b.Join(a.Delta())
	for i := range 50 {
		b.Put(key(20_000+i), term.Int(1), 1)
	}
	groups, seenA := a.Summary()
	buckets, seenB := b.Groups(groups)
	content := a.Content(buckets, seenA)
	_, answer := b.Answer(content, seenB)
	a.Join(answer)
	if sent := len(content.Entries) + len(answer.Entries); sent > 200 {
		t.Errorf("%d entries were sent for a difference of 50", sent)
	}
	if a.Root() != b.Root() {
		t.Error("they differ")
	}
}

package vm

import "testing"

// TestHeadroom checks that headroom is returned after each busy period and not during it, and from
// time to time while the node allocates a little.
func TestHeadroom(t *testing.T) {
	var h headroom
	made, given := uint64(0), 0
	looks := func(n int, each uint64) {
		for range n {
			made += each
			if h.due(made) {
				given++
			}
		}
	}
	for _, c := range []struct {
		what  string
		looks int
		each  uint64
		given int
	}{
		{"a start that allocated little", 5, 3 << 20, 0},
		{"and calm", 20, 1 << 10, 0},
		{"work", 100, 8 << 20, 0},
		{"a short rest", calmLooks - 2, 1 << 10, 0},
		{"work again", 10, 8 << 20, 0},
		{"calm", 100, 1 << 10, 1},
		{"work", 20, 8 << 20, 1},
		{"calm", 100, 1 << 10, 2},
		{"calm, with gossip", 100, 100 << 10, 2},
		{"calm, with gossip", 100, 100 << 10, 3},
	} {
		looks(c.looks, c.each)
		if given != c.given {
			t.Fatalf("%s: given back %d times, not %d", c.what, given, c.given)
		}
	}
}

func TestLargeHeapsHaveLessHeadroom(t *testing.T) {
	for _, c := range []struct {
		live uint64
		busy bool
		want int
	}{
		{0, false, gcPercent}, {8 << 20, false, gcPercent}, {32 << 20, false, 300}, {1 << 30, false, gcLeast},
		{8 << 20, true, gcBusy}, {12 << 20, true, 800}, {32 << 20, true, 300}, {1 << 30, true, gcLeast},
	} {
		h := headroom{busy: c.busy}
		if got := h.percentOf(c.live); got != c.want {
			t.Errorf("%d bytes alive, busy %v: %d, not %d", c.live, c.busy, got, c.want)
		}
	}
}

// TestBriefNodesCollectLate checks that the percentage of a brief node depends only on its live
// memory. Growth does not lower it.
func TestBriefNodesCollectLate(t *testing.T) {
	var h headroom
	if first := 4 << 20 * h.begin(true) / 100; first != enoughRoom {
		t.Errorf("%d bytes are made before the first run", first)
	}
	for _, c := range []struct{ live, want int }{{3, gcBrief}, {16, 600}, {24, 400}, {32, 300}, {300, gcLeast}} {
		if got := h.percentAt(uint64(c.live) << 20); got != c.want {
			t.Errorf("%d MB alive: %d, not %d", c.live, got, c.want)
		}
	}
}

// TestGrowingHeapsHaveLessHeadroom checks that a heap has less headroom until its live memory has
// not grown for a second.
func TestGrowingHeapsHaveLessHeadroom(t *testing.T) {
	var h headroom
	for _, c := range []struct {
		live uint64 // megabytes
		want int
	}{
		{10, gcPercent}, {20, gcGrowing}, {20, gcGrowing}, {20, gcGrowing}, {20, gcGrowing}, {20, gcGrowing}, {20, gcPercent}, {20, gcPercent},
		{21, gcPercent}, {30, gcGrowing}, {40, gcGrowing}, {70, gcLeast}, {40, gcGrowing}, {80, gcLeast},
	} {
		if got := h.percentAt(c.live << 20); got != c.want {
			t.Errorf("%d MB alive: %d, not %d", c.live, got, c.want)
		}
	}
}

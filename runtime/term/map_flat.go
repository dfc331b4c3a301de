package term

// This file implements flat maps: the position of a key, and the memory of the values.

// flatMap returns a map with the given keys and unset values. A small map and its values share one
// allocation, which takes half the time of two allocations.
func flatMap(keys []Term) *Map {
	var m *Map
	switch n := len(keys); n {
	case 0:
		return emptyMap
	case 1:
		x := &struct {
			Map
			room [1]Term
		}{}
		m, x.vals = &x.Map, x.room[:]
	case 2:
		x := &struct {
			Map
			room [2]Term
		}{}
		m, x.vals = &x.Map, x.room[:]
	case 3:
		x := &struct {
			Map
			room [3]Term
		}{}
		m, x.vals = &x.Map, x.room[:]
	case 4:
		x := &struct {
			Map
			room [4]Term
		}{}
		m, x.vals = &x.Map, x.room[:]
	case 5, 6:
		x := &struct {
			Map
			room [6]Term
		}{}
		m, x.vals = &x.Map, x.room[:n:n]
	case 7, 8:
		x := &struct {
			Map
			room [8]Term
		}{}
		m, x.vals = &x.Map, x.room[:n:n]
	default:
		m = &Map{vals: make([]Term, n)}
	}
	m.keys, m.n = keys, len(keys)
	return m
}

// position returns the index of k in the sorted keys of a flat map. ok is false if k is not a key.
func position(keys []Term, k Term) (i int, ok bool) {
	if k.ref != nil {
		return placed(keys, k)
	}
	for i := range keys {
		if keys[i].bits == k.bits && keys[i].ref == nil {
			return i, true
		}
	}
	return 0, false
}

// placed is like position, but returns the insertion index if k is not a key.
func placed(keys []Term, k Term) (i int, ok bool) {
	low, high := 0, len(keys)
	for low < high {
		middle := (low + high) / 2
		c := CompareExact(keys[middle], k)
		if c == 0 {
			return middle, true
		}
		if c < 0 {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, false
}

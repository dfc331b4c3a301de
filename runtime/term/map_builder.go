package term

// A MapBuilder makes a map of many pairs. Until it is done nobody else has the nodes of
// its trie, so that it can write to them. The zero value is ready.
type MapBuilder struct {
	m *Map
}

// Put sets the value of k.
func (b *MapBuilder) Put(k, v Term) {
	switch {
	case b.m == nil:
		b.m = emptyMap.Put(k, v)
		return
	case b.m.root == nil && b.m.n == maxFlat:
		if _, there := b.m.find(k); !there {
			b.m = b.m.toTrie()
		}
	}
	if b.m.root == nil {
		b.m = b.m.Put(k, v)
		return
	}
	if b.m.root.set(k, v, Hash(k), 0) {
		b.m.n++
	}
}

// PutAll sets the pairs of a map.
func (b *MapBuilder) PutAll(m *Map) {
	m.Each(func(k, v Term) bool {
		b.Put(k, v)
		return true
	})
}

// Map is the map. Nothing may be put afterwards.
func (b *MapBuilder) Map() *Map {
	if b.m == nil {
		return emptyMap
	}
	return b.m
}

// set is put that writes to t, which nobody else has.
func (t *trie) set(k, v Term, hash uint64, level int) (added bool) {
	if level == trieLevels {
		if i := t.collision(k); i >= 0 {
			t.entries[i].val = v
			return false
		}
		t.entries = append(t.entries, entry{key: k, val: v})
		return true
	}
	mark := place(hash, level)
	i := t.at(mark)
	if t.marks&mark == 0 {
		t.insert(i, entry{key: k, val: v})
		t.marks |= mark
		return true
	}
	e := &t.entries[i]
	switch below := e.below(); {
	case below != nil:
		return below.set(k, v, hash, level+1)
	case Equal(e.key, k):
		e.val = v
		return false
	default:
		below := &trie{}
		below.set(e.key, e.val, Hash(e.key), level+1)
		below.set(k, v, hash, level+1)
		*e = below.entry()
		return true
	}
}

// roomStep is by how many entries a node grows: what is left over stays as long as the
// map.
const roomStep = 4

func (t *trie) insert(i int, e entry) {
	n := len(t.entries)
	if n == cap(t.entries) {
		larger := make([]entry, n, n+roomStep)
		copy(larger, t.entries)
		t.entries = larger
	}
	t.entries = t.entries[:n+1]
	copy(t.entries[i+1:], t.entries[i:n])
	t.entries[i] = e
}

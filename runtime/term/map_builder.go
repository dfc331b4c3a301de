package term

import "slices"

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
			t.pairs[i].val = v
			return false
		}
		t.pairs = append(t.pairs, entry{k, v})
		return true
	}
	mark := place(hash, level)
	i := before(t.marks, mark)
	switch {
	case t.downs&mark != 0:
		return t.nodes[before(t.downs, mark)].set(k, v, hash, level+1)
	case t.marks&mark == 0:
		t.insert(i, entry{k, v})
		t.marks |= mark
		return true
	case Equal(t.pairs[i].key, k):
		t.pairs[i].val = v
		return false
	}
	below, x := &trie{}, t.pairs[i]
	below.set(x.key, x.val, Hash(x.key), level+1)
	below.set(k, v, hash, level+1)
	t.pairs = slices.Delete(t.pairs, i, i+1)
	t.marks &^= mark
	t.nodes = with(t.nodes, before(t.downs, mark), below)
	t.downs |= mark
	return true
}

// roomStep is by how many pairs a node grows: what is left over stays as long as the
// map.
const roomStep = 4

func (t *trie) insert(i int, x entry) {
	n := len(t.pairs)
	if n == cap(t.pairs) {
		larger := make([]entry, n, n+roomStep)
		copy(larger, t.pairs)
		t.pairs = larger
	}
	t.pairs = t.pairs[:n+1]
	copy(t.pairs[i+1:], t.pairs[i:n])
	t.pairs[i] = x
}

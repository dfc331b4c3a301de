package term

import "slices"

// A MapBuilder makes a map of many pairs. Until it is done nobody else has its arrays nor
// the nodes of its trie, so that it can write to them. The zero value is ready.
type MapBuilder struct {
	flat Map
	root *trie
	n    int
}

// Put sets the value of k.
func (b *MapBuilder) Put(k, v Term) { *b.At(k) = v }

// At is where the value of k stands, until anything else is done; a key that is not there
// gets a place without a value, which the caller has to set.
func (b *MapBuilder) At(k Term) *Term {
	if b.root == nil {
		i, there := b.flat.find(k)
		if there {
			return &b.flat.vals[i]
		}
		if len(b.flat.keys) < maxFlat {
			b.flat.keys = slices.Insert(b.flat.keys, i, k)
			b.flat.vals = slices.Insert(b.flat.vals, i, Term{})
			b.n++
			return &b.flat.vals[i]
		}
		b.root = b.flat.toTrie().root
	}
	slot, added := b.root.at(k, Hash(k), 0)
	if added {
		b.n++
	}
	return slot
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
	switch {
	case b.n == 0:
		return emptyMap
	case b.root != nil:
		return &Map{root: b.root, n: b.n}
	}
	return &Map{keys: keysOf(b.flat.keys), vals: slices.Clip(b.flat.vals), n: b.n}
}

// at is where the value of k stands in t, which nobody else has; it makes room for a key
// that is not there.
func (t *trie) at(k Term, hash uint64, level int) (slot *Term, added bool) {
	if level == trieLevels {
		if i := t.collision(k); i >= 0 {
			return &t.pairs[i].val, false
		}
		t.pairs = append(t.pairs, entry{key: k})
		return &t.pairs[len(t.pairs)-1].val, true
	}
	mark := place(hash, level)
	i := before(t.marks, mark)
	switch {
	case t.downs&mark != 0:
		return t.nodes[before(t.downs, mark)].at(k, hash, level+1)
	case t.marks&mark == 0:
		t.insert(i, entry{key: k})
		t.marks |= mark
		return &t.pairs[i].val, true
	case Equal(t.pairs[i].key, k):
		return &t.pairs[i].val, false
	}
	below, x := &trie{}, t.pairs[i]
	below.set(x.key, x.val, Hash(x.key), level+1)
	t.pairs = slices.Delete(t.pairs, i, i+1)
	t.marks &^= mark
	t.nodes = with(t.nodes, before(t.downs, mark), below)
	t.downs |= mark
	return below.at(k, hash, level+1)
}

// set sets the value of k in t, which nobody else has.
func (t *trie) set(k, v Term, hash uint64, level int) {
	slot, _ := t.at(k, hash, level)
	*slot = v
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

package term

import "slices"

// A MapBuilder builds a map of many pairs. It owns the values of the pairs and the nodes of the
// trie until Map returns them, so it can change them in place. The zero value is ready to use.
type MapBuilder struct {
	keys, vals []Term // the pairs of a flat map, sorted as in Map
	owned      bool   // keys is not shared
	revised    *Map   // the map that contains vals, after Revise
	room       int    // maximum number of pairs, announced by Expect
	m          *Map   // the map, once it needs a trie
}

// Expect announces that about n pairs will be put.
func (b *MapBuilder) Expect(n int) { b.room = min(n, maxFlat) }

// Revise starts with the pairs of m and reports true if m is flat. If m is larger, it does nothing
// and reports false, because a larger map is cheaper to change pair by pair.
func (b *MapBuilder) Revise(m *Map) bool {
	if m.root != nil {
		return false
	}
	made := flatMap(m.keys)
	copy(made.vals, m.vals)
	*b = MapBuilder{keys: m.keys, vals: made.vals, revised: made}
	return true
}

// Replace sets the value of an existing key. It reports whether k exists.
func (b *MapBuilder) Replace(k, v Term) bool {
	i, ok := position(b.keys, k)
	if ok {
		b.vals[i] = v
	}
	return ok
}

// Put sets the value of k.
func (b *MapBuilder) Put(k, v Term) { *b.At(k) = v }

// At returns a pointer to the value of k, valid until the next call of a method. It inserts a
// missing key. The caller must then set the value of that key.
func (b *MapBuilder) At(k Term) *Term {
	if b.m == nil {
		i, ok := placed(b.keys, k)
		switch {
		case ok:
			return &b.vals[i]
		case len(b.keys) < maxFlat:
			b.insert(i, k, Term{})
			return &b.vals[i]
		}
		b.m = (&Map{keys: b.keys, vals: b.vals, n: len(b.keys)}).toTrie()
	}
	slot, added := b.m.root.at(k, Hash(k), 0)
	if added {
		b.m.n++
	}
	return slot
}

func (b *MapBuilder) insert(i int, k, v Term) {
	if !b.owned {
		room := max(b.room, len(b.keys)+roomStep)
		b.keys = append(make([]Term, 0, room), b.keys...)
		b.vals = append(make([]Term, 0, room), b.vals...)
		b.owned = true
	}
	b.keys, b.vals = slices.Insert(b.keys, i, k), slices.Insert(b.vals, i, v)
}

// PutAll adds the pairs of m.
func (b *MapBuilder) PutAll(m *Map) {
	if b.m == nil && len(b.keys) == 0 {
		if !b.Revise(m) {
			b.m = &Map{root: m.root.clone(), n: m.n}
		}
		return
	}
	m.Each(func(k, v Term) bool {
		b.Put(k, v)
		return true
	})
}

// Map returns the finished map. Do not change the builder afterwards.
func (b *MapBuilder) Map() *Map {
	switch {
	case b.m != nil:
		return b.m
	case len(b.keys) == 0:
		return emptyMap
	case b.owned:
		b.keys = sharedKeys(b.keys)
	case b.revised != nil:
		return b.revised
	}
	if len(b.vals) < cap(b.vals) {
		made := flatMap(b.keys)
		copy(made.vals, b.vals)
		return made
	}
	return &Map{keys: b.keys, vals: b.vals, n: len(b.keys)}
}

// at returns a pointer to the value of k in t and inserts a missing key. t must not be shared.
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

// clone returns a deep copy of t's nodes.
func (t *trie) clone() *trie {
	out := &trie{t.marks, t.downs, slices.Clone(t.pairs), make([]*trie, len(t.nodes))}
	for i, below := range t.nodes {
		out.nodes[i] = below.clone()
	}
	return out
}

// set sets the value of k in t. t must not be shared.
func (t *trie) set(k, v Term, hash uint64, level int) {
	slot, _ := t.at(k, hash, level)
	*slot = v
}

// roomStep is the number of pairs by which a node grows. It is small, because unused room stays as
// long as the map.
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

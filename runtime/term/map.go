package term

import "slices"

// This file implements the persistent map. Up to maxFlat pairs are kept in arrays sorted by key,
// as the BEAM keeps small maps. A larger map is a hash trie.

// maxFlat is MAP_SMALL_MAP_LIMIT of the BEAM: larger maps are unordered.
const maxFlat = 32

// A Map is an immutable map. The zero value is invalid, so start with NewMap.
type Map struct {
	keys, vals []Term // sorted by CompareExact, when root is nil
	root       *trie
	n          int
}

var emptyMap = &Map{}

// NewMap returns the empty map.
func NewMap() *Map { return emptyMap }

// Len returns the number of pairs.
func (m *Map) Len() int { return m.n }

// Get returns the value of k and reports whether k is present.
func (m *Map) Get(k Term) (Term, bool) {
	if m.root != nil {
		return m.root.get(k, Hash(k), 0)
	}
	i, ok := position(m.keys, k)
	if !ok {
		return Term{}, false
	}
	return m.vals[i], true
}

// Put returns a copy of m with v as the value of k.
func (m *Map) Put(k, v Term) *Map {
	if m.root != nil {
		root, added := m.root.put(k, v, Hash(k), 0)
		n := m.n
		if added {
			n++
		}
		return &Map{root: root, n: n}
	}
	if i, ok := position(m.keys, k); ok {
		if m.vals[i] == v {
			return m
		}
		made := flatMap(m.keys)
		copy(made.vals, m.vals)
		made.vals[i] = v
		return made
	}
	if m.n == maxFlat {
		return m.toTrie().Put(k, v)
	}
	keys, i := keysWith(m.keys, k)
	made := flatMap(keys)
	copy(made.vals, m.vals[:i])
	made.vals[i] = v
	copy(made.vals[i+1:], m.vals[i:])
	return made
}

func (m *Map) toTrie() *Map {
	root := &trie{}
	for i, k := range m.keys {
		root.set(k, m.vals[i], Hash(k), 0)
	}
	return &Map{root: root, n: m.n}
}

// Delete returns a copy of m without k.
func (m *Map) Delete(k Term) *Map {
	if m.root == nil {
		i, ok := position(m.keys, k)
		if !ok {
			return m
		}
		made := flatMap(keysWithout(m.keys, i))
		copy(made.vals, m.vals[:i])
		copy(made.vals[i:], m.vals[i+1:])
		return made
	}
	root, removed := m.root.remove(k, Hash(k), 0)
	if !removed {
		return m
	}
	out := &Map{root: root, n: m.n - 1}
	if out.n <= maxFlat {
		return out.toFlat()
	}
	return out
}

func (m *Map) toFlat() *Map {
	made := flatMap(m.sortedKeys())
	for i, k := range made.keys {
		made.vals[i], _ = m.Get(k)
	}
	return made
}

// Each calls f for every pair until f returns false. Maps of up to 32 pairs are visited in the
// order of their keys. Larger maps are visited in no particular order.
func (m *Map) Each(f func(k, v Term) bool) {
	if m.root != nil {
		m.root.each(f)
		return
	}
	for i := range m.keys {
		if !f(m.keys[i], m.vals[i]) {
			return
		}
	}
}

// Keys returns the keys, in the order of Each.
func (m *Map) Keys() []Term {
	keys := make([]Term, 0, m.n)
	m.Each(func(k, _ Term) bool {
		keys = append(keys, k)
		return true
	})
	return keys
}

// sortedKeys returns the keys in the order of CompareExact. Do not modify the result.
func (m *Map) sortedKeys() []Term {
	if m.root == nil {
		return m.keys
	}
	keys := m.Keys()
	slices.SortFunc(keys, CompareExact)
	return keys
}

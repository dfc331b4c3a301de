package term

import (
	"math/bits"
	"slices"
)

// This file implements the hash trie of large maps. Each node has 32 ways and consumes five bits
// of the hash (Bagwell, "Ideal Hash Trees").

const (
	trieBits   = 5
	trieLevels = 64 / trieBits
)

// A trie is a node of the hash trie. It holds pairs and child nodes in separate slices, both
// ordered by place. For each slice, a bit set records the occupied places. The separation makes
// copying cheap, because a child takes a single word (Steindorfer and Vinju, "Optimizing Hash-Array
// Mapped Tries"). Below the last level, a node holds pairs with equal hashes, in any order.
type trie struct {
	marks, downs uint32 // places of pairs, and of nodes
	pairs        []entry
	nodes        []*trie
}

type entry struct{ key, val Term }

func place(hash uint64, level int) uint32 { return 1 << (hash >> (level * trieBits) & 31) }

// before returns the number of places below mark.
func before(places, mark uint32) int { return bits.OnesCount32(places & (mark - 1)) }

func (t *trie) get(k Term, hash uint64, level int) (Term, bool) {
	for ; level < trieLevels; level++ {
		switch mark := place(hash, level); {
		case t.downs&mark != 0:
			t = t.nodes[before(t.downs, mark)]
		case t.marks&mark != 0:
			x := &t.pairs[before(t.marks, mark)]
			return x.val, Equal(x.key, k)
		default:
			return Term{}, false
		}
	}
	if i := t.collision(k); i >= 0 {
		return t.pairs[i].val, true
	}
	return Term{}, false
}

// collision returns the index of k among pairs with equal hashes, or -1.
func (t *trie) collision(k Term) int {
	return slices.IndexFunc(t.pairs, func(x entry) bool { return Equal(x.key, k) })
}

// withPairs and withNodes return a copy of t with other pairs or nodes.
func (t *trie) withPairs(marks uint32, pairs []entry) *trie {
	return &trie{marks, t.downs, pairs, t.nodes}
}

func (t *trie) withNodes(downs uint32, nodes []*trie) *trie {
	return &trie{t.marks, downs, t.pairs, nodes}
}

// with returns a copy of list with x inserted at i and no spare capacity.
func with[T any](list []T, i int, x T) []T {
	out := make([]T, len(list)+1)
	copy(out, list[:i])
	out[i] = x
	copy(out[i+1:], list[i:])
	return out
}

func without[T any](list []T, i int) []T {
	out := make([]T, len(list)-1)
	copy(out, list[:i])
	copy(out[i:], list[i+1:])
	return out
}

func (t *trie) put(k, v Term, hash uint64, level int) (*trie, bool) {
	if level == trieLevels {
		return t.putCollision(k, v)
	}
	mark := place(hash, level)
	i := before(t.marks, mark)
	switch {
	case t.downs&mark != 0:
		i := before(t.downs, mark)
		nodes := slices.Clone(t.nodes)
		below, added := nodes[i].put(k, v, hash, level+1)
		nodes[i] = below
		return t.withNodes(t.downs, nodes), added
	case t.marks&mark == 0:
		return t.withPairs(t.marks|mark, with(t.pairs, i, entry{k, v})), true
	case Equal(t.pairs[i].key, k):
		pairs := slices.Clone(t.pairs)
		pairs[i].val = v
		return t.withPairs(t.marks, pairs), false
	}
	below := &trie{}
	below.set(t.pairs[i].key, t.pairs[i].val, Hash(t.pairs[i].key), level+1)
	below.set(k, v, hash, level+1)
	return &trie{t.marks &^ mark, t.downs | mark, without(t.pairs, i), with(t.nodes, before(t.downs, mark), below)}, true
}

func (t *trie) putCollision(k, v Term) (*trie, bool) {
	if i := t.collision(k); i >= 0 {
		pairs := slices.Clone(t.pairs)
		pairs[i].val = v
		return t.withPairs(0, pairs), false
	}
	return t.withPairs(0, with(t.pairs, len(t.pairs), entry{k, v})), true
}

func (t *trie) remove(k Term, hash uint64, level int) (*trie, bool) {
	if level == trieLevels {
		i := t.collision(k)
		if i < 0 {
			return t, false
		}
		return t.withPairs(0, without(t.pairs, i)), true
	}
	mark := place(hash, level)
	switch i := before(t.marks, mark); {
	case t.downs&mark != 0:
		return t.removeBelow(k, hash, level, mark)
	case t.marks&mark == 0 || !Equal(t.pairs[i].key, k):
		return t, false
	default:
		return t.withPairs(t.marks&^mark, without(t.pairs, i)), true
	}
}

// removeBelow removes k from the child at mark. A child with a single remaining pair is merged
// into t.
func (t *trie) removeBelow(k Term, hash uint64, level int, mark uint32) (*trie, bool) {
	i := before(t.downs, mark)
	below, removed := t.nodes[i].remove(k, hash, level+1)
	switch {
	case !removed:
		return t, false
	case len(below.nodes) > 0 || len(below.pairs) > 1:
		nodes := slices.Clone(t.nodes)
		nodes[i] = below
		return t.withNodes(t.downs, nodes), true
	}
	up := *t
	up.downs, up.nodes = t.downs&^mark, without(t.nodes, i)
	if len(below.pairs) == 1 {
		up.marks, up.pairs = t.marks|mark, with(t.pairs, before(t.marks, mark), below.pairs[0])
	}
	return &up, true
}

func (t *trie) each(f func(k, v Term) bool) bool {
	for i := range t.pairs {
		if !f(t.pairs[i].key, t.pairs[i].val) {
			return false
		}
	}
	for _, below := range t.nodes {
		if !below.each(f) {
			return false
		}
	}
	return true
}

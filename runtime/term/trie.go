package term

import (
	"math/bits"
	"slices"
)

// This file is the hash trie of large maps: 32 ways at each level, five bits of
// the hash a level (Bagwell, "Ideal Hash Trees").

const (
	trieBits   = 5
	trieLevels = 64 / trieBits
)

// A trie is one node: the entries whose place is marked, in order of place.
// Below the last level the entries are those of one hash, in any order.
type trie struct {
	marks   uint32
	entries []entry
}

// An entry is a pair, or without a key a node of the next level, which is in the place
// of the value.
type entry struct{ key, val Term }

func (e *entry) below() *trie {
	if !e.key.IsNone() {
		return nil
	}
	return e.val.ref.(*trie)
}

func (t *trie) entry() entry { return entry{val: Term{ref: t}} }

func place(hash uint64, level int) uint32 { return 1 << (hash >> (level * trieBits) & 31) }

func (t *trie) at(mark uint32) int { return bits.OnesCount32(t.marks & (mark - 1)) }

func (t *trie) get(k Term, hash uint64, level int) (Term, bool) {
	for ; level < trieLevels; level++ {
		mark := place(hash, level)
		if t.marks&mark == 0 {
			return Term{}, false
		}
		e := &t.entries[t.at(mark)]
		below := e.below()
		if below == nil {
			return e.val, Equal(e.key, k)
		}
		t = below
	}
	if i := t.collision(k); i >= 0 {
		return t.entries[i].val, true
	}
	return Term{}, false
}

// collision is the position of k among entries of one hash, or -1.
func (t *trie) collision(k Term) int {
	return slices.IndexFunc(t.entries, func(e entry) bool { return Equal(e.key, k) })
}

func (t *trie) with(marks uint32, entries []entry) *trie { return &trie{marks, entries} }

func (t *trie) put(k, v Term, hash uint64, level int) (*trie, bool) {
	if level == trieLevels {
		entries := slices.Clone(t.entries)
		if i := t.collision(k); i >= 0 {
			entries[i].val = v
			return t.with(0, entries), false
		}
		return t.with(0, append(entries, entry{key: k, val: v})), true
	}
	mark := place(hash, level)
	i := t.at(mark)
	if t.marks&mark == 0 {
		entries := make([]entry, len(t.entries)+1)
		copy(entries, t.entries[:i])
		entries[i] = entry{key: k, val: v}
		copy(entries[i+1:], t.entries[i:])
		return t.with(t.marks|mark, entries), true
	}
	entries := slices.Clone(t.entries)
	e := &entries[i]
	added := false
	switch below := e.below(); {
	case below != nil:
		below, added = below.put(k, v, hash, level+1)
		*e = below.entry()
	case Equal(e.key, k):
		e.val = v
	default:
		below, _ := (&trie{}).put(e.key, e.val, Hash(e.key), level+1)
		below, added = below.put(k, v, hash, level+1)
		*e = below.entry()
	}
	return t.with(t.marks, entries), added
}

func (t *trie) remove(k Term, hash uint64, level int) (*trie, bool) {
	if level == trieLevels {
		i := t.collision(k)
		if i < 0 {
			return t, false
		}
		return t.with(0, slices.Delete(slices.Clone(t.entries), i, i+1)), true
	}
	mark := place(hash, level)
	if t.marks&mark == 0 {
		return t, false
	}
	i := t.at(mark)
	e := t.entries[i]
	below := e.below()
	if below == nil {
		if !Equal(e.key, k) {
			return t, false
		}
		return t.with(t.marks&^mark, slices.Delete(slices.Clone(t.entries), i, i+1)), true
	}
	below, removed := below.remove(k, hash, level+1)
	if !removed {
		return t, false
	}
	entries := slices.Clone(t.entries)
	switch {
	case len(below.entries) == 0:
		return t.with(t.marks&^mark, slices.Delete(entries, i, i+1)), true
	case len(below.entries) == 1 && below.entries[0].below() == nil:
		entries[i] = below.entries[0]
	default:
		entries[i] = below.entry()
	}
	return t.with(t.marks, entries), true
}

func (t *trie) each(f func(k, v Term) bool) bool {
	for i := range t.entries {
		e := &t.entries[i]
		if below := e.below(); below != nil {
			if !below.each(f) {
				return false
			}
		} else if !f(e.key, e.val) {
			return false
		}
	}
	return true
}

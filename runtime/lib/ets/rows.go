package ets

import (
	"github.com/google/btree"

	"lab/runtime/term"
)

// A row holds the objects with one key: a single object, or several in a bag. The key is not
// stored separately, since the objects contain it.
type row struct {
	objs       []term.Term
	prev, next *row // insertion order, in a hashed index
	chained    *row // next with the same hash, in a hashed index
}

// key returns the key of the row's objects. keypos counts from 1.
func (r *row) key(keypos int) term.Term { return r.objs[0].Elems()[keypos-1] }

// rows is the index of a table by key. The hashed index preserves the insertion order, so that a
// program always sees tables in the same order. OTP does not specify the order.
type rows interface {
	find(key term.Term) *row
	add(r *row)
	remove(r *row)
	first() *row
	last() *row
	// after and before return the next row in either direction. ok is false if the index requires
	// the key to exist and the key does not exist.
	after(key term.Term) (r *row, ok bool)
	before(key term.Term) (r *row, ok bool)
	each(f func(r *row) bool)
}

// A hashed is an index for which 1 and 1.0 are different keys.
type hashed struct {
	keypos     int
	byHash     map[uint64]*row
	head, tail *row
}

func newHashed(keypos int) *hashed { return &hashed{keypos: keypos, byHash: map[uint64]*row{}} }

func (h *hashed) hash(r *row) uint64 { return term.Hash(r.key(h.keypos)) }

func (h *hashed) find(key term.Term) *row {
	for r := h.byHash[term.Hash(key)]; r != nil; r = r.chained {
		if term.Equal(r.key(h.keypos), key) {
			return r
		}
	}
	return nil
}

func (h *hashed) add(r *row) {
	hash := h.hash(r)
	r.chained, h.byHash[hash] = h.byHash[hash], r
	r.prev = h.tail
	if h.tail == nil {
		h.head = r
	} else {
		h.tail.next = r
	}
	h.tail = r
}

func (h *hashed) remove(r *row) {
	hash := h.hash(r)
	switch first := h.byHash[hash]; {
	case first != r:
		for first.chained != r {
			first = first.chained
		}
		first.chained = r.chained
	case r.chained != nil:
		h.byHash[hash] = r.chained
	default:
		delete(h.byHash, hash)
	}
	if r.prev == nil {
		h.head = r.next
	} else {
		r.prev.next = r.next
	}
	if r.next == nil {
		h.tail = r.prev
	} else {
		r.next.prev = r.prev
	}
}

func (h *hashed) first() *row { return h.head }

// last returns the first row: a hash table has no reverse order (ets(3)).
func (h *hashed) last() *row { return h.head }

func (h *hashed) after(key term.Term) (*row, bool) {
	r := h.find(key)
	if r == nil {
		return nil, false
	}
	return r.next, true
}

func (h *hashed) before(key term.Term) (*row, bool) { return h.after(key) }

func (h *hashed) each(f func(r *row) bool) {
	for r := h.head; r != nil; r = r.next {
		if !f(r) {
			return
		}
	}
}

// An ordered is an index in the order of terms, for which 1 and 1.0 are the same key.
type ordered struct {
	keypos int
	tree   *btree.BTreeG[placed]
}

// A placed is a row in the tree. The tree sorts it by the first key that the row had.
type placed struct {
	key term.Term
	r   *row
}

// branching is the degree of the tree.
const branching = 16

func newOrdered(keypos int) ordered {
	return ordered{keypos, btree.NewG(branching, func(a, b placed) bool { return term.Compare(a.key, b.key) < 0 })}
}

func (o ordered) find(key term.Term) *row {
	found, _ := o.tree.Get(placed{key: key})
	return found.r
}

func (o ordered) add(r *row)    { o.tree.ReplaceOrInsert(placed{r.key(o.keypos), r}) }
func (o ordered) remove(r *row) { o.tree.Delete(placed{key: r.key(o.keypos)}) }

func (o ordered) first() *row {
	found, _ := o.tree.Min()
	return found.r
}

func (o ordered) last() *row {
	found, _ := o.tree.Max()
	return found.r
}

func (o ordered) after(key term.Term) (found *row, ok bool) {
	o.tree.AscendGreaterOrEqual(placed{key: key}, another(key, &found))
	return found, true
}

func (o ordered) before(key term.Term) (found *row, ok bool) {
	o.tree.DescendLessOrEqual(placed{key: key}, another(key, &found))
	return found, true
}

// another returns an iterator function that stores the first row with a different key in found.
func another(key term.Term, found **row) func(placed) bool {
	return func(p placed) bool {
		if term.LooseEqual(p.key, key) {
			return true
		}
		*found = p.r
		return false
	}
}

func (o ordered) each(f func(r *row) bool) { o.tree.Ascend(func(p placed) bool { return f(p.r) }) }

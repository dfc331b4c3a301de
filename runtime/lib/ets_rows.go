package lib

import (
	"github.com/google/btree"

	"lab/runtime/term"
)

// A row holds the objects of one key: one of them, or several in a bag.
type row struct {
	key        term.Term
	objs       []term.Term
	prev, next *row // order of insertion, in a hashed index
}

// rows is the index of a table by key. The hashed one keeps the order in which
// keys came, so that the same program shows the same table every time (OTP
// promises no order for these tables).
type rows interface {
	find(key term.Term) *row
	add(r *row)
	remove(r *row)
	first() *row
	last() *row
	// after and before go on from a key; ok is false if the index needs the key
	// to be there and it is not.
	after(key term.Term) (r *row, ok bool)
	before(key term.Term) (r *row, ok bool)
	each(f func(r *row) bool)
}

// hashed is a rows for which 1 and 1.0 are different keys.
type hashed struct {
	buckets    map[uint64][]*row
	head, tail *row
}

func newHashed() *hashed { return &hashed{buckets: map[uint64][]*row{}} }

func (h *hashed) find(key term.Term) *row {
	for _, r := range h.buckets[term.Hash(key)] {
		if term.Equal(r.key, key) {
			return r
		}
	}
	return nil
}

func (h *hashed) add(r *row) {
	hash := term.Hash(r.key)
	h.buckets[hash] = append(h.buckets[hash], r)
	r.prev = h.tail
	if h.tail == nil {
		h.head = r
	} else {
		h.tail.next = r
	}
	h.tail = r
}

func (h *hashed) remove(r *row) {
	hash := term.Hash(r.key)
	bucket := h.buckets[hash]
	for i := range bucket {
		if bucket[i] == r {
			bucket = append(bucket[:i:i], bucket[i+1:]...)
			break
		}
	}
	if len(bucket) == 0 {
		delete(h.buckets, hash)
	} else {
		h.buckets[hash] = bucket
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

// last is the same as first: a hash table has no order to go back in (ets(3)).
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

// ordered is a rows in the order of terms, for which 1 and 1.0 are one key.
type ordered struct{ tree *btree.BTreeG[*row] }

// branching is the width of the tree's nodes.
const branching = 16

func newOrdered() ordered {
	return ordered{btree.NewG(branching, func(a, b *row) bool { return term.Compare(a.key, b.key) < 0 })}
}

func (o ordered) find(key term.Term) *row {
	r, _ := o.tree.Get(&row{key: key})
	return r
}

func (o ordered) add(r *row)    { o.tree.ReplaceOrInsert(r) }
func (o ordered) remove(r *row) { o.tree.Delete(r) }

func (o ordered) first() *row {
	r, _ := o.tree.Min()
	return r
}

func (o ordered) last() *row {
	r, _ := o.tree.Max()
	return r
}

func (o ordered) after(key term.Term) (found *row, ok bool) {
	o.tree.AscendGreaterOrEqual(&row{key: key}, func(r *row) bool {
		if term.LooseEqual(r.key, key) {
			return true
		}
		found = r
		return false
	})
	return found, true
}

func (o ordered) before(key term.Term) (found *row, ok bool) {
	o.tree.DescendLessOrEqual(&row{key: key}, func(r *row) bool {
		if term.LooseEqual(r.key, key) {
			return true
		}
		found = r
		return false
	})
	return found, true
}

func (o ordered) each(f func(r *row) bool) { o.tree.Ascend(f) }

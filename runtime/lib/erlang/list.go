package lib

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installList registers the functions of :erlang on lists.
func installList(x module) {
	x.fn("hd", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		c := a[0].Cons()
		if c == nil {
			return term.Term{}, bad(1, "not a nonempty list")
		}
		return c.Head, nil
	})
	x.fn("tl", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		c := a[0].Cons()
		if c == nil {
			return term.Term{}, bad(1, "not a nonempty list")
		}
		return c.Tail, nil
	})
	x.fn("length", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := listLen(a[0])
		if !ok {
			return term.Term{}, bad(1, "not a list")
		}
		return term.Int(int64(n)), nil
	})
	x.fn("++", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].IsEmpty() {
			return a[1], nil
		}
		v, ok, err := term.Append(a[0], a[1], p.Room)
		if !ok && err == nil {
			err = bad(1, notProper(a[0]))
		}
		return v, err
	})
	x.fn("--", 2, subtract)
}

// listLen counts the elements of a proper list.
func listLen(t term.Term) (n int, ok bool) {
	for c := t.Cons(); c != nil; c = t.Cons() {
		n++
		t = c.Tail
	}
	return n, t.IsEmpty()
}

// subtract removes the first occurrence of each element of the right list from
// the left one. The counts of what is to go are kept by hash, so that it takes
// time in proportion to the lists and not to their product.
func subtract(_ *vm.Process, a []term.Term) (term.Term, error) {
	left, ok1 := a[0].Slice()
	right, ok2 := a[1].Slice()
	if !ok1 || !ok2 {
		first, second := "", ""
		if !ok1 {
			first = notProper(a[0])
		}
		if !ok2 {
			second = notProper(a[1])
		}
		return term.Term{}, badTwo(first, second)
	}
	if len(right) == 0 {
		return a[0], nil
	}
	gone := newBag(right)
	kept := left[:0]
	for _, e := range left {
		if !gone.take(e) {
			kept = append(kept, e)
		}
	}
	return term.List(kept...), nil
}

// A bag counts terms, exactly equal ones together.
type bag map[uint64][]counted

type counted struct {
	elem  term.Term
	count int
}

func newBag(elems []term.Term) bag {
	b := make(bag, len(elems))
	for _, e := range elems {
		b.add(e)
	}
	return b
}

func (b bag) add(e term.Term) {
	if c := b.find(e); c != nil {
		c.count++
		return
	}
	h := term.Hash(e)
	b[h] = append(b[h], counted{e, 1})
}

func (b bag) find(e term.Term) *counted {
	bucket := b[term.Hash(e)]
	for i := range bucket {
		if term.Equal(bucket[i].elem, e) {
			return &bucket[i]
		}
	}
	return nil
}

// take removes one e from the bag and tells whether there was one.
func (b bag) take(e term.Term) bool {
	c := b.find(e)
	if c == nil || c.count == 0 {
		return false
	}
	c.count--
	return true
}

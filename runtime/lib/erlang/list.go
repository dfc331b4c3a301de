package erlang

import (
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installList registers the functions of :erlang on lists.
func installList(x library.Module) {
	x.Func("hd", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		c := a[0].Cons()
		if c == nil {
			return term.Term{}, library.Bad(1, "not a nonempty list")
		}
		return c.Head, nil
	})
	x.Func("tl", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		c := a[0].Cons()
		if c == nil {
			return term.Term{}, library.Bad(1, "not a nonempty list")
		}
		return c.Tail, nil
	})
	x.Func("length", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := listLen(a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "not a list")
		}
		return term.Int(int64(n)), nil
	})
	x.Func("++", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].IsEmpty() {
			return a[1], nil
		}
		v, ok, err := term.Append(a[0], a[1], p.Room)
		if !ok && err == nil {
			err = vm.Badarg()
		}
		return v, err
	})
	x.Func("--", 2, Subtract)
}

// listLen counts the elements of a proper list.
func listLen(t term.Term) (n int, ok bool) {
	for c := t.Cons(); c != nil; c = t.Cons() {
		n++
		t = c.Tail
	}
	return n, t.IsEmpty()
}

// Subtract removes the first occurrence of each element of the right list from the left list. It
// counts elements by hash, so its time is proportional to the sum of the lengths and not to their
// product.
func Subtract(p *vm.Process, a []term.Term) (term.Term, error) {
	const each = 2*term.TermBytes + term.ConsBytes + BagBytes
	defer p.Secure((cellsIn(a[0]) + cellsIn(a[1])) * each)()
	right, ok := a[1].Slice()
	if !ok || !a[0].IsProper() {
		return term.Term{}, vm.Badarg()
	}
	if len(right) <= FewElements {
		return subtractFew(a[0], right), nil
	}
	left, _ := a[0].Slice()
	gone := NewBag(p, right)
	kept := left[:0]
	for _, e := range left {
		p.Work(1)
		if !gone.take(e) {
			kept = append(kept, e)
		}
	}
	return term.List(kept...), nil
}

// FewElements is the size up to which comparing all pairs is faster than building a Bag.
const FewElements = 12

// subtractFew is Subtract for few elements. It modifies right. The cells after the last removed
// element are shared with left.
func subtractFew(left term.Term, right []term.Term) term.Term {
	var kept term.Builder
	for c := left.Cons(); c != nil && len(right) > 0; c = left.Cons() {
		left = c.Tail
		if at := IndexOf(right, c.Head); at >= 0 {
			right = slices.Delete(right, at, at+1)
		} else {
			kept.Add(c.Head)
		}
	}
	return kept.List(left)
}

// IndexOf returns the index of e in elems, or -1.
func IndexOf(elems []term.Term, e term.Term) int {
	for i := range elems {
		if term.Equal(elems[i], e) {
			return i
		}
	}
	return -1
}

func cellsIn(list term.Term) (n int) {
	for c := list.Cons(); c != nil; c = c.Tail.Cons() {
		n++
	}
	return n
}

// A Bag counts terms. Only exactly equal terms are counted together.
type Bag map[uint64][]counted

type counted struct {
	elem  term.Term
	Count int
}

// BagBytes is the memory of an element of a Bag.
const BagBytes = 96

// NewBag counts elems. The caller reserves the memory.
func NewBag(p *vm.Process, elems []term.Term) Bag {
	b := make(Bag, len(elems))
	for _, e := range elems {
		p.Work(1)
		b.Add(e)
	}
	return b
}

func (b Bag) Add(e term.Term) {
	if c := b.Find(e); c != nil {
		c.Count++
		return
	}
	h := term.Hash(e)
	b[h] = append(b[h], counted{e, 1})
}

func (b Bag) Find(e term.Term) *counted {
	bucket := b[term.Hash(e)]
	for i := range bucket {
		if term.Equal(bucket[i].elem, e) {
			return &bucket[i]
		}
	}
	return nil
}

// Each calls f once for each distinct element, in no particular order.
func (b Bag) Each(f func(e term.Term)) {
	for _, alike := range b {
		for _, c := range alike {
			f(c.elem)
		}
	}
}

// take removes an e from the bag, and reports whether the bag had an e.
func (b Bag) take(e term.Term) bool {
	c := b.Find(e)
	if c == nil || c.Count == 0 {
		return false
	}
	c.Count--
	return true
}

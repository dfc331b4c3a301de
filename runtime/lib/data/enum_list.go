package data

import (
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file cuts, pairs and counts lists for Enum: what calls nothing.

func installEnumLists(x library.Module) {
	x.Func("take", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		front, _ := cut(p, a[0], count(a[1]))
		return front, nil
	})
	x.Func("drop", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return drop(p, a[0], count(a[1])), nil
	})
	x.Func("split", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Tup(cut(p, a[0], count(a[1]))), nil
	})
	x.Func("zip", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes + 2*term.TermBytes}
		var out term.Builder
		l, r := a[0].Cons(), a[1].Cons()
		for ; l != nil && r != nil; l, r = l.Tail.Cons(), r.Tail.Cons() {
			room.more()
			out.Add(term.Tup(l.Head, r.Head))
		}
		return out.List(term.Empty), nil
	})
	x.Func("with_index", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes + 2*term.TermBytes}
		var out term.Builder
		at := a[1]
		for c := a[0].Cons(); c != nil; c = c.Tail.Cons() {
			room.more()
			out.Add(term.Tup(c.Head, at))
			at = after(at)
		}
		return out.List(term.Empty), nil
	})
	// chunk_every(list, count, step, whether a short last chunk is kept)
	x.Func("chunk_every", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, step := count(a[1]), count(a[2])
		var out term.Builder
		for list := a[0]; list.Cons() != nil; list = drop(p, list, step) {
			chunk, full := cutFull(p, list, n)
			if !full && !a[3].Truthy() {
				break
			}
			out.Add(chunk)
			if !full {
				break
			}
		}
		return out.List(term.Empty), nil
	})
	total(x, "sum", term.Int(0), erlang.Add)
	total(x, "product", term.Int(1), erlang.Mul)
	x.Func("unzip", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: 2 * term.ConsBytes}
		var left, right term.Builder
		rest := a[0]
		for c := rest.Cons(); c != nil; c = rest.Cons() {
			pair := c.Head.Elems()
			if len(pair) != 2 {
				break
			}
			room.more()
			left.Add(pair[0])
			right.Add(pair[1])
			rest = c.Tail
		}
		return term.Tup(left.List(term.Empty), right.List(term.Empty), rest), nil
	})
}

// total registers a fold of numbers, which is nil for a list of anything else: there the
// fold itself says what is wrong.
func total(x library.Module, name string, from term.Term, op func(a, b term.Term) (term.Term, error)) {
	x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p}
		sum, list := from, a[0]
		for c := list.Cons(); c != nil; c = list.Cons() {
			room.more()
			var err error
			if sum, err = op(sum, c.Head); err != nil {
				return term.Nil, nil
			}
			list = c.Tail
		}
		if !list.IsEmpty() {
			return term.Nil, nil
		}
		return sum, nil
	})
}

// after is n + 1.
func after(n term.Term) term.Term {
	if sum, ok := n.PlusSmall(1); ok {
		return sum
	}
	sum, _ := erlang.Add(n, term.Int(1)) // of an integer
	return sum
}

// count is a number of elements, from an integer of 0 and more. A number beyond that of any
// list stands for a larger one.
func count(t term.Term) int {
	if n, ok := library.Index(t); ok {
		return n
	}
	return 1 << 31
}

// A room asks for memory and takes reductions for elements that are made one by one.
type room struct {
	p    *vm.Process
	each int // bytes of an element
	n    int
}

func (r *room) more() {
	if r.n++; r.n%elementsPerReduction == 0 {
		r.p.Charge(1)
		if r.n%cellsAtOnce == 0 {
			r.p.Need(cellsAtOnce * r.each)
		}
	}
}

// cut parts a list behind its first n elements.
func cut(p *vm.Process, list term.Term, n int) (front, rest term.Term) {
	room := room{p: p, each: term.ConsBytes}
	var out term.Builder
	for c := list.Cons(); c != nil && n > 0; c = list.Cons() {
		room.more()
		out.Add(c.Head)
		list = c.Tail
		n--
	}
	return out.List(term.Empty), list
}

// cutFull is the front of cut, and whether it has all n elements.
func cutFull(p *vm.Process, list term.Term, n int) (front term.Term, full bool) {
	room := room{p: p, each: term.ConsBytes}
	var out term.Builder
	for c := list.Cons(); c != nil && n > 0; c = c.Tail.Cons() {
		room.more()
		out.Add(c.Head)
		n--
	}
	return out.List(term.Empty), n == 0
}

func drop(p *vm.Process, list term.Term, n int) term.Term {
	room := room{p: p}
	for c := list.Cons(); c != nil && n > 0; c = list.Cons() {
		room.more()
		list = c.Tail
		n--
	}
	return list
}

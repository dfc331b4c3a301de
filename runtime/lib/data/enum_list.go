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
		n := count(a[1])
		front, rest, cells := cut(p, a[0], n)
		return front, ends("take_list", rest, cells, n)
	})
	x.Func("drop", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n := count(a[1])
		rest, cells := drop(p, a[0], n)
		return rest, ends("drop_list", rest, cells, n)
	})
	x.Func("split", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n := count(a[1])
		front, rest, cells := cut(p, a[0], n)
		if err := ends("split_list", rest, cells, n); err != nil {
			return term.Term{}, library.NoClause("Enum", "split_list", rest, term.Int(int64(n-cells)), term.TurnRound(front))
		}
		return term.Tup(front, rest), nil
	})
	x.Func("zip", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes + 2*term.TermBytes}
		var out term.Builder
		out.ExpectLike(a[0])
		l, r := a[0].Cons(), a[1].Cons()
		left, right := a[0], a[1]
		for ; l != nil && r != nil; l, r = left.Cons(), right.Cons() {
			room.more()
			out.Add(term.Tup(l.Head, r.Head))
			left, right = l.Tail, r.Tail
		}
		zipped := out.List(term.Empty)
		if !left.IsEmpty() && !right.IsEmpty() {
			return zipped, library.NoClause("Enum", "zip_list", left, right, term.TurnRound(zipped))
		}
		return zipped, nil
	})
	x.Func("with_index", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes + 2*term.TermBytes}
		var out term.Builder
		out.ExpectLike(a[0])
		list, at := a[0], a[1]
		for c := list.Cons(); c != nil; c = list.Cons() {
			room.more()
			out.Add(term.Tup(c.Head, at))
			list, at = c.Tail, after(at)
		}
		if !list.IsEmpty() {
			return term.Term{}, library.NoClause("Enum", "with_index_list", list, at)
		}
		return out.List(term.Empty), nil
	})
	// chunk_every(list, count, step, whether a short last chunk is kept)
	x.Func("chunk_every", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, step := count(a[1]), count(a[2])
		var out term.Builder
		list := a[0]
		for list.Cons() != nil {
			chunk, rest, cells := cut(p, list, n)
			if cells < n && !rest.IsEmpty() {
				list = rest
				break
			}
			if cells == n || a[3].Truthy() {
				out.Add(chunk)
			}
			if cells < n {
				return out.List(term.Empty), nil
			}
			list, _ = drop(p, list, step)
		}
		return out.List(term.Empty), ends("chunk_every_list", list, 0, 1)
	})
	total(x, "sum", term.Int(0), erlang.Add)
	total(x, "product", term.Int(1), erlang.Mul)
	x.Func("unzip", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: 2 * term.ConsBytes}
		var left, right term.Builder
		left.ExpectLike(a[0])
		right.ExpectLike(a[0])
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

// ends is nil where a function of Enum has met n elements, or the end of the list. Where it
// has met something else, no clause of its own is for that.
func ends(name string, rest term.Term, met, n int) error {
	if met == n || rest.Cons() != nil || rest.IsEmpty() {
		return nil
	}
	return library.NoClause("Enum", name, rest, term.Int(int64(n-met)))
}

// cut parts a list behind its first n elements, and tells how many it found.
func cut(p *vm.Process, list term.Term, n int) (front, rest term.Term, found int) {
	room := room{p: p, each: term.ConsBytes}
	var out term.Builder
	for c := list.Cons(); c != nil && found < n; c = list.Cons() {
		room.more()
		out.Add(c.Head)
		list = c.Tail
		found++
	}
	return out.List(term.Empty), list, found
}

// drop is what is left of a list behind its first n elements, and how many it found.
func drop(p *vm.Process, list term.Term, n int) (rest term.Term, found int) {
	room := room{p: p}
	for c := list.Cons(); c != nil && found < n; c = list.Cons() {
		room.more()
		list = c.Tail
		found++
	}
	return list, found
}

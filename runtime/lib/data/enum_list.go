package data

import (
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions of Enum on lists that call no fun: they split, zip and count.

func installEnumLists(x library.Module) {
	x.Func("span", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return span(a[0].Map()), nil })
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
	x.Func("heads_tails", 1, func(p *vm.Process, a []term.Term) (term.Term, error) { return headsTails(p, a[0]) })
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
	x.Func("sort_desc", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems, release, ok := elements(p, a[0], sortedBytes)
		if !ok {
			return term.Term{}, library.NoClause("lists", "sort", a[0])
		}
		defer release()
		p.Charge(2 * len(elems) / elementsPerReduction)
		sortPlain(p, elems)
		return ReverseOnto(elems, term.Empty), nil
	})
	// chunk_every(list, count, step, keep) implements Enum.chunk_every/4. keep is true if a short
	// last chunk is kept.
	x.Func("chunk_every", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, step := count(a[1]), count(a[2])
		room := room{p: p, each: 2 * term.ConsBytes}
		var out term.Builder
		list := a[0]
		for list.Cons() != nil {
			chunk, rest, cells := cut(p, list, n)
			if cells < n && !rest.IsEmpty() {
				list = rest
				break
			}
			if cells == n || a[3].Truthy() {
				room.more()
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

// total registers a fold over numbers. It returns nil for a list with other elements; the Elixir
// code then folds again to raise the error.
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

func after(n term.Term) term.Term {
	if sum, ok := n.PlusSmall(1); ok {
		return sum
	}
	sum, _ := erlang.Add(n, term.Int(1)) // cannot fail for an integer
	return sum
}

// count converts a non-negative integer to a number of elements. If the integer is too large,
// count returns a number beyond the length of any list.
func count(t term.Term) int {
	if n, ok := library.Index(t); ok {
		return n
	}
	return 1 << 31
}

// A room requests memory and charges reductions for elements allocated one by one.
type room struct {
	p    *vm.Process
	each int // size of an element in bytes
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

// ends returns the error for an improper list that has fewer than n elements. It returns nil for
// any other list.
func ends(name string, rest term.Term, met, n int) error {
	if met == n || rest.Cons() != nil || rest.IsEmpty() {
		return nil
	}
	return library.NoClause("Enum", name, rest, term.Int(int64(n-met)))
}

// cut splits a list after its first n elements. It also returns the number of elements found.
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

// drop returns a list without its first n elements, and the number of elements found.
func drop(p *vm.Process, list term.Term, n int) (rest term.Term, found int) {
	room := room{p: p}
	for c := list.Cons(); c != nil && found < n; c = list.Cons() {
		room.more()
		list = c.Tail
		found++
	}
	return list, found
}

// headsTails returns {heads, tails} for a list of lists, or nil if one of these lists is empty.
func headsTails(p *vm.Process, lists term.Term) (term.Term, error) {
	room := room{p: p, each: 2 * term.ConsBytes}
	var heads, tails term.Builder
	for at := lists.Cons(); at != nil; at = lists.Cons() {
		c := at.Head.Cons()
		if at.Head.IsEmpty() {
			return term.Nil, nil
		}
		if c == nil {
			return term.Term{}, library.NoClause("Stream.Reducers", "zip_list_heads_tails", lists,
				term.TurnRound(heads.List(term.Empty)), term.TurnRound(tails.List(term.Empty)))
		}
		room.more()
		heads.Add(c.Head)
		tails.Add(c.Tail)
		lists = at.Tail
	}
	return term.Tup(heads.List(term.Empty), tails.List(term.Empty)), nil
}

// far bounds the integers of a span, so that a loop can add the step without overflow checks.
const far = 1 << 56

// span returns {first, step, count} for a range. It returns nil if the range has no step, or if an
// integer of the range is too far from zero.
func span(r *term.Map) term.Term {
	var of [3]int64
	for i, field := range []term.Term{rangeFirst, rangeLast, rangeStep} {
		v, _ := r.Get(field)
		if !v.IsSmall() || v.Small() <= -far || v.Small() >= far {
			return term.Nil
		}
		of[i] = v.Small()
	}
	first, last, step, n := of[0], of[1], of[2], int64(0)
	if step > 0 && first <= last || step < 0 && first >= last {
		n = (last-first)/step + 1
	}
	return term.Tup(term.Int(first), term.Int(step), term.Int(n))
}

var rangeFirst, rangeLast, rangeStep = term.Sym("first"), term.Sym("last"), term.Sym("step")

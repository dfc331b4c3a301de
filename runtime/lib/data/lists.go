package data

import (
	"slices"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installLists registers the functions of :lists that do not call a fun (lists_fun.go), use keys
// (lists_key.go) or sort (lists_sort.go).
func installLists(x library.Module) {
	x.Func("reverse", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		list, n, ok := reverse(p, a[0], term.Empty)
		if !ok {
			return term.Term{}, library.NoClause(x.Name, "reverse", a...)
		}
		p.Charge(n / elementsPerReduction)
		return list, nil
	})
	x.Func("reverse", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		list, _, ok := reverse(p, a[0], a[1])
		if !ok {
			return term.Term{}, library.Bad(1, library.NotProper(a[0]))
		}
		return list, nil
	})
	x.Func("member", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		list := a[1]
		for c := list.Cons(); c != nil; c = list.Cons() {
			if term.Equal(c.Head, a[0]) {
				return term.True, nil
			}
			list = c.Tail
		}
		if !list.IsEmpty() {
			return term.Term{}, library.Bad(2, library.NotProper(a[1]))
		}
		return term.False, nil
	})
	walk(x, "last", func(last, next term.Term) term.Term { return next },
		func(last, rest term.Term) error { return library.NoClause(x.Name, "last", last, rest) })
	onList(x, "droplast", 1, 0, copiedBytes, func(_ *vm.Process, elems, a []term.Term) (term.Term, error) {
		if len(elems) == 0 {
			return term.Term{}, library.NoClause("lists", "droplast", a...)
		}
		return term.List(elems[:len(elems)-1]...), nil
	})
	extreme := func(name string, pick func(had, next term.Term) term.Term) {
		walk(x, name, pick, func(had, rest term.Term) error { return library.NoClause(x.Name, name, rest, had) })
	}
	extreme("max", func(most, next term.Term) term.Term {
		if term.Compare(next, most) > 0 {
			return next
		}
		return most
	})
	extreme("min", func(least, next term.Term) term.Term {
		if term.Compare(next, least) < 0 {
			return next
		}
		return least
	})
	onList(x, "sum", 1, 0, term.TermBytes, func(_ *vm.Process, elems, _ []term.Term) (term.Term, error) {
		sum := term.Int(0)
		for _, e := range elems {
			next, err := erlang.Add(sum, e)
			if err != nil {
				return term.Term{}, vm.ErrorIn(err, "erlang", "+", sum, e)
			}
			sum = next
		}
		return sum, nil
	})
	x.Func("delete", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		list, n, ok := without(p, a[0], a[1])
		if !ok {
			return term.Term{}, library.NoClause(x.Name, "delete", a...)
		}
		p.Charge(n / elementsPerReduction)
		return list, nil
	})
	onList(x, "uniq", 1, 0, copiedBytes+erlang.BagBytes, func(p *vm.Process, elems, _ []term.Term) (term.Term, error) {
		out := elems[:0]
		if len(elems) <= erlang.FewElements {
			for _, e := range elems {
				if erlang.IndexOf(out, e) < 0 {
					out = append(out, e)
				}
			}
			return term.List(out...), nil
		}
		seen := erlang.NewBag(p, elems)
		for _, e := range elems {
			p.Work(1)
			if c := seen.Find(e); c.Count > 0 {
				c.Count = 0
				out = append(out, e)
			}
		}
		return term.List(out...), nil
	})
	installListParts(x)
	installListBuilders(x)
	x.Func("subtract", 2, erlang.Subtract)
}

// without removes the first element that equals e. The result shares the cells after that
// element. n is the number of elements inspected. ok is false if the end of an improper list is
// reached.
func without(p *vm.Process, e, list term.Term) (rest term.Term, n int, ok bool) {
	at := list
	for c := at.Cons(); c != nil; c = at.Cons() {
		if n++; term.Equal(c.Head, e) {
			return front(p, list, n-1, c.Tail), n, true
		}
		at = c.Tail
	}
	return list, n, at.IsEmpty()
}

// onList registers a function whose argument at (counted from 0) must be a proper list. For
// another value, the function raises function_clause. f allocates up to each bytes per element,
// including the slice.
func onList(x library.Module, name string, arity, at, each int, f func(p *vm.Process, elems, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems, release, ok := elements(p, a[at], each)
		if !ok {
			return term.Term{}, library.NoClause(x.Name, name, a...)
		}
		defer release()
		p.Charge(len(elems) / elementsPerReduction)
		return f(p, elems, a)
	})
}

const (
	// copiedBytes is the memory of an element in a slice and in a new list.
	copiedBytes = term.TermBytes + term.ConsBytes
	// sortedBytes is the same with a buffer for sorting.
	sortedBytes = copiedBytes + term.TermBytes
)

// cellsAtOnce is the number of list cells for which memory is requested at once.
const cellsAtOnce = 4096

// elements returns the elements of a list, for a function that allocates up to each bytes per
// element, including the slice. The function calls release when it has allocated. ok is false for
// anything but a proper list.
func elements(p *vm.Process, list term.Term, each int) (elems []term.Term, release func(), ok bool) {
	release = p.Secure(cellsIn(list) * each)
	if elems, ok = list.Slice(); !ok {
		release()
	}
	return elems, release, ok
}

// elementsPerReduction is the number of list elements that a native processes for one reduction.
const elementsPerReduction = 32

func cellsIn(list term.Term) (n int) {
	for c := list.Cons(); c != nil; c = c.Tail.Cons() {
		n++
	}
	return n
}

// reverse prepends the n elements of a list to tail in reverse order. ok is false if the list is
// improper.
func reverse(p *vm.Process, list, tail term.Term) (out term.Term, n int, ok bool) {
	cells := term.CellsFor(cellsIn(list))
	for c := list.Cons(); c != nil; c = list.Cons() {
		if n%cellsAtOnce == cellsAtOnce-1 {
			p.Need(cellsAtOnce * term.ConsBytes)
		}
		tail, list = cells.New(c.Head, tail), c.Tail
		n++
	}
	return tail, n, list.IsEmpty()
}

func ReverseOnto(elems []term.Term, tail term.Term) term.Term {
	cells := term.CellsFor(len(elems))
	for _, e := range elems {
		tail = cells.New(e, tail)
	}
	return tail
}

// walk registers a function that selects one element of a list. pick gets the element selected so
// far and the next element, and returns the element to keep. improper returns the error for a
// list with the improper tail rest.
func walk(x library.Module, name string, pick func(had, next term.Term) term.Term, improper func(had, rest term.Term) error) {
	x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		c := a[0].Cons()
		if c == nil {
			return term.Term{}, library.NoClause(x.Name, name, a...)
		}
		had, rest, n := c.Head, c.Tail, 1
		for c = rest.Cons(); c != nil; c = rest.Cons() {
			if n++; n%cellsAtOnce == 0 {
				p.Work(cellsAtOnce)
			}
			had, rest = pick(had, c.Head), c.Tail
		}
		if !rest.IsEmpty() {
			return term.Term{}, improper(had, rest)
		}
		p.Charge(n / elementsPerReduction)
		return had, nil
	})
}

func installListParts(x library.Module) {
	x.Func("nth", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, rest, ok := skip(a[0], a[1], 1)
		if c := rest.Cons(); ok && c != nil {
			return c.Head, nil
		}
		return term.Term{}, library.NoClause("lists", "nth", n, rest)
	})
	x.Func("nthtail", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, rest, ok := skip(a[0], a[1], 0)
		if !ok {
			return term.Term{}, library.NoClause("lists", "nthtail", n, rest)
		}
		return rest, nil
	})
	onList(x, "sublist", 2, 0, copiedBytes, func(_ *vm.Process, elems, a []term.Term) (term.Term, error) {
		n, ok := library.Index(a[1])
		if !ok || n < 0 {
			return term.Term{}, library.NoClause("lists", "sublist", a...)
		}
		return term.List(elems[:min(n, len(elems))]...), nil
	})
	onList(x, "sublist", 3, 0, copiedBytes, func(_ *vm.Process, elems, a []term.Term) (term.Term, error) {
		start, ok1 := library.Index(a[1])
		n, ok2 := library.Index(a[2])
		if !ok1 || !ok2 || start < 1 || n < 0 || start > len(elems)+1 {
			return term.Term{}, library.NoClause("lists", "sublist", a...)
		}
		rest := elems[start-1:]
		return term.List(rest[:min(n, len(rest))]...), nil
	})
	x.Func("split", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		defer p.Secure(cellsIn(a[1]) * copiedBytes)()
		n, ok1 := library.Index(a[0])
		elems, ok2 := a[1].Slice()
		if !ok1 || !ok2 || n < 0 || n > len(elems) {
			return term.Term{}, vm.Badarg()
		}
		return term.Tup(term.List(elems[:n]...), term.List(elems[n:]...)), nil
	})
	affix := func(name string, at func(longer, shorter []term.Term) []term.Term) {
		x.Func(name, 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
			defer p.Secure((cellsIn(a[0]) + cellsIn(a[1])) * term.TermBytes)()
			shorter, ok1 := a[0].Slice()
			longer, ok2 := a[1].Slice()
			if !ok1 || !ok2 {
				return term.Term{}, library.NoClause("lists", name, a...)
			}
			if len(shorter) > len(longer) {
				return term.False, nil
			}
			return term.Bool(slices.EqualFunc(at(longer, shorter), shorter, term.Equal)), nil
		})
	}
	affix("prefix", func(l, s []term.Term) []term.Term { return l[:len(s)] })
	affix("suffix", func(l, s []term.Term) []term.Term { return l[len(l)-len(s):] })
}

// skip drops elements while decrementing n to stop. If the list is too short, ok is false, and n
// and rest are the arguments of the failing call.
func skip(n, rest term.Term, stop int64) (term.Term, term.Term, bool) {
	i, ok := n.AsInt()
	if !ok || i < stop {
		return n, rest, false
	}
	for ; i > stop; i-- {
		c := rest.Cons()
		if c == nil {
			return term.Int(i), rest, false
		}
		rest = c.Tail
	}
	return term.Int(i), rest, true
}

func flatten(p *vm.Process, a []term.Term, tail term.Term) (term.Term, error) {
	var out term.Builder
	if !a[0].IsList() || !tail.IsList() {
		return term.Term{}, library.NoClause("lists", "flatten", a...)
	}
	rest := flattened(p, a[0], func(e term.Term) {
		p.Need(term.ConsBytes)
		out.Add(e)
	})
	if !rest.IsEmpty() {
		return term.Term{}, library.NoClause("lists", "do_flatten", rest, tail)
	}
	return out.List(tail), nil
}

// flattened calls each for the elements of a deep list in order. It returns the improper tail at
// which it stopped, or the empty list. It uses no recursion, because lists can be nested deeply.
func flattened(p *vm.Process, t term.Term, each func(e term.Term)) term.Term {
	var room [8]term.Term
	stack := append(room[:0], t)
	for len(stack) > 0 {
		top := len(stack) - 1
		c := stack[top].Cons()
		switch {
		case c == nil && !stack[top].IsEmpty():
			return stack[top]
		case c == nil:
			stack = stack[:top]
		default:
			stack[top] = c.Tail
			if !c.Head.IsList() {
				each(c.Head)
				continue
			}
			stack = append(stack, c.Head)
		}
		p.Work(1)
	}
	return term.Empty
}

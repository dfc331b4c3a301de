package data

import (
	"math/big"
	"strconv"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions that build lists from ranges, copies, lists or tuples.

func installListBuilders(x library.Module) {
	x.Func("append", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		lists, release, ok := elements(p, a[0], term.TermBytes)
		if !ok {
			return term.Term{}, library.NoClause("lists", "append", a...)
		}
		defer release()
		if len(lists) == 0 {
			return term.Empty, nil
		}
		out := lists[len(lists)-1]
		for i := len(lists) - 2; i >= 0; i-- {
			next, ok, err := term.Append(lists[i], out, p.Room)
			switch {
			case err != nil:
				return term.Term{}, err
			case !ok:
				return term.Term{}, vm.ErrorIn(library.Bad(1, library.NotProper(lists[i])), "erlang", "++", lists[i], out)
			}
			out = next
		}
		return out, nil
	})
	x.Func("append", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		v, ok, err := term.Append(a[0], a[1], p.Room)
		if !ok && err == nil {
			err = vm.ErrorIn(library.Bad(1, library.NotProper(a[0])), "erlang", "++", a...)
		}
		return v, err
	})
	x.Func("flatten", 1, func(p *vm.Process, a []term.Term) (term.Term, error) { return flatten(p, a, term.Empty) })
	x.Func("flatten", 2, func(p *vm.Process, a []term.Term) (term.Term, error) { return flatten(p, a, a[1]) })
	x.Func("flatlength", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n := int64(0)
		if rest := flattened(p, a[0], func(term.Term) { n++ }); !rest.IsEmpty() {
			return term.Term{}, library.NoClause("lists", "flatlength", rest, term.Int(n))
		}
		return term.Int(n), nil
	})
	x.Func("duplicate", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := library.Index(a[0])
		if !ok || n < 0 {
			return term.Term{}, library.NoClause("lists", "duplicate", a...)
		}
		cells := term.CellsFor(n)
		out := term.Empty
		for i := range n {
			if i%cellsAtOnce == 0 {
				p.Need(min(n-i, cellsAtOnce) * term.ConsBytes)
			}
			out = cells.New(a[1], out)
		}
		return out, nil
	})
	x.Func("seq", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		from, ok1 := a[0].AsInt()
		to, ok2 := a[1].AsInt()
		if !ok1 || !ok2 || from-1 > to {
			return term.Term{}, library.NoClause("lists", "seq", a...)
		}
		if !listable(from, to, 1) {
			return term.Term{}, library.SystemLimit()
		}
		cells := term.CellsFor(int(to - from + 1))
		out := term.Empty
		for i := to; i >= from; i-- {
			if (to-i)%cellsAtOnce == 0 {
				p.Need(int(min(i-from+1, cellsAtOnce)) * term.ConsBytes)
			}
			out = cells.New(term.Int(i), out)
		}
		return out, nil
	})
	x.Func("seq", 3, seqBy)
	onList(x, "join", 2, 1, copiedBytes+term.ConsBytes, func(_ *vm.Process, elems, a []term.Term) (term.Term, error) {
		var out term.Builder
		for i, e := range elems {
			if i > 0 {
				out.Add(a[0])
			}
			out.Add(e)
		}
		return out.List(term.Empty), nil
	})
	onList(x, "concat", 1, 0, term.TermBytes, func(p *vm.Process, elems, _ []term.Term) (term.Term, error) {
		var out term.Builder
		for _, e := range elems {
			text, list, err := thingToList(p, e)
			if err != nil {
				return term.Term{}, err
			}
			p.Need((len(text) + cellsIn(list)) * term.ConsBytes)
			for _, r := range text {
				out.Add(term.Int(int64(r)))
			}
			for c := list.Cons(); c != nil; c = c.Tail.Cons() {
				out.Add(c.Head)
			}
		}
		return out.List(term.Empty), nil
	})
	installZips(x)
}

// maxListed bounds lists that are built without interruption.
const maxListed = 1 << 26

// listable reports whether a list of the integers between two bounds is not too long.
func listable(from, to, by int64) bool {
	const near = 1 << 61
	if min(from, to) > -near && max(from, to) < near {
		return (to-from)/by < maxListed
	}
	n := new(big.Int).Sub(big.NewInt(to), big.NewInt(from))
	n.Quo(n, big.NewInt(by))
	return n.IsInt64() && n.Int64() < maxListed
}

func seqBy(p *vm.Process, a []term.Term) (term.Term, error) {
	from, ok1 := a[0].AsInt()
	to, ok2 := a[1].AsInt()
	by, ok3 := a[2].AsInt()
	if !ok1 || !ok2 || !ok3 || (by == 0 && from != to) || (by > 0 && from-by > to) || (by < 0 && from-by < to) {
		return term.Term{}, vm.Badarg()
	}
	if by == 0 {
		return term.List(a[0]), nil
	}
	if !listable(from, to, by) {
		return term.Term{}, library.SystemLimit()
	}
	n := int((to-from)/by) + 1
	if by > 0 && from > to || by < 0 && from < to {
		n = 0
	}
	cells, out := term.CellsFor(n), term.Empty
	for i := n - 1; i >= 0; i-- {
		if made := n - 1 - i; made > 0 && made%cellsAtOnce == 0 {
			p.Need(min(i+1, cellsAtOnce) * term.ConsBytes)
		}
		out = cells.New(term.Int(from+int64(i)*by), out)
	}
	return out, nil
}

// thingToList returns the text or the list of an element of concat/1.
func thingToList(p *vm.Process, t term.Term) (text string, list term.Term, err error) {
	switch {
	case t.IsSmall():
		return strconv.FormatInt(t.Small(), 10), term.Empty, nil
	case t.IsInteger():
		n, _ := t.AsBig()
		return p.IntegerText(n, 10), term.Empty, nil
	case t.IsAtom():
		return t.Atom().String(), term.Empty, nil
	case t.Kind() == term.KindFloat:
		f, _ := t.AsFloat()
		return erlang.FloatScientific(f, 20), term.Empty, nil
	case t.IsProper():
		return "", t, nil
	}
	return "", t, library.NoClause("lists", "thing_to_list", t)
}

func installZips(x library.Module) {
	zip := func(name string, arity int) {
		x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
			defer p.Secure(cellsIn(a[0]) * (2*arity*term.TermBytes + copiedBytes))()
			cols := make([][]term.Term, arity)
			for i := range a {
				elems, ok := a[i].Slice()
				if !ok || len(elems) != len(cols[0]) && i > 0 {
					return term.Term{}, library.NoClause("lists", name, a...)
				}
				cols[i] = elems
			}
			out := make([]term.Term, len(cols[0]))
			for r := range out {
				row := make([]term.Term, arity)
				for c := range cols {
					row[c] = cols[c][r]
				}
				out[r] = term.Tup(row...)
			}
			return term.List(out...), nil
		})
	}
	zip("zip", 2)
	zip("zip3", 3)
	unzip := func(name string, width int) {
		onList(x, name, 1, 0, (width+1)*copiedBytes, func(_ *vm.Process, elems, a []term.Term) (term.Term, error) {
			cols := make([][]term.Term, width)
			for c := range cols {
				cols[c] = make([]term.Term, 0, len(elems))
			}
			for _, e := range elems {
				row := e.Elems()
				if len(row) != width {
					return term.Term{}, library.NoClause("lists", name, a...)
				}
				for c := range cols {
					cols[c] = append(cols[c], row[c])
				}
			}
			out := make([]term.Term, width)
			for c := range cols {
				out[c] = term.List(cols[c]...)
			}
			return term.Tup(out...), nil
		})
	}
	unzip("unzip", 2)
	unzip("unzip3", 3)
}

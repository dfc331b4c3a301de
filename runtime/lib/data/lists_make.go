package data

import (
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions that build lists from ranges, copies, lists or tuples.

func installListBuilders(x library.Module) {
	x.Func("append", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		lists, ok := a[0].Slice()
		if !ok {
			return term.Term{}, library.NoClause("lists", "append", a...)
		}
		if len(lists) == 0 {
			return term.Empty, nil
		}
		out := lists[len(lists)-1]
		for i := len(lists) - 2; i >= 0; i-- {
			elems, ok := elements(p, lists[i])
			if !ok {
				return term.Term{}, vm.ErrorIn(library.Bad(1, library.NotProper(lists[i])), "erlang", "++", lists[i], out)
			}
			out = term.ListTail(elems, out)
		}
		return out, nil
	})
	x.Func("append", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems, ok := elements(p, a[0])
		if !ok {
			return term.Term{}, vm.ErrorIn(library.Bad(1, library.NotProper(a[0])), "erlang", "++", a...)
		}
		return term.ListTail(elems, a[1]), nil
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
	onList(x, "join", 2, 1, func(elems []term.Term, a []term.Term) (term.Term, error) {
		var out []term.Term
		for i, e := range elems {
			if i > 0 {
				out = append(out, a[0])
			}
			out = append(out, e)
		}
		return term.List(out...), nil
	})
	onList(x, "concat", 1, 0, func(elems []term.Term, _ []term.Term) (term.Term, error) {
		var out []term.Term
		for _, e := range elems {
			chars, err := thingToList(e)
			if err != nil {
				return term.Term{}, err
			}
			out = append(out, chars...)
		}
		return term.List(out...), nil
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

// thingToList returns the text of an element of concat/1.
func thingToList(t term.Term) ([]term.Term, error) {
	switch {
	case t.IsInteger():
		n, _ := t.AsBig()
		return charlist(n.String()), nil
	case t.IsAtom():
		return charlist(t.Atom().String()), nil
	case t.Kind() == term.KindFloat:
		f, _ := t.AsFloat()
		return charlist(erlang.FloatScientific(f, 20)), nil
	}
	if elems, ok := t.Slice(); ok {
		return elems, nil
	}
	return nil, library.NoClause("lists", "thing_to_list", t)
}

func charlist(s string) []term.Term {
	elems, _ := term.Charlist(s).Slice()
	return elems
}

func installZips(x library.Module) {
	zip := func(name string, arity int) {
		x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
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
		onList(x, name, 1, 0, func(elems []term.Term, a []term.Term) (term.Term, error) {
			cols := make([][]term.Term, width)
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

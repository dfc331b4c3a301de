package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements sort_by, max_by and min_by for lists. They compare elements by the result
// of a fun.

func installEnumKeys(x library.Module) {
	// keyed_list returns pairs of the fun's result and the element.
	enumLoop(x, "keyed_list", 2, library.Work{Each: true, Done: library.Listed,
		Improper: inlined("Enum", "-map/2-lists^map/1-1-"),
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			l.Out.Add(term.Tup(v, e))
			return false, nil
		}})
	x.Func("unkeyed", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		room := room{p: p, each: term.ConsBytes}
		var out term.Builder
		out.ExpectLike(a[0])
		for c := a[0].Cons(); c != nil; c = c.Tail.Cons() {
			room.more()
			out.Add(c.Head.Elems()[1])
		}
		return out.List(term.Empty), nil
	})
	leading(x, "largest_list", 1)
	leading(x, "smallest_list", -1)
}

// A leader is the first element with the largest or smallest key.
type leader struct{ element, answer term.Term }

// leading registers a function that finds the leader of a non-empty list.
func leading(x library.Module, name string, sign int) {
	enumLoop(x, name, 2, library.Work{
		Improper: func(l *library.Loop) error {
			best := l.More.(*leader)
			return library.NoClause("Enum", "-aggregate_by/4-lists^foldl/2-1-", l.Fun, term.NewCons(best.element, best.answer), l.Rest)
		},
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if best, ok := l.More.(*leader); !ok {
				l.More = &leader{e, v}
			} else if term.Compare(v, best.answer)*sign > 0 {
				*best = leader{e, v}
			}
			return false, nil
		},
		Done: func(l *library.Loop) term.Term { return l.More.(*leader).element }})
}

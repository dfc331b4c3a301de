package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file is what sort_by, max_by and min_by do with lists: an element is compared by what the
// fun answers for it.

func installEnumKeys(x library.Module) {
	// Pairs of an answer and its element.
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

// A leader is the first element of those whose answer is the most, or the least.
type leader struct{ element, answer term.Term }

// leading registers the search of the leader of a list that is not empty.
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

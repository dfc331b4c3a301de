package data

import (
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installListsSort registers sorting and merging. Like Erlang's, the sorts are stable, and the
// first of several duplicates is kept.
func installListsSort(x library.Module) {
	onList(x, "sort", 1, 0, sortedBytes, func(p *vm.Process, elems, _ []term.Term) (term.Term, error) {
		sortPlain(p, elems)
		return term.List(elems...), nil
	})
	onList(x, "usort", 1, 0, sortedBytes, func(p *vm.Process, elems, _ []term.Term) (term.Term, error) {
		sortPlain(p, elems)
		return term.List(compact(elems, term.Compare)...), nil
	})
	keySort := func(name string, unique bool) {
		x.Func(name, 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
			at, ok := library.Index(a[0])
			if !ok || at < 1 {
				return term.Term{}, library.NoClause("lists", name, a...)
			}
			elems, release, ok := elements(p, a[1], sortedBytes)
			if !ok {
				return term.Term{}, library.Badcase(a[1])
			}
			defer release()
			if len(elems) < 2 {
				return a[1], nil // the key of a single element is not checked
			}
			for _, e := range elems {
				if len(e.Elems()) < at {
					return term.Term{}, vm.ErrorIn(elementError(e), "erlang", "element", a[0], e)
				}
			}
			byKey := func(a, b term.Term) int { return term.Compare(a.Elems()[at-1], b.Elems()[at-1]) }
			sortTerms(p, elems, byKey)
			if unique {
				elems = compact(elems, byKey)
			}
			return term.List(elems...), nil
		})
	}
	keySort("keysort", false)
	keySort("ukeysort", true)
	mergeOf := func(name string, unique bool) {
		x.Func(name, 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
			left, release1, ok1 := elements(p, a[0], sortedBytes)
			defer release1()
			right, release2, ok2 := elements(p, a[1], sortedBytes)
			defer release2()
			if !ok1 || !ok2 {
				return term.Term{}, library.NoClause("lists", name, a...)
			}
			out := mergeSorted(p, left, right)
			if unique {
				out = compact(out, term.Compare)
			}
			return term.List(out...), nil
		})
	}
	mergeOf("merge", false)
	mergeOf("umerge", true)
	x.Step("sort", 2, sortBy("sort", false))
	x.Step("usort", 2, sortBy("usort", true))
}

func elementError(e term.Term) error {
	if !e.IsTuple() {
		return library.Bad(2, "not a tuple")
	}
	return library.Bad(1, "out of range")
}

// compact keeps the first element of each run of equal elements.
func compact(elems []term.Term, cmp func(a, b term.Term) int) []term.Term {
	return slices.CompactFunc(elems, func(a, b term.Term) bool { return cmp(a, b) == 0 })
}

func mergeSorted(p *vm.Process, left, right []term.Term) []term.Term {
	out := make([]term.Term, 0, len(left)+len(right))
	for len(left) > 0 && len(right) > 0 {
		p.Work(1)
		if term.Compare(left[0], right[0]) <= 0 {
			out, left = append(out, left[0]), left[1:]
		} else {
			out, right = append(out, right[0]), right[1:]
		}
	}
	return append(append(out, left...), right...)
}

// sortBy is a merge sort with a fun as the order: true means that the first argument may stay
// before the second. With unique, it drops an element that compares equal to an earlier element:
// the fun returns true in both directions.
func sortBy(name string, unique bool) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		elems, release, ok := elements(p, a[1], sortedBytes)
		if !ok {
			return p.Fail(library.NoClause("lists", name, a...))
		}
		defer release()
		if f := a[0].Fun(); f == nil || f.Arity != 2 {
			return p.Fail(library.NoClause("lists", name, a...))
		}
		if cmp := orderOf(a[0].Fun()); cmp != nil && !unique {
			sortTerms(p, elems, cmp)
			return p.Return(term.List(elems...))
		}
		s := &funSort{fun: a[0], from: elems, to: make([]term.Term, len(elems)), width: 1, unique: unique}
		s.next = s.chosen
		return s.pass(p)
	}
}

// orderOf returns the comparison for a capture of =< or >=, or nil for any other fun.
func orderOf(f *term.Fun) func(a, b term.Term) int {
	if !f.External || f.Module != term.AErlang {
		return nil
	}
	switch f.Name.String() {
	case "=<":
		return term.Compare
	case ">=":
		return func(a, b term.Term) int { return term.Compare(b, a) }
	}
	return nil
}

// A funSort is the state of a bottom-up merge sort between calls of its fun.
type funSort struct {
	fun      term.Term
	from, to []term.Term
	width    int
	unique   bool

	// from[i:iEnd] and from[j:jEnd] are being merged to to[k:].
	i, iEnd, j, jEnd, k int
	// buf and next are allocated once and reused for every call.
	buf  [2]term.Term
	next func(p *vm.Process, first term.Term) vm.Step
}

// pass merges neighbouring runs of width elements and then doubles width.
func (s *funSort) pass(p *vm.Process) vm.Step {
	if s.width >= len(s.from) {
		if s.unique {
			return s.dedup(p, 1, s.from[:min(1, len(s.from))])
		}
		return p.Return(term.List(s.from...))
	}
	return s.mergeAt(p, 0)
}

func (s *funSort) mergeAt(p *vm.Process, start int) vm.Step {
	n := len(s.from)
	if start >= n {
		s.from, s.to = s.to, s.from
		s.width *= 2
		return s.pass(p)
	}
	s.i, s.iEnd = start, min(start+s.width, n)
	s.j, s.jEnd, s.k = s.iEnd, min(start+2*s.width, n), start
	return s.merge(p)
}

func (s *funSort) merge(p *vm.Process) vm.Step {
	if s.i == s.iEnd || s.j == s.jEnd {
		s.k += copy(s.to[s.k:], s.from[s.i:s.iEnd])
		copy(s.to[s.k:], s.from[s.j:s.jEnd])
		return s.mergeAt(p, s.jEnd)
	}
	s.buf = [2]term.Term{s.from[s.i], s.from[s.j]}
	return p.CallThen(s.fun, s.buf[:], s.next)
}

// chosen continues with the result of the fun, which is true if the first element may stay first.
func (s *funSort) chosen(p *vm.Process, first term.Term) vm.Step {
	stays, err := boolean(first)
	if err != nil {
		return p.Fail(err)
	}
	if stays {
		s.to[s.k] = s.from[s.i]
		s.i++
	} else {
		s.to[s.k] = s.from[s.j]
		s.j++
	}
	s.k++
	return s.merge(p)
}

// dedup continues at from[i]. It drops an element if the fun returns true for the element and the
// last kept element.
func (s *funSort) dedup(p *vm.Process, i int, kept []term.Term) vm.Step {
	if i >= len(s.from) {
		return p.Return(term.List(kept...))
	}
	e := s.from[i]
	return p.CallThen(s.fun, []term.Term{e, kept[len(kept)-1]}, func(p *vm.Process, same term.Term) vm.Step {
		again, err := boolean(same)
		if err != nil {
			return p.Fail(err)
		}
		if again {
			return s.dedup(p, i+1, kept)
		}
		return s.dedup(p, i+1, append(kept, e))
	})
}

package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file walks lists for Enum: the functions that call a fun for each element. They are
// in Go for speed alone; enum.ex decides which of them is for what it was given.

// enumLoop registers a private function of Enum whose first argument is a list, or the first
// of some integers with their step and their number, and whose last is the fun.
func enumLoop(x library.Module, name string, arity int, start func(l *library.Loop, a []term.Term)) {
	x.Private("Enum", "lib/enum.ex", name, arity, func(_ *vm.Process, a []term.Term) vm.Step {
		l := &library.Loop{Fun: a[arity-1], Rest: a[0], Span: spanOf(a[0])}
		l.Improper = func(rest term.Term) error {
			return library.NoClause("Enum", name, append([]term.Term{rest}, a[1:]...)...)
		}
		start(l, a)
		return l.Run
	})
}

// spanOf is the span that {first, step, number} stands for, all of which are small
// integers; nil for a list.
func spanOf(t term.Term) *library.Span {
	el := t.Elems()
	if len(el) != 3 {
		return nil
	}
	return &library.Span{At: el[0].Small(), Step: el[1].Small(), Left: el[2].Small()}
}

func installEnumLoops(x library.Module) {
	installEnumSearch(x)
	installEnumParts(x)
	installEnumFolds(x)
	installEnumGroups(x)
}

// installEnumSearch registers those that stop at the element that decides.
func installEnumSearch(x library.Module) {
	// search answers with what found makes of the first element whose answer decides, or
	// with the second argument.
	search := func(name string, decides func(v term.Term, a []term.Term) bool, found func(e, v, otherwise term.Term) term.Term) {
		enumLoop(x, name, 3, func(l *library.Loop, a []term.Term) {
			answer := a[1]
			l.Got = func(e, v term.Term) (bool, error) {
				if !decides(v, a) {
					return false, nil
				}
				answer = found(e, v, a[1])
				return true, nil
			}
			l.Done = func(term.Term) term.Term { return answer }
		})
	}
	truthy := func(v term.Term, _ []term.Term) bool { return v.Truthy() }
	search("find_list", truthy, func(e, _, _ term.Term) term.Term { return e })
	search("find_value_list", truthy, func(_, v, _ term.Term) term.Term { return v })
	search("predicate_list", func(v term.Term, a []term.Term) bool { return v.Truthy() != a[1].Truthy() },
		func(_, _, initial term.Term) term.Term { return term.Bool(!initial.Truthy()) })
	enumLoop(x, "find_index_list", 2, func(l *library.Loop, _ []term.Term) {
		n, answer := int64(0), term.Nil
		l.Got = func(_, v term.Term) (bool, error) {
			if v.Truthy() {
				answer = term.Int(n)
				return true, nil
			}
			n++
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return answer }
	})
}

// installEnumParts registers those that pick elements.
func installEnumParts(x library.Module) {
	pick := func(name string, wanted bool) {
		enumLoop(x, name, 2, func(l *library.Loop, _ []term.Term) {
			var out term.Builder
			l.Got = func(e, v term.Term) (bool, error) {
				if v.Truthy() == wanted {
					out.Add(e)
				}
				return false, nil
			}
			l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
		})
	}
	pick("filter_list", true)
	pick("reject_list", false)
	enumLoop(x, "count_list", 2, func(l *library.Loop, _ []term.Term) {
		n := int64(0)
		l.Got = func(_, v term.Term) (bool, error) {
			if v.Truthy() {
				n++
			}
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.Int(n) }
	})
	enumLoop(x, "split_with_list", 2, func(l *library.Loop, _ []term.Term) {
		var yes, no term.Builder
		l.Got = func(e, v term.Term) (bool, error) {
			if v.Truthy() {
				yes.Add(e)
			} else {
				no.Add(e)
			}
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.Tup(yes.List(term.Empty), no.List(term.Empty)) }
	})
	// front parts a list before the first element for which the fun is falsy.
	front := func(name string, done func(front, rest term.Term) term.Term) {
		enumLoop(x, name, 2, func(l *library.Loop, _ []term.Term) {
			var taken term.Builder
			l.Got = func(e, v term.Term) (bool, error) {
				if !v.Truthy() {
					return true, nil
				}
				taken.Add(e)
				return false, nil
			}
			l.Done = func(rest term.Term) term.Term { return done(taken.List(term.Empty), rest) }
		})
	}
	front("take_while_list", func(front, _ term.Term) term.Term { return front })
	front("drop_while_list", func(_, rest term.Term) term.Term { return rest })
	front("split_while_list", func(front, rest term.Term) term.Term { return term.Tup(front, rest) })
}

// installEnumFolds registers those with an accumulator.
func installEnumFolds(x library.Module) {
	enumLoop(x, "scan_list", 3, func(l *library.Loop, a []term.Term) {
		var out term.Builder
		acc := a[1]
		l.Beside = &acc
		l.Got = func(_, v term.Term) (bool, error) {
			acc = v
			out.Add(v)
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	enumLoop(x, "reduce_while_list", 3, func(l *library.Loop, a []term.Term) {
		acc := a[1]
		l.Beside = &acc
		l.Got = func(_, v term.Term) (bool, error) {
			pair := v.Elems()
			if len(pair) != 2 || !pair[0].Is(aCont) && !pair[0].Is(aHalt) {
				return false, library.NoClause("Enumerable.List", "reduce", l.Rest.Cons().Tail, v, a[2])
			}
			acc = pair[1]
			return pair[0].Is(aHalt), nil
		}
		l.Done = func(term.Term) term.Term { return acc }
	})
	// The fun gets the element and its index.
	enumLoop(x, "with_index_list", 2, func(l *library.Loop, _ []term.Term) {
		var out term.Builder
		n := int64(0)
		at := term.Int(0)
		l.Beside = &at
		l.Got = func(_, v term.Term) (bool, error) {
			n++
			at = term.Int(n)
			out.Add(v)
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	enumLoop(x, "map_list", 2, func(l *library.Loop, _ []term.Term) {
		var out term.Builder
		l.Got = func(_, v term.Term) (bool, error) { out.Add(v); return false, nil }
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	enumLoop(x, "reduce_list", 3, func(l *library.Loop, a []term.Term) {
		acc := a[1]
		l.Beside = &acc
		l.Done = func(term.Term) term.Term { return acc }
	})
}

var (
	aCont = term.Intern("cont")
	aHalt = term.Intern("halt")
)

// installEnumGroups registers those that compare what the fun answers.
func installEnumGroups(x library.Module) {
	enumLoop(x, "chunk_by_list", 2, func(l *library.Loop, _ []term.Term) {
		var out, chunk term.Builder
		var last term.Term
		l.Got = func(e, v term.Term) (bool, error) {
			if !last.IsNone() && !term.Equal(v, last) {
				out.Add(chunk.List(term.Empty))
				chunk = term.Builder{}
			}
			chunk.Add(e)
			last = v
			return false, nil
		}
		l.Done = func(term.Term) term.Term {
			if !last.IsNone() {
				out.Add(chunk.List(term.Empty))
			}
			return out.List(term.Empty)
		}
	})
	enumLoop(x, "dedup_list", 2, func(l *library.Loop, _ []term.Term) {
		var out term.Builder
		var last term.Term
		l.Got = func(e, v term.Term) (bool, error) {
			if last.IsNone() || !term.Equal(v, last) {
				out.Add(e)
			}
			last = v
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	enumLoop(x, "frequencies_list", 2, func(l *library.Loop, _ []term.Term) {
		var counts term.MapBuilder
		l.Got = func(_, v term.Term) (bool, error) {
			n := counts.At(v)
			*n = term.Int(n.Small() + 1)
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.FromMap(counts.Map()) }
	})
	// The list is in reverse, so that groups are in order when their elements are put in front.
	enumLoop(x, "group_by_list", 2, func(l *library.Loop, _ []term.Term) {
		var groups term.MapBuilder
		l.Got = func(e, v term.Term) (bool, error) {
			group := groups.At(v)
			if group.IsNone() {
				*group = term.Empty
			}
			*group = term.NewCons(e, *group)
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.FromMap(groups.Map()) }
	})
}

package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file walks lists for Enum: the functions that call a fun for each element. They are
// in Go for speed alone; enum.ex decides which of them is for what it was given.

// enumLoop registers a private function of Enum whose first argument is a list, or the first
// of some integers with their step and their number, and whose last is the fun. Where there
// is one between them, it is the loop's first Acc.
func enumLoop(x library.Module, name string, arity int, w library.Work) {
	w.Improper = func(l *library.Loop) error {
		return library.NoClause("Enum", name, append([]term.Term{l.Rest}, l.Args[1:]...)...)
	}
	x.Private("Enum", "lib/enum.ex", name, arity, func(p *vm.Process, a []term.Term) vm.Step {
		l := &library.Loop{Work: &w, Fun: a[arity-1], Rest: a[0]}
		l.Keep(p, a)
		if arity == 3 {
			l.Acc = a[1]
		}
		l.Span, l.Spans = spanOf(a[0])
		return l.Run(p)
	})
}

// spanOf is the span that {first, step, number} stands for, all of which are small
// integers; ok is false for a list.
func spanOf(t term.Term) (s library.Span, ok bool) {
	el := t.Elems()
	if len(el) != 3 {
		return s, false
	}
	return library.Span{At: el[0].Small(), Step: el[1].Small(), Left: el[2].Small()}, true
}

func installEnumLoops(x library.Module) {
	installEnumSearch(x)
	installEnumParts(x)
	installEnumFolds(x)
	installEnumGroups(x)
}

// installEnumSearch registers those that stop at the element that decides. Their Acc is what
// they answer if none does.
func installEnumSearch(x library.Module) {
	enumLoop(x, "find_list", 3, library.Work{Done: library.Accumulated,
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if !v.Truthy() {
				return false, nil
			}
			l.Acc = e
			return true, nil
		}})
	enumLoop(x, "find_value_list", 3, library.Work{Done: library.Accumulated,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			if !v.Truthy() {
				return false, nil
			}
			l.Acc = v
			return true, nil
		}})
	enumLoop(x, "predicate_list", 3, library.Work{Done: library.Accumulated,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			if v.Truthy() == l.Acc.Is(term.ATrue) {
				return false, nil
			}
			l.Acc = term.Bool(!l.Acc.Is(term.ATrue))
			return true, nil
		}})
	enumLoop(x, "find_index_list", 2, library.Work{
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			if v.Truthy() {
				l.Acc = term.Int(l.N)
				return true, nil
			}
			l.N++
			return false, nil
		},
		Done: func(l *library.Loop) term.Term {
			if l.Acc.IsNone() {
				return term.Nil
			}
			return l.Acc
		}})
}

// installEnumParts registers those that pick elements.
func installEnumParts(x library.Module) {
	pick := func(name string, wanted bool) {
		enumLoop(x, name, 2, library.Work{Done: library.Listed,
			Got: func(l *library.Loop, e, v term.Term) (bool, error) {
				if v.Truthy() == wanted {
					l.Out.Add(e)
				}
				return false, nil
			}})
	}
	pick("filter_list", true)
	pick("reject_list", false)
	enumLoop(x, "count_list", 2, library.Work{
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			if v.Truthy() {
				l.N++
			}
			return false, nil
		},
		Done: func(l *library.Loop) term.Term { return term.Int(l.N) }})
	enumLoop(x, "split_with_list", 2, library.Work{
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if v.Truthy() {
				l.Out.Add(e)
			} else {
				others(l).Add(e)
			}
			return false, nil
		},
		Done: func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), others(l).List(term.Empty)) }})
	// front parts a list before the first element for which the fun is falsy.
	front := func(name string, done func(l *library.Loop) term.Term) {
		enumLoop(x, name, 2, library.Work{Done: done,
			Got: func(l *library.Loop, e, v term.Term) (bool, error) {
				if !v.Truthy() {
					return true, nil
				}
				l.Out.Add(e)
				return false, nil
			}})
	}
	front("take_while_list", library.Listed)
	front("drop_while_list", func(l *library.Loop) term.Term { return l.Rest })
	front("split_while_list", func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), l.Rest) })
}

// others is a second list that a loop makes.
func others(l *library.Loop) *term.Builder {
	if l.More == nil {
		l.More = &term.Builder{}
	}
	return l.More.(*term.Builder)
}

func addAnswer(l *library.Loop, _, v term.Term) (bool, error) {
	l.Out.Add(v)
	return false, nil
}

// installEnumFolds registers those with an accumulator.
func installEnumFolds(x library.Module) {
	enumLoop(x, "map_list", 2, library.Work{Got: addAnswer, Done: library.Listed})
	enumLoop(x, "reduce_list", 3, library.Work{Beside: true, Done: library.Accumulated})
	enumLoop(x, "scan_list", 3, library.Work{Beside: true, Done: library.Listed,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			l.Acc = v
			l.Out.Add(v)
			return false, nil
		}})
	enumLoop(x, "reduce_while_list", 3, library.Work{Beside: true, Done: library.Accumulated,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			pair := v.Elems()
			if len(pair) != 2 || !pair[0].Is(aCont) && !pair[0].Is(aHalt) {
				rest := l.Rest
				if c := rest.Cons(); c != nil {
					rest = c.Tail
				}
				return false, library.NoClause("Enumerable.List", "reduce", rest, v, l.Fun)
			}
			l.Acc = pair[1]
			return pair[0].Is(aHalt), nil
		}})
	// The fun gets the element and its index.
	x.Private("Enum", "lib/enum.ex", "with_index_list", 2, func(p *vm.Process, a []term.Term) vm.Step {
		l := &library.Loop{Work: &indexed, Fun: a[1], Rest: a[0], Acc: term.Int(0)}
		l.Keep(p, a)
		l.Span, l.Spans = spanOf(a[0])
		return l.Run(p)
	})
}

var indexed = library.Work{Beside: true, Done: library.Listed,
	Got: func(l *library.Loop, _, v term.Term) (bool, error) {
		l.Acc = after(l.Acc)
		l.Out.Add(v)
		return false, nil
	}}

var (
	aCont = term.Intern("cont")
	aHalt = term.Intern("halt")
)

// installEnumGroups registers those that compare what the fun answers.
func installEnumGroups(x library.Module) {
	// Acc is the answer before, Out the chunks, and the others those of the last chunk.
	enumLoop(x, "chunk_by_list", 2, library.Work{
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if !l.Acc.IsNone() && !term.Equal(v, l.Acc) {
				l.Out.Add(others(l).List(term.Empty))
				l.More = nil
			}
			others(l).Add(e)
			l.Acc = v
			return false, nil
		},
		Done: func(l *library.Loop) term.Term {
			if !l.Acc.IsNone() {
				l.Out.Add(others(l).List(term.Empty))
			}
			return library.Listed(l)
		}})
	enumLoop(x, "dedup_list", 2, library.Work{Done: library.Listed,
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if l.Acc.IsNone() || !term.Equal(v, l.Acc) {
				l.Out.Add(e)
			}
			l.Acc = v
			return false, nil
		}})
	enumLoop(x, "frequencies_list", 2, library.Work{Done: mapped,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			n := pairs(l).At(v)
			*n = term.Int(n.Small() + 1)
			return false, nil
		}})
	// The list is in reverse, so that groups are in order when their elements are put in front.
	enumLoop(x, "group_by_list", 2, library.Work{Done: mapped,
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			group := pairs(l).At(v)
			if group.IsNone() {
				*group = term.Empty
			}
			*group = term.NewCons(e, *group)
			return false, nil
		}})
}

// pairs is a map that a loop makes.
func pairs(l *library.Loop) *term.MapBuilder {
	if l.More == nil {
		l.More = &term.MapBuilder{}
	}
	return l.More.(*term.MapBuilder)
}

func mapped(l *library.Loop) term.Term { return term.FromMap(pairs(l).Map()) }

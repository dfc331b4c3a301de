package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements functions of Enum and List that call a fun for each element of a list or
// range. They are in Go for speed. enum.ex decides which of the functions of Enum to call.

// enumLoop registers a private function of Enum. Its first argument is a list, or {first, step,
// number} for a range of integers. Its last argument is the fun. An argument in between is the
// initial Acc of the loop.
func enumLoop(x library.Module, name string, arity int, w library.Work) {
	enumLoopOf(x, name, arity, w, false)
}

// inlinedLoop registers a function like enumLoop. The function also checks the fun if the list is
// empty, as the functions of :lists do that Elixir's compiler inlines.
func inlinedLoop(x library.Module, name string, arity int, w library.Work) {
	enumLoopOf(x, name, arity, w, true)
}

func enumLoopOf(x library.Module, name string, arity int, w library.Work, checked bool) {
	if w.Improper == nil {
		w.Improper = func(l *library.Loop) error {
			if w.Beside {
				return library.NoClause("Enum", name, l.Rest, l.Acc, l.Fun)
			}
			return library.NoClause("Enum", name, append([]term.Term{l.Rest}, l.Args[1:]...)...)
		}
	}
	x.Private("Enum", "lib/enum.ex", name, arity, func(p *vm.Process, a []term.Term) vm.Step {
		l := library.NewLoop(&w)
		l.Fun = a[arity-1]
		l.Keep(p, a)
		if arity == 3 {
			l.Acc = a[1]
		}
		l.Over(a[0])
		if checked && a[0].IsEmpty() && !takes(l.Fun, &w) {
			return p.Fail(w.Improper(l))
		}
		return l.Run(p)
	})
}

// takes reports whether fun is a function with the number of arguments that w passes.
func takes(fun term.Term, w *library.Work) bool {
	f := fun.Fun()
	return f != nil && f.Arity == w.Arity()
}

// inlined returns the Improper of a function of :lists that Elixir's compiler inlines
// (inline_list_funcs). The error names a function of the calling module.
func inlined(module, name string) func(l *library.Loop) error {
	return func(l *library.Loop) error {
		if l.Beside {
			return library.NoClause(module, name, l.Fun, l.Acc, l.Rest)
		}
		return library.NoClause(module, name, l.Fun, l.Rest)
	}
}

func installEnumLoops(x library.Module) {
	installEnumKeys(x)
	installEnumSearch(x)
	installEnumParts(x)
	installEnumFolds(x)
	installEnumGroups(x)
}

// installEnumSearch registers the functions that stop once an element has decided the result. If
// no element does, Acc is the result.
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
		Improper: func(l *library.Loop) error {
			return library.NoClause("Enum", "find_index_list", l.Rest, term.Int(l.N), l.Fun)
		},
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

// installEnumParts registers the functions that select elements.
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
		Improper: func(l *library.Loop) error {
			return library.NoClause("Enum", "-count/2-lists^foldl/2-0-", l.Fun, term.Int(l.N), l.Rest)
		},
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			if v.Truthy() {
				l.N++
			}
			return false, nil
		},
		Done: func(l *library.Loop) term.Term { return term.Int(l.N) }})
	enumLoop(x, "split_with_list", 2, library.Work{
		Improper: func(l *library.Loop) error {
			yes, no := term.TurnRound(library.Listed(l)), term.TurnRound(others(l).List(term.Empty))
			return library.NoClause("Enum", "-split_with/2-lists^foldl/2-1-", l.Fun, term.Tup(yes, no), l.Rest)
		},
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if v.Truthy() {
				l.Out.Add(e)
			} else {
				others(l).Add(e)
			}
			return false, nil
		},
		Done: func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), others(l).List(term.Empty)) }})
	// front splits a list before the first element for which the fun is falsy.
	front := func(name string, improper func(l *library.Loop) error, done func(l *library.Loop) term.Term) {
		enumLoop(x, name, 2, library.Work{Done: done, Improper: improper,
			Got: func(l *library.Loop, e, v term.Term) (bool, error) {
				if !v.Truthy() {
					return true, nil
				}
				l.Out.Add(e)
				return false, nil
			}})
	}
	front("take_while_list", nil, library.Listed)
	front("drop_while_list", nil, func(l *library.Loop) term.Term { return l.Rest })
	front("split_while_list", func(l *library.Loop) error {
		return library.NoClause("Enum", "split_while_list", l.Rest, l.Fun, term.TurnRound(library.Listed(l)))
	}, func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), l.Rest) })
}

// others returns the second list that a loop builds.
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

// installEnumFolds registers the loops of map, each and uniq, and the functions with an
// accumulator.
func installEnumFolds(x library.Module) {
	inlinedLoop(x, "map_list", 2, library.Work{Each: true, Got: addAnswer, Done: library.Listed,
		Improper: inlined("Enum", "-map/2-lists^map/1-1-")})
	inlinedLoop(x, "each_list", 2, library.Work{Improper: inlined("Enum", "-each/2-lists^foreach/1-0-"),
		Got:  func(*library.Loop, term.Term, term.Term) (bool, error) { return false, nil },
		Done: func(*library.Loop) term.Term { return term.Ok }})
	inlinedLoop(x, "reduce_list", 3, library.Work{Beside: true, Done: library.Accumulated,
		Improper: inlined("Enum", "-reduce/3-lists^foldl/2-0-")})
	inlinedLoop(x, "map_reduce_list", 3, library.Work{Each: true, Beside: true, Got: mapFolded,
		Improper: inlined("Enum", "-map_reduce/3-lists^mapfoldl/2-0-"),
		Done:     func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), l.Acc) }})
	enumLoop(x, "uniq_list", 2, uniqueBy(func(l *library.Loop, seen term.Term) error {
		return library.NoClause("Enum", "uniq_list", l.Rest, seen, l.Fun)
	}))
	enumLoop(x, "scan_list", 3, library.Work{Each: true, Beside: true, Done: library.Listed,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			l.Acc = v
			l.Out.Add(v)
			return false, nil
		}})
	enumLoop(x, "reduce_while_list", 3, library.Work{Beside: true, Done: library.Accumulated,
		Improper: func(l *library.Loop) error {
			return library.NoClause("Enumerable.List", "reduce", l.Rest, term.Tup(aCont.Term(), l.Acc), l.Fun)
		},
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
	listFold(x, "foldl", false)
	listFold(x, "foldr", true)
	// The fun takes the element and its index.
	x.Private("Enum", "lib/enum.ex", "with_index_list", 2, func(p *vm.Process, a []term.Term) vm.Step {
		l := library.NewLoop(&indexed)
		l.Fun, l.Acc = a[1], term.Int(0)
		l.Keep(p, a)
		l.Over(a[0])
		return l.Run(p)
	})
}

// listFold registers a fold of List that takes a list, an accumulator and a fun.
func listFold(x library.Module, name string, fromRight bool) {
	w := library.Work{Beside: true, Done: library.Accumulated,
		Improper: inlined("List", "-"+name+"/3-lists^"+name+"/2-0-")}
	x.Private("List", "lib/list.ex", name, 3, func(p *vm.Process, a []term.Term) vm.Step {
		l := library.NewLoop(&w)
		l.Fun, l.Rest, l.Acc = a[2], a[0], a[1]
		l.Keep(p, a)
		if (fromRight || a[0].IsEmpty()) && !takes(l.Fun, &w) {
			l.Rest = end(a[0])
			return p.Fail(l.Improper(l))
		}
		if fromRight {
			elems, ok := a[0].Slice()
			if !ok {
				l.Rest = end(a[0])
				return p.Fail(l.Improper(l))
			}
			l.Rest = ReverseOnto(elems, term.Empty)
		}
		return l.Run(p)
	})
}

var indexed = library.Work{Beside: true, Each: true, Done: library.Listed,
	Improper: func(l *library.Loop) error { return library.NoClause("Enum", "with_index_list", l.Rest, l.Acc, l.Fun) },
	Got: func(l *library.Loop, _, v term.Term) (bool, error) {
		l.Acc = after(l.Acc)
		l.Out.Add(v)
		return false, nil
	}}

var (
	aCont = term.Intern("cont")
	aHalt = term.Intern("halt")
)

// installEnumGroups registers the functions that compare the results of the fun.
func installEnumGroups(x library.Module) {
	// Acc is the previous result. Out holds the finished chunks. others holds the current chunk.
	enumLoop(x, "chunk_by_list", 2, library.Work{
		Improper: func(l *library.Loop) error {
			last := term.Tup(term.TurnRound(others(l).List(term.Empty)), l.Acc)
			so := term.Tup(aCont.Term(), term.Tup(term.TurnRound(library.Listed(l)), last))
			return library.NoClause("Enumerable.List", "reduce", l.Rest, so, l.Fun)
		},
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
		Improper: func(l *library.Loop) error {
			return library.NoClause("Enum", "-frequencies_by/2-lists^foldl/2-0-", l.Fun, mapped(l), l.Rest)
		},
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			n := pairs(l).At(v)
			*n = term.Int(n.Small() + 1)
			return false, nil
		}})
	// The list is reversed, so prepending elements leaves each group in order.
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

// pairs returns the map that a loop builds.
func pairs(l *library.Loop) *term.MapBuilder {
	if l.More == nil {
		l.More = &term.MapBuilder{}
	}
	return l.More.(*term.MapBuilder)
}

func mapped(l *library.Loop) term.Term { return term.FromMap(pairs(l).Map()) }

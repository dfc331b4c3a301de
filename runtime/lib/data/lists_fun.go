package data

import (
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// loop registers name/2, which takes a fun of one argument and a list.
func loop(x library.Module, name string, w library.Work) {
	if w.Improper == nil {
		w.Improper = func(l *library.Loop) error { return library.NoClause(x.Name, name+"_1", l.Fun, l.Rest) }
	}
	x.Step(name, 2, func(p *vm.Process, a []term.Term) vm.Step {
		if f := a[0].Fun(); f == nil || f.Arity != 1 {
			return p.Fail(library.NoClause(x.Name, name, a...))
		}
		if matchesList(name, a[1]) {
			return p.Fail(library.Badcase(a[1]))
		}
		l := library.NewLoop(&w)
		l.Fun, l.Rest, l.Args = a[0], a[1], a
		return l.Run(p)
	})
}

// matchesList reports whether name/2 of OTP raises case_clause for t, because t is not a list.
// Other functions raise function_clause in a helper function.
func matchesList(name string, t term.Term) bool {
	switch name {
	case "map", "all", "any", "foldl":
		return t.Cons() == nil && !t.IsEmpty()
	}
	return false
}

// boolean returns the result of a predicate, or an error if it is not a boolean.
func boolean(v term.Term) (bool, error) {
	switch {
	case v.Is(term.ATrue):
		return true, nil
	case v.Is(term.AFalse):
		return false, nil
	}
	return false, library.Badcase(v)
}

// installListsFun registers the functions of :lists that call a fun.
func installListsFun(x library.Module) {
	loop(x, "map", library.Work{Each: true, Got: addAnswer, Done: library.Listed})
	loop(x, "foreach", library.Work{
		Got:  func(*library.Loop, term.Term, term.Term) (bool, error) { return false, nil },
		Done: func(*library.Loop) term.Term { return term.Ok }})
	loop(x, "filter", library.Work{Done: library.Listed,
		Improper: func(l *library.Loop) error { return vm.ErrorOf(term.Tup(term.Sym("bad_generator"), l.Rest)) },
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				l.Out.Add(e)
			}
			return false, err
		}})
	loop(x, "filtermap", library.Work{Done: library.Listed,
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			if pair := v.Elems(); len(pair) == 2 && pair[0].Is(term.ATrue) {
				l.Out.Add(pair[1])
				return false, nil
			}
			keep, err := boolean(v)
			if keep {
				l.Out.Add(e)
			}
			return false, err
		}})
	loop(x, "flatmap", library.Work{Done: library.Listed,
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			elems, ok := v.Slice()
			if !ok {
				return false, library.Bad(1, library.NotProper(v))
			}
			for _, e := range elems {
				l.Out.Add(e)
			}
			return false, nil
		}})
	loop(x, "partition", library.Work{
		Improper: func(l *library.Loop) error {
			yes, no := term.TurnRound(library.Listed(l)), term.TurnRound(others(l).List(term.Empty))
			return library.NoClause(x.Name, "partition_1", l.Fun, l.Rest, yes, no)
		},
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				l.Out.Add(e)
			} else {
				others(l).Add(e)
			}
			return false, err
		},
		Done: func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), others(l).List(term.Empty)) }})
	installListsSearch(x)
	installListsPrefix(x)
	installListsFold(x)
	installListsKeyFun(x)
}

// installListsSearch registers the functions that stop once an element has decided the result.
func installListsSearch(x library.Module) {
	search := func(name string, stopAt bool, found func(e term.Term) term.Term, none term.Term) {
		loop(x, name, library.Work{
			Got: func(l *library.Loop, e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if err != nil || is != stopAt {
					return false, err
				}
				l.Acc = found(e)
				return true, nil
			},
			Done: func(l *library.Loop) term.Term {
				if l.Acc.IsNone() {
					return none
				}
				return l.Acc
			}})
	}
	search("all", false, func(term.Term) term.Term { return term.False }, term.True)
	search("any", true, func(term.Term) term.Term { return term.True }, term.False)
	search("search", true, func(e term.Term) term.Term { return term.Tup(term.Sym("value"), e) }, term.False)
}

// installListsPrefix registers the functions that split a list at the first element for which the
// predicate is false.
func installListsPrefix(x library.Module) {
	prefix := func(name string, improper func(l *library.Loop) error, done func(l *library.Loop) term.Term) {
		loop(x, name, library.Work{Done: done, Improper: improper,
			Got: func(l *library.Loop, e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if is {
					l.Out.Add(e)
				}
				return !is, err
			}})
	}
	prefix("takewhile", nil, library.Listed)
	prefix("dropwhile", nil, func(l *library.Loop) term.Term { return l.Rest })
	prefix("splitwith", func(l *library.Loop) error {
		return library.NoClause(x.Name, "splitwith_1", l.Fun, l.Rest, term.TurnRound(library.Listed(l)))
	}, func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), l.Rest) })
}

// installListsFold registers the folds, which take a fun, an accumulator and a list.
func installListsFold(x library.Module) {
	fold := func(name string, fromRight bool, w library.Work) {
		w.Beside = true
		w.Improper = func(l *library.Loop) error {
			return library.NoClause(x.Name, name+"_1", l.Fun, l.Acc, l.Rest)
		}
		x.Step(name, 3, func(p *vm.Process, a []term.Term) vm.Step {
			if f := a[0].Fun(); f == nil || f.Arity != 2 {
				return p.Fail(library.NoClause(x.Name, name, a...))
			}
			if matchesList(name, a[2]) {
				return p.Fail(library.Badcase(a[2]))
			}
			list := a[2]
			if fromRight {
				elems, ok := list.Slice()
				if !ok {
					return p.Fail(library.NoClause(x.Name, name+"_1", a[0], a[1], end(list)))
				}
				list = ReverseOnto(elems, term.Empty)
			}
			l := library.NewLoop(&w)
			l.Fun, l.Rest, l.Args, l.Acc = a[0], list, a, a[1]
			return l.Run(p)
		})
	}
	fold("foldl", false, library.Work{Done: library.Accumulated})
	fold("foldr", true, library.Work{Done: library.Accumulated})
	fold("mapfoldl", false, library.Work{
		Each: true,
		Got:  mapFolded,
		Done: func(l *library.Loop) term.Term { return term.Tup(library.Listed(l), l.Acc) }})
	fold("mapfoldr", true, library.Work{
		Each: true,
		Got:  mapFolded,
		Done: func(l *library.Loop) term.Term { return term.Tup(term.TurnRound(library.Listed(l)), l.Acc) }})
}

// end returns the tail of the last cell.
func end(list term.Term) term.Term {
	for c := list.Cons(); c != nil; c = list.Cons() {
		list = c.Tail
	}
	return list
}

// mapFolded handles the result {element, accumulator} of the fun.
func mapFolded(l *library.Loop, _, v term.Term) (bool, error) {
	pair := v.Elems()
	if len(pair) != 2 {
		return false, vm.ErrorOf(term.Tup(term.Sym("badmatch"), v))
	}
	l.Out.Add(pair[0])
	l.Acc = pair[1]
	return false, nil
}

// installListsKeyFun registers keymap/3, zipwith/3 and uniq/2.
func installListsKeyFun(x library.Module) {
	keyed := library.Work{Each: true, Done: library.Listed,
		Improper: func(l *library.Loop) error { return library.NoClause(x.Name, "keymap", l.Fun, l.Args[1], l.Rest) },
		Arg: func(l *library.Loop, e term.Term) term.Term {
			if fields := e.Elems(); int(l.N) <= len(fields) {
				return fields[l.N-1]
			}
			return term.Nil
		},
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			fields := e.Elems()
			if int(l.N) > len(fields) {
				return false, elementError(e)
			}
			changed := append([]term.Term(nil), fields...)
			changed[l.N-1] = v
			l.Out.Add(term.Tup(changed...))
			return false, nil
		}}
	x.Step("keymap", 3, func(p *vm.Process, a []term.Term) vm.Step {
		at, ok := library.Index(a[1])
		if !ok || at < 1 {
			return p.Fail(library.NoClause(x.Name, "keymap", a...))
		}
		l := library.NewLoop(&keyed)
		l.Fun, l.Rest, l.Args, l.N = a[0], a[2], a, int64(at)
		return l.Run(p)
	})
	// More holds the right list. N is the number of its elements used. Acc is its next element.
	zipped := library.Work{Each: true, Done: library.Listed, Beside: true,
		Arg: func(l *library.Loop, e term.Term) term.Term {
			l.Acc = l.More.([]term.Term)[l.N]
			return e
		},
		Got: func(l *library.Loop, _, v term.Term) (bool, error) {
			l.Out.Add(v)
			l.N++
			return false, nil
		}}
	x.Step("zipwith", 3, func(p *vm.Process, a []term.Term) vm.Step {
		left, ok1 := a[1].Slice()
		right, ok2 := a[2].Slice()
		if !ok1 || !ok2 || len(left) != len(right) {
			return p.Fail(library.NoClause(x.Name, "zipwith", a...))
		}
		l := library.NewLoop(&zipped)
		l.Fun, l.Rest, l.Args, l.More = a[0], a[1], a, right
		return l.Run(p)
	})
	loop(x, "uniq", uniqueBy(func(l *library.Loop, seen term.Term) error {
		return library.NoClause(x.Name, "uniq_2", l.Rest, l.Fun, seen)
	}))
}

// uniqueBy keeps the first element for each result of the fun. improper gets the results.
func uniqueBy(improper func(l *library.Loop, seen term.Term) error) library.Work {
	return library.Work{Done: library.Listed,
		Improper: func(l *library.Loop) error {
			seen := &term.MapBuilder{}
			if bag, ok := l.More.(erlang.Bag); ok {
				bag.Each(func(e term.Term) { *seen.At(e) = term.True })
			}
			return improper(l, term.FromMap(seen.Map()))
		},
		Got: func(l *library.Loop, e, v term.Term) (bool, error) {
			seen, ok := l.More.(erlang.Bag)
			if !ok {
				seen = erlang.Bag{}
				l.More = seen
			}
			if seen.Find(v) == nil {
				seen.Add(v)
				l.Out.Add(e)
			}
			return false, nil
		}}
}

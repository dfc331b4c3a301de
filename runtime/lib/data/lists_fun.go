package data

import (
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// loop registers name/2, a function of a fun of one argument and a list.
func loop(x library.Module, name string, start func(l *library.Loop)) {
	x.Step(name, 2, func(p *vm.Process, a []term.Term) vm.Step {
		// filter/2 looks at the fun first; the others call it, which tells more.
		if f := a[0].Fun(); (f == nil || f.Arity != 1) && (name == "filter" || a[1].Cons() == nil) {
			return p.Fail(library.NoClause(x.Name, name, a...))
		}
		l := &library.Loop{Fun: a[0], Rest: a[1]}
		start(l)
		return l.Run(p)
	})
}

// boolean is the answer of a predicate.
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
	loop(x, "map", func(l *library.Loop) {
		var out term.Builder
		l.Got = func(_, v term.Term) (bool, error) { out.Add(v); return false, nil }
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	loop(x, "foreach", func(l *library.Loop) {
		l.Got = func(_, _ term.Term) (bool, error) { return false, nil }
		l.Done = func(term.Term) term.Term { return term.Ok }
	})
	loop(x, "filter", func(l *library.Loop) {
		var out term.Builder
		l.Got = func(e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				out.Add(e)
			}
			return false, err
		}
		l.Done = func(term.Term) term.Term { return out.List(term.Empty) }
	})
	loop(x, "filtermap", func(l *library.Loop) {
		var out []term.Term
		l.Got = func(e, v term.Term) (bool, error) {
			if pair := v.Elems(); len(pair) == 2 && pair[0].Is(term.ATrue) {
				out = append(out, pair[1])
				return false, nil
			}
			keep, err := boolean(v)
			if keep {
				out = append(out, e)
			}
			return false, err
		}
		l.Done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "flatmap", func(l *library.Loop) {
		var out []term.Term
		l.Got = func(_, v term.Term) (bool, error) {
			elems, ok := v.Slice()
			if !ok {
				return false, library.Bad(1, library.NotProper(v))
			}
			out = append(out, elems...)
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "partition", func(l *library.Loop) {
		var yes, no []term.Term
		l.Got = func(e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				yes = append(yes, e)
			} else {
				no = append(no, e)
			}
			return false, err
		}
		l.Done = func(term.Term) term.Term { return term.Tup(term.List(yes...), term.List(no...)) }
	})
	installListsSearch(x)
	installListsPrefix(x)
	installListsFold(x)
	installListsKeyFun(x)
}

// installListsSearch registers those that stop at the element that decides.
func installListsSearch(x library.Module) {
	search := func(name string, stopAt bool, found func(e term.Term) term.Term, none term.Term) {
		loop(x, name, func(l *library.Loop) {
			answer := none
			l.Got = func(e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if err != nil || is != stopAt {
					return false, err
				}
				answer = found(e)
				return true, nil
			}
			l.Done = func(term.Term) term.Term { return answer }
		})
	}
	search("all", false, func(term.Term) term.Term { return term.False }, term.True)
	search("any", true, func(term.Term) term.Term { return term.True }, term.False)
	search("search", true, func(e term.Term) term.Term { return term.Tup(term.Sym("value"), e) }, term.False)
}

// installListsPrefix registers those that part a list where a predicate first
// answers false.
func installListsPrefix(x library.Module) {
	prefix := func(name string, done func(prefix []term.Term, rest term.Term) term.Term) {
		loop(x, name, func(l *library.Loop) {
			var taken []term.Term
			l.Got = func(e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if is {
					taken = append(taken, e)
				}
				return !is, err
			}
			l.Done = func(rest term.Term) term.Term { return done(taken, rest) }
		})
	}
	prefix("takewhile", func(taken []term.Term, _ term.Term) term.Term { return term.List(taken...) })
	prefix("dropwhile", func(_ []term.Term, rest term.Term) term.Term { return rest })
	prefix("splitwith", func(taken []term.Term, rest term.Term) term.Term {
		return term.Tup(term.List(taken...), rest)
	})
}

// installListsFold registers the folds: fun, accumulator, list.
func installListsFold(x library.Module) {
	fold := func(name string, fromRight bool, start func(l *library.Loop, acc term.Term)) {
		x.Step(name, 3, func(p *vm.Process, a []term.Term) vm.Step {
			if f := a[0].Fun(); (f == nil || f.Arity != 2) && a[2].Cons() == nil {
				return p.Fail(library.NoClause(x.Name, name, a...))
			}
			list := a[2]
			if fromRight {
				elems, ok := list.Slice()
				if !ok {
					return p.Fail(library.NoClause(x.Name, name, a...))
				}
				list = ReverseOnto(elems, term.Empty)
			}
			l := &library.Loop{Fun: a[0], Rest: list}
			start(l, a[1])
			return l.Run(p)
		})
	}
	plain := func(l *library.Loop, acc term.Term) {
		l.Beside = &acc
		l.Done = func(term.Term) term.Term { return acc }
	}
	fold("foldl", false, plain)
	fold("foldr", true, plain)
	mapping := func(result func(out []term.Term) term.Term) func(l *library.Loop, acc term.Term) {
		return func(l *library.Loop, acc term.Term) {
			var out []term.Term
			l.Beside = &acc
			l.Got = func(_, v term.Term) (bool, error) {
				pair := v.Elems()
				if len(pair) != 2 {
					return false, vm.ErrorOf(term.Tup(term.Sym("badmatch"), v))
				}
				out, acc = append(out, pair[0]), pair[1]
				return false, nil
			}
			l.Done = func(term.Term) term.Term { return term.Tup(result(out), acc) }
		}
	}
	fold("mapfoldl", false, mapping(func(out []term.Term) term.Term { return term.List(out...) }))
	fold("mapfoldr", true, mapping(func(out []term.Term) term.Term { return ReverseOnto(out, term.Empty) }))
}

// installListsKeyFun registers keymap/3, zipwith/3 and uniq/2.
func installListsKeyFun(x library.Module) {
	x.Step("keymap", 3, func(p *vm.Process, a []term.Term) vm.Step {
		at, ok := library.Index(a[1])
		if !ok || at < 1 {
			return p.Fail(library.NoClause(x.Name, "keymap", a...))
		}
		var out []term.Term
		l := &library.Loop{Fun: a[0], Rest: a[2]}
		l.Arg = func(e term.Term) term.Term {
			if fields := e.Elems(); at <= len(fields) {
				return fields[at-1]
			}
			return term.Nil
		}
		l.Got = func(e, v term.Term) (bool, error) {
			fields := e.Elems()
			if at > len(fields) {
				return false, elementError(e)
			}
			changed := append([]term.Term(nil), fields...)
			changed[at-1] = v
			out = append(out, term.Tup(changed...))
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.List(out...) }
		return l.Run(p)
	})
	x.Step("zipwith", 3, func(p *vm.Process, a []term.Term) vm.Step {
		left, ok1 := a[1].Slice()
		right, ok2 := a[2].Slice()
		if !ok1 || !ok2 || len(left) != len(right) {
			return p.Fail(library.NoClause(x.Name, "zipwith", a...))
		}
		var out []term.Term
		l := &library.Loop{Fun: a[0], Rest: a[1]}
		var beside term.Term
		l.Beside = &beside
		l.Arg = func(e term.Term) term.Term {
			beside = right[len(out)]
			return e
		}
		l.Got = func(_, v term.Term) (bool, error) { out = append(out, v); return false, nil }
		l.Done = func(term.Term) term.Term { return term.List(out...) }
		return l.Run(p)
	})
	loop(x, "uniq", func(l *library.Loop) {
		seen := erlang.Bag{}
		var out []term.Term
		l.Got = func(e, v term.Term) (bool, error) {
			if seen.Find(v) == nil {
				seen.Add(v)
				out = append(out, e)
			}
			return false, nil
		}
		l.Done = func(term.Term) term.Term { return term.List(out...) }
	})
}

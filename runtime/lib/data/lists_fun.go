package lib

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// loop registers name/2, a function of a fun of one argument and a list.
func loop(x module, name string, start func(l *listLoop)) {
	x.step(name, 2, func(p *vm.Process, a []term.Term) vm.Step {
		// filter/2 looks at the fun first; the others call it, which tells more.
		if f := a[0].Fun(); (f == nil || f.Arity != 1) && (name == "filter" || a[1].Cons() == nil) {
			return p.Fail(noClause(x.name, name, a...))
		}
		l := &listLoop{fun: a[0], rest: a[1], args: one}
		start(l)
		return l.run(p)
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
	return false, badcase(v)
}

// installListsFun registers the functions of :lists that call a fun.
func installListsFun(x module) {
	loop(x, "map", func(l *listLoop) {
		var out []term.Term
		l.got = func(_, v term.Term) (bool, error) { out = append(out, v); return false, nil }
		l.done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "foreach", func(l *listLoop) {
		l.got = func(_, _ term.Term) (bool, error) { return false, nil }
		l.done = func(term.Term) term.Term { return term.Ok }
	})
	loop(x, "filter", func(l *listLoop) {
		var out []term.Term
		l.got = func(e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				out = append(out, e)
			}
			return false, err
		}
		l.done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "filtermap", func(l *listLoop) {
		var out []term.Term
		l.got = func(e, v term.Term) (bool, error) {
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
		l.done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "flatmap", func(l *listLoop) {
		var out []term.Term
		l.got = func(_, v term.Term) (bool, error) {
			elems, ok := v.Slice()
			if !ok {
				return false, bad(1, notProper(v))
			}
			out = append(out, elems...)
			return false, nil
		}
		l.done = func(term.Term) term.Term { return term.List(out...) }
	})
	loop(x, "partition", func(l *listLoop) {
		var yes, no []term.Term
		l.got = func(e, v term.Term) (bool, error) {
			keep, err := boolean(v)
			if keep {
				yes = append(yes, e)
			} else {
				no = append(no, e)
			}
			return false, err
		}
		l.done = func(term.Term) term.Term { return term.Tup(term.List(yes...), term.List(no...)) }
	})
	installListsSearch(x)
	installListsPrefix(x)
	installListsFold(x)
	installListsKeyFun(x)
}

// installListsSearch registers those that stop at the element that decides.
func installListsSearch(x module) {
	search := func(name string, stopAt bool, found func(e term.Term) term.Term, none term.Term) {
		loop(x, name, func(l *listLoop) {
			answer := none
			l.got = func(e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if err != nil || is != stopAt {
					return false, err
				}
				answer = found(e)
				return true, nil
			}
			l.done = func(term.Term) term.Term { return answer }
		})
	}
	search("all", false, func(term.Term) term.Term { return term.False }, term.True)
	search("any", true, func(term.Term) term.Term { return term.True }, term.False)
	search("search", true, func(e term.Term) term.Term { return term.Tup(term.Sym("value"), e) }, term.False)
}

// installListsPrefix registers those that part a list where a predicate first
// answers false.
func installListsPrefix(x module) {
	prefix := func(name string, done func(prefix []term.Term, rest term.Term) term.Term) {
		loop(x, name, func(l *listLoop) {
			var taken []term.Term
			l.got = func(e, v term.Term) (bool, error) {
				is, err := boolean(v)
				if is {
					taken = append(taken, e)
				}
				return !is, err
			}
			l.done = func(rest term.Term) term.Term { return done(taken, rest) }
		})
	}
	prefix("takewhile", func(taken []term.Term, _ term.Term) term.Term { return term.List(taken...) })
	prefix("dropwhile", func(_ []term.Term, rest term.Term) term.Term { return rest })
	prefix("splitwith", func(taken []term.Term, rest term.Term) term.Term {
		return term.Tup(term.List(taken...), rest)
	})
}

// installListsFold registers the folds: fun, accumulator, list.
func installListsFold(x module) {
	fold := func(name string, fromRight bool, start func(l *listLoop, acc term.Term)) {
		x.step(name, 3, func(p *vm.Process, a []term.Term) vm.Step {
			if f := a[0].Fun(); (f == nil || f.Arity != 2) && a[2].Cons() == nil {
				return p.Fail(noClause(x.name, name, a...))
			}
			list := a[2]
			if fromRight {
				elems, ok := list.Slice()
				if !ok {
					return p.Fail(noClause(x.name, name, a...))
				}
				list = reverseOnto(elems, term.Empty)
			}
			l := &listLoop{fun: a[0], rest: list}
			start(l, a[1])
			return l.run(p)
		})
	}
	plain := func(l *listLoop, acc term.Term) {
		l.args = with(&acc)
		l.got = func(_, v term.Term) (bool, error) { acc = v; return false, nil }
		l.done = func(term.Term) term.Term { return acc }
	}
	fold("foldl", false, plain)
	fold("foldr", true, plain)
	mapping := func(result func(out []term.Term) term.Term) func(l *listLoop, acc term.Term) {
		return func(l *listLoop, acc term.Term) {
			var out []term.Term
			l.args = with(&acc)
			l.got = func(_, v term.Term) (bool, error) {
				pair := v.Elems()
				if len(pair) != 2 {
					return false, vm.ErrorOf(term.Tup(term.Sym("badmatch"), v))
				}
				out, acc = append(out, pair[0]), pair[1]
				return false, nil
			}
			l.done = func(term.Term) term.Term { return term.Tup(result(out), acc) }
		}
	}
	fold("mapfoldl", false, mapping(func(out []term.Term) term.Term { return term.List(out...) }))
	fold("mapfoldr", true, mapping(func(out []term.Term) term.Term { return reverseOnto(out, term.Empty) }))
}

// installListsKeyFun registers keymap/3, zipwith/3 and uniq/2.
func installListsKeyFun(x module) {
	x.step("keymap", 3, func(p *vm.Process, a []term.Term) vm.Step {
		at, ok := index(a[1])
		if !ok || at < 1 {
			return p.Fail(noClause(x.name, "keymap", a...))
		}
		var out []term.Term
		l := &listLoop{fun: a[0], rest: a[2]}
		l.args = func(buf *[2]term.Term, e term.Term) []term.Term {
			if fields := e.Elems(); at <= len(fields) {
				return one(buf, fields[at-1])
			}
			return one(buf, term.Nil)
		}
		l.got = func(e, v term.Term) (bool, error) {
			fields := e.Elems()
			if at > len(fields) {
				return false, elementError(e)
			}
			changed := append([]term.Term(nil), fields...)
			changed[at-1] = v
			out = append(out, term.Tup(changed...))
			return false, nil
		}
		l.done = func(term.Term) term.Term { return term.List(out...) }
		return l.run(p)
	})
	x.step("zipwith", 3, func(p *vm.Process, a []term.Term) vm.Step {
		left, ok1 := a[1].Slice()
		right, ok2 := a[2].Slice()
		if !ok1 || !ok2 || len(left) != len(right) {
			return p.Fail(noClause(x.name, "zipwith", a...))
		}
		var out []term.Term
		l := &listLoop{fun: a[0], rest: a[1]}
		l.args = func(buf *[2]term.Term, e term.Term) []term.Term { return with(&right[len(out)])(buf, e) }
		l.got = func(_, v term.Term) (bool, error) { out = append(out, v); return false, nil }
		l.done = func(term.Term) term.Term { return term.List(out...) }
		return l.run(p)
	})
	loop(x, "uniq", func(l *listLoop) {
		seen := bag{}
		var out []term.Term
		l.got = func(e, v term.Term) (bool, error) {
			if seen.find(v) == nil {
				seen.add(v)
				out = append(out, e)
			}
			return false, nil
		}
		l.done = func(term.Term) term.Term { return term.List(out...) }
	})
}

package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installMapsFun registers the functions of :maps that call a fun.
func installMapsFun(maps library.Module) {
	maps.Step("map", 2, overPairs(func(out *term.Map, k, _, got term.Term) (*term.Map, error) {
		return out.Put(k, got), nil
	}))
	maps.Step("filter", 2, overPairs(func(out *term.Map, k, v, got term.Term) (*term.Map, error) {
		switch {
		case got.Is(term.ATrue):
			return out.Put(k, v), nil
		case got.Is(term.AFalse):
			return out, nil
		}
		return nil, library.Badcase(got)
	}))
	maps.Step("filtermap", 2, overPairs(func(out *term.Map, k, v, got term.Term) (*term.Map, error) {
		switch e := got.Elems(); {
		case got.Is(term.ATrue):
			return out.Put(k, v), nil
		case got.Is(term.AFalse):
			return out, nil
		case len(e) == 2 && e[0].Is(term.ATrue):
			return out.Put(k, e[1]), nil
		}
		return nil, library.Badcase(got)
	}))
	maps.Step("foreach", 2, func(p *vm.Process, a []term.Term) vm.Step {
		it, err := pairsArg(a[0], 2, "not a fun that takes two arguments", a[1], 2)
		if err != nil {
			return p.Fail(err)
		}
		return foldPairs(p, it, term.Ok, func(p *vm.Process, k, v, acc term.Term, next func(*vm.Process, term.Term) vm.Step) vm.Step {
			return p.CallThen(a[0], []term.Term{k, v}, func(p *vm.Process, _ term.Term) vm.Step { return next(p, acc) })
		})
	})
	maps.Step("fold", 3, func(p *vm.Process, a []term.Term) vm.Step {
		it, err := pairsArg(a[0], 3, "not a fun that takes three arguments", a[2], 3)
		if err != nil {
			return p.Fail(err)
		}
		return foldPairs(p, it, a[1], func(p *vm.Process, k, v, acc term.Term, next func(*vm.Process, term.Term) vm.Step) vm.Step {
			return p.CallThen(a[0], []term.Term{k, v, acc}, next)
		})
	})
	maps.Step("update_with", 3, func(p *vm.Process, a []term.Term) vm.Step { return updateWith(p, a[0], a[1], term.Term{}, a[2]) })
	maps.Step("update_with", 4, func(p *vm.Process, a []term.Term) vm.Step { return updateWith(p, a[0], a[1], a[2], a[3]) })
	maps.Step("merge_with", 3, combine(true))
	maps.Step("intersect_with", 3, combine(false))
	maps.Step("groups_from_list", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return groups(p, a[0], term.Term{}, a[1])
	})
	maps.Step("groups_from_list", 3, func(p *vm.Process, a []term.Term) vm.Step {
		return groups(p, a[0], a[1], a[2])
	})
}

// pairsArg checks the fun and the map or iterator (argument n) of a function over pairs, and
// returns an iterator.
func pairsArg(fun term.Term, arity int, what string, over term.Term, n int) (term.Term, error) {
	badFun, badOver := "", ""
	if f := fun.Fun(); f == nil || f.Arity != arity {
		badFun = what
	}
	it := over
	switch m := over.Map(); {
	case m != nil:
		it = iterator(m)
	case !over.Is(term.ANone) && len(over.Elems()) != 3:
		badOver = "not a map or an iterator"
	}
	switch {
	case badFun != "" && badOver != "":
		return it, library.BadMany(map[int]string{1: badFun, n: badOver})
	case badFun != "":
		return it, library.Bad(1, badFun)
	case badOver != "":
		return it, library.Bad(n, badOver)
	}
	return it, nil
}

// A pairStep processes one pair and passes the new accumulator to next.
type pairStep func(p *vm.Process, k, v, acc term.Term, next func(*vm.Process, term.Term) vm.Step) vm.Step

// foldPairs folds each over the pairs and returns the accumulator.
func foldPairs(p *vm.Process, it, acc term.Term, each pairStep) vm.Step {
	e := it.Elems()
	if len(e) != 3 {
		return p.Return(acc)
	}
	return each(p, e[0], e[1], acc, func(p *vm.Process, acc term.Term) vm.Step {
		return foldPairs(p, e[2], acc, each)
	})
}

// overPairs calls a fun of two arguments for every pair of a map, and builds a map from the
// results.
func overPairs(add func(out *term.Map, k, v, got term.Term) (*term.Map, error)) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		it, err := pairsArg(a[0], 2, "not a fun that takes two arguments", a[1], 2)
		if err != nil {
			return p.Fail(err)
		}
		return foldPairs(p, it, term.FromMap(term.NewMap()), func(p *vm.Process, k, v, acc term.Term, next func(*vm.Process, term.Term) vm.Step) vm.Step {
			return p.CallThen(a[0], []term.Term{k, v}, func(p *vm.Process, got term.Term) vm.Step {
				out, err := add(acc.Map(), k, v, got)
				if err != nil {
					return p.Fail(err)
				}
				return next(p, term.FromMap(out))
			})
		})
	}
}

// updateWith applies fun to the value of key. If the key is missing, it stores init, or fails if
// init is None.
func updateWith(p *vm.Process, key, fun, init, in term.Term) vm.Step {
	m := in.Map()
	if m == nil {
		return p.Fail(library.Badmap(in))
	}
	if f := fun.Fun(); f == nil || f.Arity != 1 {
		return p.Fail(library.Bad(2, "not a fun that takes one argument"))
	}
	v, ok := m.Get(key)
	switch {
	case !ok && init.IsNone():
		return p.Fail(library.Badkey(key))
	case !ok:
		return p.Return(term.FromMap(m.Put(key, init)))
	}
	return p.CallThen(fun, []term.Term{v}, func(p *vm.Process, v term.Term) vm.Step {
		return p.Return(term.FromMap(m.Put(key, v)))
	})
}

// combine merges two maps if union is set, and otherwise intersects them. The fun combines the
// values of common keys.
func combine(union bool) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		left, right := a[1].Map(), a[2].Map()
		switch f := a[0].Fun(); {
		case left == nil:
			return p.Fail(library.Badmap(a[1]))
		case right == nil:
			return p.Fail(library.Badmap(a[2]))
		case f == nil || f.Arity != 3:
			return p.Fail(library.Bad(1, "not a fun that takes three arguments"))
		}
		start := term.NewMap()
		if union {
			start = mergeMaps(p, left, right)
		}
		return foldPairs(p, iterator(left), term.FromMap(start), func(p *vm.Process, k, v, acc term.Term, next func(*vm.Process, term.Term) vm.Step) vm.Step {
			w, ok := right.Get(k)
			if !ok {
				return next(p, acc)
			}
			return p.CallThen(a[0], []term.Term{k, v, w}, func(p *vm.Process, v term.Term) vm.Step {
				return next(p, term.FromMap(acc.Map().Put(k, v)))
			})
		})
	}
}

// groups groups the elements of a list by the results of keyFun. Unless valFun is None, it is
// applied to each element.
func groups(p *vm.Process, keyFun, valFun, list term.Term) vm.Step {
	elems, ok := list.Slice()
	if !ok {
		return p.Fail(library.Bad(2, "not a list"))
	}
	// Processing the list backwards leaves each group in order.
	var from func(p *vm.Process, i int, out *term.Map) vm.Step
	from = func(p *vm.Process, i int, out *term.Map) vm.Step {
		if i < 0 {
			return p.Return(term.FromMap(out))
		}
		return p.CallThen(keyFun, []term.Term{elems[i]}, func(p *vm.Process, k term.Term) vm.Step {
			put := func(p *vm.Process, v term.Term) vm.Step {
				group, ok := out.Get(k)
				if !ok {
					group = term.Empty
				}
				return from(p, i-1, out.Put(k, term.NewCons(v, group)))
			}
			if valFun.IsNone() {
				return put(p, elems[i])
			}
			return p.CallThen(valFun, []term.Term{elems[i]}, put)
		})
	}
	return from(p, len(elems)-1, term.NewMap())
}

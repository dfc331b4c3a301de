package ets

import (
	"slices"

	"lab/runtime/lib/data"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

const notMatchSpec = "not a valid match specification"

// installEtsSelect registers the functions of :ets that match.
func installEtsSelect(e ets) {
	for _, name := range []string{"select", "match", "match_object"} {
		asSpec := selections[name]
		e.on(name, 2, reading, func(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
			spec, err := asSpec(a[1])
			if err != nil {
				return term.Term{}, err
			}
			return term.List(t.selected(p, spec)...), nil
		})
		e.on(name, 3, reading, func(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
			spec, err := asSpec(a[1])
			limit, ok := library.Index(a[2])
			switch {
			case err != nil:
				return term.Term{}, err
			case !ok || limit < 1:
				return term.Term{}, library.Bad(3, "not a positive integer")
			}
			return chunk(term.List(t.selected(p, spec)...), limit), nil
		})
		e.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if a[0].Is(endOfTable.Atom()) {
				return endOfTable, nil
			}
			c := a[0].Elems()
			if len(c) != 3 || !c[0].Is(aContinuation) {
				return term.Term{}, library.Bad(1, "invalid continuation")
			}
			limit, _ := library.Index(c[2])
			return chunk(c[1], limit), nil
		})
	}
	e.on("select_reverse", 2, reading, func(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
		spec, err := selectSpec(a[1])
		if err != nil {
			return term.Term{}, err
		}
		return data.ReverseOnto(t.selected(p, spec), term.Empty), nil
	})
	e.on("select_count", 2, reading, func(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
		spec, err := selectSpec(a[1])
		if err != nil {
			return term.Term{}, err
		}
		n := 0
		for _, v := range t.selected(p, spec) {
			if v.Is(term.ATrue) {
				n++
			}
		}
		return term.Int(int64(n)), nil
	})
	installEtsSelectChanges(e)
	installMatchSpecs(e)
}

var aContinuation = term.Intern("$continuation")

// chunk is {first limit elements, continuation}, or the end of the table.
func chunk(list term.Term, limit int) term.Term {
	elems, _ := list.Slice()
	switch {
	case len(elems) == 0:
		return endOfTable
	case len(elems) <= limit:
		return term.Tup(list, endOfTable)
	}
	rest := term.Tup(aContinuation.Term(), term.List(elems[limit:]...), term.Int(int64(limit)))
	return term.Tup(term.List(elems[:limit]...), rest)
}

// selections make a match specification of the second argument of a function.
var selections = map[string]func(term.Term) (matchSpec, error){
	"select":       selectSpec,
	"match":        func(t term.Term) (matchSpec, error) { return patternSpec(t, aAllBound.Term()) },
	"match_object": func(t term.Term) (matchSpec, error) { return patternSpec(t, aWhole.Term()) },
}

func selectSpec(t term.Term) (matchSpec, error) {
	spec, ok := newMatchSpec(t)
	if !ok {
		return nil, library.Bad(2, notMatchSpec)
	}
	return spec, nil
}

func patternSpec(pattern, body term.Term) (matchSpec, error) {
	return matchSpec{{head: pattern, body: []term.Term{body}}}, nil
}

// candidates are the objects that a specification can match: those of one key
// where its only head says which, else all.
func (t *table) candidates(spec matchSpec) []term.Term {
	if len(spec) == 1 {
		if key, ok := t.key(spec[0].head); ok && !hasMatchVars(key, 0) {
			return slices.Clone(t.lookup(key))
		}
	}
	return t.objects()
}

// hasMatchVars reports whether a pattern may have variables or wildcards in it.
func hasMatchVars(t term.Term, depth int) bool {
	switch t.Kind() {
	case term.KindAtom:
		return t.Is(aUnderscore) || matchVar(t) >= 0
	case term.KindTuple:
		return depth > maxMatchDepth ||
			slices.ContainsFunc(t.Elems(), func(e term.Term) bool { return hasMatchVars(e, depth+1) })
	case term.KindCons, term.KindMap:
		return true
	}
	return false
}

// selectWork is how many steps of work one object costs that a specification is run on.
const selectWork = 4

// selected runs a specification over the table. The lock is not held while
// guards run: objects never change.
func (t *table) selected(p *vm.Process, spec matchSpec) []term.Term {
	t.mu.RLock()
	objs := t.candidates(spec)
	t.mu.RUnlock()
	var out []term.Term
	for _, o := range objs {
		p.Work(selectWork)
		if v, ok := spec.run(p, o); ok {
			out = append(out, v)
		}
	}
	return out
}

// installEtsSelectChanges registers what removes or replaces what matches. They
// hold the lock throughout, so that each is one step to all others.
func installEtsSelectChanges(e ets) {
	change := func(name string, spec func(term.Term) (matchSpec, error), answer func(n int) term.Term, do func(t *table, o, v term.Term) bool) {
		e.on(name, 2, writing, func(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
			s, err := spec(a[1])
			if err != nil {
				return term.Term{}, err
			}
			t.mu.Lock()
			defer t.mu.Unlock()
			n := 0
			for _, o := range t.candidates(s) {
				p.Work(selectWork)
				if v, ok := s.run(p, o); ok && do(t, o, v) {
					n++
				}
			}
			return answer(n), nil
		})
	}
	count := func(n int) term.Term { return term.Int(int64(n)) }
	remove := func(t *table, o, v term.Term) bool { return v.Is(term.ATrue) && t.removeObject(o) }
	change("select_delete", selectSpec, count, remove)
	change("match_delete", func(pattern term.Term) (matchSpec, error) { return patternSpec(pattern, term.True) },
		func(int) term.Term { return term.True }, remove)
	change("select_replace", selectSpec, count, func(t *table, o, v term.Term) bool {
		key, ok := t.key(v)
		old, _ := t.key(o)
		if !ok || !term.Equal(key, old) {
			return false
		}
		t.removeObject(o)
		t.insert(v)
		return true
	})
}

// installMatchSpecs registers what works on specifications without a table.
func installMatchSpecs(e ets) {
	e.Func("match_spec_compile", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := newMatchSpec(a[0]); !ok {
			return term.Term{}, library.Bad(1, notMatchSpec)
		}
		return a[0], nil
	})
	e.Func("match_spec_run", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		objs, ok := a[0].Slice()
		if !ok {
			return term.Term{}, library.Bad(1, "not a list")
		}
		spec, ok := newMatchSpec(a[1])
		if !ok {
			return term.Term{}, library.Bad(2, "not a valid compiled match specification")
		}
		var out []term.Term
		for _, o := range objs {
			if v, ok := spec.run(p, o); ok {
				out = append(out, v)
			}
		}
		return term.List(out...), nil
	})
	e.Func("test_ms", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		spec, ok := newMatchSpec(a[1])
		if !ok {
			return term.Tup(term.Error, term.List()), nil
		}
		if v, ok := spec.run(p, a[0]); ok {
			return term.Tup(term.Ok, v), nil
		}
		return term.Tup(term.Ok, term.False), nil
	})
}

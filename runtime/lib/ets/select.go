package ets

import (
	"slices"

	"lab/runtime/lib/data"
	"lab/runtime/lib/ets/matchspec"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

const notMatchSpec = "not a valid match specification"

// installEtsSelect registers the functions of :ets that match objects.
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
			case err != nil || library.NotPositive(a[2]) != "":
				return term.Term{}, malformed(name, a).Err()
			case !ok:
				return term.Term{}, vm.Badarg()
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

// chunk returns {elements, continuation} with the first limit elements. The continuation is
// :"$end_of_table" if no elements follow. For an empty list, chunk returns only :"$end_of_table".
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

// selections maps functions to conversions of their second argument to a match specification.
var selections = map[string]func(term.Term) (matchspec.Spec, error){
	"select":       selectSpec,
	"match":        func(t term.Term) (matchspec.Spec, error) { return patternSpec(t, matchspec.AllBound) },
	"match_object": func(t term.Term) (matchspec.Spec, error) { return patternSpec(t, matchspec.Whole) },
}

func selectSpec(t term.Term) (matchspec.Spec, error) {
	spec, ok := matchspec.New(t)
	if !ok {
		return nil, library.Bad(2, notMatchSpec)
	}
	return spec, nil
}

func patternSpec(pattern, body term.Term) (matchspec.Spec, error) {
	return matchspec.Pattern(pattern, body), nil
}

// onlyKey returns the key of all objects that a specification can match, if its only clause fixes
// the key.
func (t *table) onlyKey(spec matchspec.Spec) (key term.Term, only bool) {
	head, only := spec.OnlyHead()
	if !only {
		return key, false
	}
	key, ok := t.key(head)
	return key, ok && !matchspec.HasVars(key)
}

// candidates returns the objects that a specification can match.
func (t *table) candidates(spec matchspec.Spec) []term.Term {
	if key, only := t.onlyKey(spec); only {
		return slices.Clone(t.lookup(key))
	}
	return t.objects()
}

const (
	// selectWork is the number of steps charged for matching one object.
	selectWork = 4
	// selectBytes is the memory for matching one object, without the result.
	selectBytes = 320
)

// selected runs a specification over the table. It needs no lock while guards run, because objects
// are immutable.
func (t *table) selected(p *vm.Process, spec matchspec.Spec) []term.Term {
	if _, only := t.onlyKey(spec); !only {
		// This is the memory of the objects, and of the results in a slice that grows.
		defer p.Secure(t.number() * 4 * term.TermBytes)()
	}
	t.mu.RLock()
	objs := t.candidates(spec)
	t.mu.RUnlock()
	var out []term.Term
	for _, o := range objs {
		p.Work(selectWork)
		p.Need(selectBytes)
		if v, ok := spec.Run(p, o); ok {
			out = append(out, v)
		}
	}
	p.Need(len(out) * term.ConsBytes) // for the caller's list
	return out
}

// installEtsSelectChanges registers the functions that delete or replace matching objects. They
// hold the lock throughout, so each is atomic.
func installEtsSelectChanges(e ets) {
	change := func(name string, spec func(term.Term) (matchspec.Spec, error), answer func(n int) term.Term, do func(t *table, o, v term.Term) bool) {
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
				if v, ok := s.Run(p, o); ok && do(t, o, v) {
					n++
				}
			}
			return answer(n), nil
		})
	}
	count := func(n int) term.Term { return term.Int(int64(n)) }
	remove := func(t *table, o, v term.Term) bool { return v.Is(term.ATrue) && t.removeObject(o) }
	change("select_delete", selectSpec, count, remove)
	change("match_delete", func(pattern term.Term) (matchspec.Spec, error) { return patternSpec(pattern, term.True) },
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

// installMatchSpecs registers the functions on match specifications without a table.
func installMatchSpecs(e ets) {
	e.Func("match_spec_compile", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := matchspec.New(a[0]); !ok {
			return term.Term{}, library.Bad(1, notMatchSpec)
		}
		return a[0], nil
	})
	e.Func("match_spec_run", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsProper() {
			return term.Term{}, library.Bad(1, "not a list")
		}
		objs, _ := a[0].Slice()
		defer p.Secure(len(objs) * (3*term.TermBytes + term.ConsBytes))()
		spec, ok := matchspec.New(a[1])
		if !ok {
			return term.Term{}, library.Bad(2, "not a valid compiled match specification")
		}
		var out []term.Term
		for _, o := range objs {
			p.Work(selectWork)
			if v, ok := spec.Run(p, o); ok {
				out = append(out, v)
			}
		}
		return term.List(out...), nil
	})
	e.Func("test_ms", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		spec, ok := matchspec.New(a[1])
		if !ok {
			return term.Tup(term.Error, term.List()), nil
		}
		if v, ok := spec.Run(p, a[0]); ok {
			return term.Tup(term.Ok, v), nil
		}
		return term.Tup(term.Ok, term.False), nil
	})
}

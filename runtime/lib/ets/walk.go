package ets

import (
	"lab/runtime/lib/data"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installEtsWalk registers the functions that traverse the keys or objects of a table.
func installEtsWalk(e ets) {
	end := func(name string, at func(rows) *row) {
		e.locked(name, 1, reading, func(t *table, _ []term.Term) (term.Term, error) {
			if r := at(t.rows); r != nil {
				return r.key(t.keypos), nil
			}
			return endOfTable, nil
		})
	}
	end("first", rows.first)
	end("last", rows.last)
	neighbour := func(name string, of func(rows, term.Term) (*row, bool)) {
		e.locked(name, 2, reading, func(t *table, a []term.Term) (term.Term, error) {
			r, ok := of(t.rows, a[1])
			switch {
			case !ok:
				return term.Term{}, library.Bad(2, noSuchKey)
			case r == nil:
				return endOfTable, nil
			}
			return r.key(t.keypos), nil
		})
	}
	neighbour("next", rows.after)
	neighbour("prev", rows.before)
	e.on("tab2list", 1, reading, func(p *vm.Process, t *table, _ []term.Term) (term.Term, error) {
		objs, release := t.all(p)
		defer release()
		return term.List(objs...), nil
	})
	e.on("safe_fixtable", 2, reading, func(_ *vm.Process, _ *table, a []term.Term) (term.Term, error) {
		if !a[1].Is(term.ATrue) && !a[1].Is(term.AFalse) {
			return term.Term{}, library.Bad(2, "not a boolean value")
		}
		return term.True, nil
	})
	fold := func(name string, fromRight bool) {
		e.Step(name, 3, func(p *vm.Process, a []term.Term) vm.Step {
			t, what := e.open(p, a[2], reading)
			switch f := a[0].Fun(); {
			case what != "":
				return p.Fail(library.Bad(1, what)) // the table is the first argument of the function that OTP calls
			case f == nil || f.Arity != 2:
				return p.Fail(library.NoClause("lists", name, a[0], a[1], term.Empty))
			}
			objs, release := t.all(p)
			defer release()
			list := term.List(objs...)
			if fromRight {
				list = data.ReverseOnto(objs, term.Empty)
			}
			l := library.NewLoop(&folding)
			l.Fun, l.Rest, l.Args, l.Acc = a[0], list, a, a[1]
			return l.Run(p)
		})
	}
	fold("foldl", false)
	fold("foldr", true)
}

var folding = library.Work{Beside: true, Done: library.Accumulated}

// installEtsInfo registers info/1 and info/2.
func installEtsInfo(e ets) {
	items := []string{"id", "decentralized_counters", "read_concurrency", "write_concurrency", "compressed",
		"memory", "owner", "heir", "name", "size", "node", "named_table", "type", "keypos", "protection"}
	e.Func("info", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		t := e.find(a[0])
		if t == nil {
			return e.noInfo(a[0])
		}
		out := make([]term.Term, len(items))
		for i, item := range items {
			v, _ := e.info(t, item)
			out[i] = term.Tup(term.Sym(item), v)
		}
		return term.List(out...), nil
	})
	e.Func("info", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		t := e.find(a[0])
		if t == nil {
			return e.noInfo(a[0])
		}
		v, ok := e.info(t, library.AtomName(a[1]))
		if !ok {
			return term.Term{}, library.Bad(2, "not a valid info item")
		}
		return v, nil
	})
}

func (e ets) noInfo(id term.Term) (term.Term, error) {
	if !id.IsAtom() && id.Ref() == nil {
		return term.Term{}, library.Bad(1, notTableID)
	}
	return term.Undefined, nil
}

func (e ets) info(t *table, item string) (term.Term, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	switch item {
	case "id":
		return t.ref, true
	case "decentralized_counters", "read_concurrency", "write_concurrency", "compressed":
		if v, ok := t.options[item]; ok {
			return v, true
		}
		return term.False, true
	case "memory":
		return term.Int(int64(307 + 5*t.size)), true
	case "owner":
		return t.owner, true
	case "heir":
		return t.heir, true
	case "name":
		return t.name.Term(), true
	case "size":
		return term.Int(int64(t.size)), true
	case "node":
		return e.tables.m.Node().Term(), true
	case "named_table":
		return term.Bool(t.named), true
	case "type":
		return term.Sym(t.kind), true
	case "keypos":
		return term.Int(int64(t.keypos)), true
	case "protection":
		return term.Sym(t.protection.Load().(string)), true
	case "fixed":
		return term.False, true
	}
	return term.Term{}, false
}

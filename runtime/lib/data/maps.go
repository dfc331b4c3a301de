package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installMaps registers :maps and the map functions of :erlang, except those that take a fun
// (maps_fun.go).
func installMaps(maps, erlang library.Module) {
	onMap(maps, "keys", 1, 0, func(p *vm.Process, m *term.Map, _ []term.Term) (term.Term, error) {
		defer p.Secure(m.Len() * copiedBytes)()
		return term.List(mapKeys(m)...), nil
	})
	onMap(maps, "values", 1, 0, func(p *vm.Process, m *term.Map, _ []term.Term) (term.Term, error) {
		defer p.Secure(m.Len() * copiedBytes)()
		return term.List(mapValues(m)...), nil
	})
	onMap(maps, "to_list", 1, 0, func(p *vm.Process, m *term.Map, _ []term.Term) (term.Term, error) {
		defer p.Secure(m.Len() * (copiedBytes + 2*term.TermBytes))()
		return library.Pairs(m), nil
	})
	for _, x := range []struct {
		library.Module
		size, get, isKey string
	}{{maps, "size", "get", "is_key"}, {erlang, "map_size", "map_get", "is_map_key"}} {
		onMap(x.Module, x.size, 1, 0, func(_ *vm.Process, m *term.Map, _ []term.Term) (term.Term, error) {
			return term.Int(int64(m.Len())), nil
		})
		onMap(x.Module, x.get, 2, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
			v, ok := m.Get(a[0])
			if !ok {
				return term.Term{}, library.Badkey(a[0])
			}
			return v, nil
		})
		onMap(x.Module, x.isKey, 2, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
			_, ok := m.Get(a[0])
			return term.Bool(ok), nil
		})
	}
	onMap(maps, "get", 3, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		if v, ok := m.Get(a[0]); ok {
			return v, nil
		}
		return a[2], nil
	})
	onMap(maps, "find", 2, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		if v, ok := m.Get(a[0]); ok {
			return term.Tup(term.Ok, v), nil
		}
		return term.Error, nil
	})
	installMapChanges(maps)
	installMapBuilders(maps)
	installMapIterators(maps)
}

// builtBytes is the memory of a pair in a new map, with the spare room of its nodes.
const builtBytes = 120

// onMap registers a function. a[at] is the argument that must be a map.
func onMap(x library.Module, name string, arity, at int, f func(p *vm.Process, m *term.Map, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		m := a[at].Map()
		if m == nil {
			return term.Term{}, library.Badmap(a[at])
		}
		return f(p, m, a)
	})
}

func installMapChanges(maps library.Module) {
	onMap(maps, "put", 3, 2, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		return term.FromMap(m.Put(a[0], a[1])), nil
	})
	onMap(maps, "update", 3, 2, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		if _, ok := m.Get(a[0]); !ok {
			return term.Term{}, library.Badkey(a[0])
		}
		return term.FromMap(m.Put(a[0], a[1])), nil
	})
	onMap(maps, "remove", 2, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		return term.FromMap(m.Delete(a[0])), nil
	})
	onMap(maps, "take", 2, 1, func(_ *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		v, ok := m.Get(a[0])
		if !ok {
			return term.Error, nil
		}
		return term.Tup(v, term.FromMap(m.Delete(a[0]))), nil
	})
	onMap(maps, "merge", 2, 0, func(p *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		other := a[1].Map()
		if other == nil {
			return term.Term{}, library.Badmap(a[1])
		}
		return term.FromMap(mergeMaps(p, m, other)), nil
	})
	onMap(maps, "with", 2, 1, func(p *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		keys, release, ok := elements(p, a[0], term.TermBytes+builtBytes)
		if !ok {
			return term.Term{}, library.Bad(1, "not a list")
		}
		defer release()
		var out term.MapBuilder
		for _, k := range keys {
			p.Work(1)
			if v, ok := m.Get(k); ok {
				out.Put(k, v)
			}
		}
		return term.FromMap(out.Map()), nil
	})
	onMap(maps, "without", 2, 1, func(p *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		keys, release, ok := elements(p, a[0], term.TermBytes)
		if !ok {
			return term.Term{}, library.Bad(1, "not a list")
		}
		defer release()
		for _, k := range keys {
			p.Work(1)
			m = m.Delete(k)
		}
		return term.FromMap(m), nil
	})
	onMap(maps, "intersect", 2, 0, func(p *vm.Process, m *term.Map, a []term.Term) (term.Term, error) {
		other := a[1].Map()
		if other == nil {
			return term.Term{}, library.Badmap(a[1])
		}
		defer p.Secure(min(m.Len(), other.Len()) * builtBytes)()
		var out term.MapBuilder
		other.Each(func(k, v term.Term) bool {
			p.Work(1)
			if _, ok := m.Get(k); ok {
				out.Put(k, v)
			}
			return true
		})
		return term.FromMap(out.Map()), nil
	})
}

func installMapBuilders(maps library.Module) {
	maps.Func("new", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.FromMap(term.NewMap()), nil
	})
	maps.Func("from_list", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		pairs, release, ok := elements(p, a[0], term.TermBytes+builtBytes)
		if !ok {
			return term.Term{}, library.Bad(1, library.NotProper(a[0]))
		}
		defer release()
		var out term.MapBuilder
		out.Expect(len(pairs))
		for _, pair := range pairs {
			p.Work(1)
			kv := pair.Elems()
			if len(kv) != 2 {
				return term.Term{}, vm.Badarg()
			}
			out.Put(kv[0], kv[1])
		}
		return term.FromMap(out.Map()), nil
	})
	maps.Func("from_keys", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		keys, release, ok := elements(p, a[0], term.TermBytes+builtBytes)
		if !ok {
			return term.Term{}, library.Bad(1, library.NotProper(a[0]))
		}
		defer release()
		var out term.MapBuilder
		out.Expect(len(keys))
		for _, k := range keys {
			p.Work(1)
			out.Put(k, a[1])
		}
		return term.FromMap(out.Map()), nil
	})
}

// installMapIterators registers iterators. An iterator is a result of next/1: {key, value,
// iterator} or none, which is one of the forms of OTP's iterators.
func installMapIterators(maps library.Module) {
	onMap(maps, "iterator", 1, 0, func(p *vm.Process, m *term.Map, _ []term.Term) (term.Term, error) {
		defer p.Secure(m.Len() * 5 * term.TermBytes)()
		return iterator(m), nil
	})
	maps.Func("next", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if a[0].Is(term.ANone) || len(a[0].Elems()) == 3 {
			return a[0], nil
		}
		return term.Term{}, library.Bad(1, "not a valid iterator")
	})
}

func iterator(m *term.Map) term.Term {
	keys, vals := mapKeys(m), mapValues(m)
	it := term.ANone.Term()
	for i := len(keys) - 1; i >= 0; i-- {
		it = term.Tup(keys[i], vals[i], it)
	}
	return it
}

func mapKeys(m *term.Map) []term.Term {
	keys := make([]term.Term, 0, m.Len())
	m.Each(func(k, _ term.Term) bool {
		keys = append(keys, k)
		return true
	})
	return keys
}

func mapValues(m *term.Map) []term.Term {
	vals := make([]term.Term, 0, m.Len())
	m.Each(func(_, v term.Term) bool {
		vals = append(vals, v)
		return true
	})
	return vals
}

// mergeMaps returns the pairs of both maps. Pairs of over take precedence.
func mergeMaps(p *vm.Process, m, over *term.Map) *term.Map {
	if m.Len() == 0 {
		return over
	}
	if m.Len() <= 4*over.Len() {
		// Building a new map is cheaper than copying the path to each pair.
		defer p.Secure((m.Len() + over.Len()) * builtBytes)()
		var out term.MapBuilder
		out.PutAll(m)
		over.Each(func(k, v term.Term) bool {
			p.Work(1)
			out.Put(k, v)
			return true
		})
		return out.Map()
	}
	over.Each(func(k, v term.Term) bool {
		p.Work(1)
		m = m.Put(k, v)
		return true
	})
	return m
}

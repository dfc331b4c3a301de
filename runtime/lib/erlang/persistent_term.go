package erlang

import (
	"sync"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A store is a map that all processes of a node share.
type store struct {
	mu      sync.RWMutex
	entries *term.Map
	// bytes is the size of the entries. No process owns the entries, so the end of a process frees
	// none of them, and their size has a limit.
	bytes, limit uint64
}

// installPersistentTerm registers :persistent_term.
func installPersistentTerm(x library.Module) {
	s := &store{entries: term.NewMap(), limit: x.Machine.Config().MaxMemory / 4}
	x.Func("get", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return library.Pairs(s.all()), nil
	})
	x.Func("get", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		v, ok := s.all().Get(a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "no persistent term stored with this key")
		}
		return v, nil
	})
	x.Func("get", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if v, ok := s.all().Get(a[0]); ok {
			return v, nil
		}
		return a[1], nil
	})
	x.Func("put", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Ok, s.put(a[0], a[1])
	})
	x.Func("erase", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		old, was := s.entries.Get(a[0])
		if was {
			s.bytes -= weight(a[0], old)
			s.entries = s.entries.Delete(a[0])
		}
		return term.Bool(was), nil
	})
	x.Func("info", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		n := int64(s.all().Len())
		return term.MapOf(term.Sym("count"), term.Int(n), term.Sym("memory"), term.Int(8*n)), nil
	})
}

func (s *store) all() *term.Map {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.entries
}

// entryWeighed is the largest number of objects of an entry that are measured.
const entryWeighed = 1 << 16

func weight(key, value term.Term) uint64 {
	scale := term.NewScale(entryWeighed)
	scale.Add(key)
	scale.Add(value)
	return scale.Bytes
}

func (s *store) put(key, value term.Term) error {
	more := weight(key, value)
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.entries.Get(key); ok {
		more -= weight(key, old) // may wrap below zero; the sum with s.bytes does not
	}
	if s.bytes+more > s.limit {
		return library.SystemLimit()
	}
	s.entries, s.bytes = s.entries.Put(key, value), s.bytes+more
	return nil
}

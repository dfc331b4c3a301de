package lib

import (
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A store is a map that all processes of a node share.
type store struct {
	mu      sync.RWMutex
	entries *term.Map
}

// installPersistentTerm registers :persistent_term.
func installPersistentTerm(x module) {
	s := &store{entries: term.NewMap()}
	x.fn("get", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return pairList(s.all()), nil
	})
	x.fn("get", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		v, ok := s.all().Get(a[0])
		if !ok {
			return term.Term{}, bad(1, "no persistent term stored with this key")
		}
		return v, nil
	})
	x.fn("get", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if v, ok := s.all().Get(a[0]); ok {
			return v, nil
		}
		return a[1], nil
	})
	x.fn("put", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s.mu.Lock()
		s.entries = s.entries.Put(a[0], a[1])
		s.mu.Unlock()
		return term.Ok, nil
	})
	x.fn("erase", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_, was := s.entries.Get(a[0])
		s.entries = s.entries.Delete(a[0])
		return term.Bool(was), nil
	})
	x.fn("info", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		n := int64(s.all().Len())
		return term.MapOf(term.Sym("count"), term.Int(n), term.Sym("memory"), term.Int(8*n)), nil
	})
}

func (s *store) all() *term.Map {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.entries
}

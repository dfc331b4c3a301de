package horde

import (
	"encoding/binary"
	"runtime"
	"sync"

	"lab/runtime/crdt"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A replica is the map behind a reference. Normally a single process uses a replica. But programs
// can pass the reference on, so a replica has a lock.
type replica struct {
	mu sync.Mutex
	m  *crdt.Map
}

const notReplica = "not a replica"

var (
	aAdd    = term.Intern("add")
	aRemove = term.Intern("remove")
)

// installDeltaCrdt registers :lab_crdt, which DeltaCrdt uses (horde/delta_crdt.ex).
func installDeltaCrdt(x library.Module) {
	r := &replicas{x: x}
	x.Func("new", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		id, ok := a[0].AsInt()
		if !ok || id <= 0 {
			return term.Term{}, library.Bad(1, "not a positive integer")
		}
		return r.add(x.Machine, &replica{m: crdt.New(uint64(id))}), nil
	})
	r.fn("put", 4, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		at, ok := a[3].AsInt()
		if !ok {
			return term.Term{}, library.Bad(4, "not an integer")
		}
		return changes([]crdt.Change{m.Put(a[1], a[2], at)}), nil
	})
	r.fn("delete", 2, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		keys, ok := a[1].Slice()
		if !ok {
			return term.Term{}, library.Bad(2, "not a list")
		}
		var out []crdt.Change
		for _, key := range keys {
			if c, ok := m.Remove(key); ok {
				out = append(out, c)
			}
		}
		return changes(out), nil
	})
	r.fn("get", 3, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		if v, ok := m.Get(a[1]); ok {
			return v, nil
		}
		return a[2], nil
	})
	r.fn("to_list", 1, func(m *crdt.Map, _ []term.Term) (term.Term, error) {
		var out []term.Term
		m.Each(func(key, value term.Term) { out = append(out, term.Tup(key, value)) })
		return term.List(out...), nil
	})
	r.fn("root", 1, func(m *crdt.Map, _ []term.Term) (term.Term, error) {
		return digestTerm(m.Root()), nil
	})
	installCrdtTalk(r)
}

// installCrdtTalk registers the functions for the messages between replicas.
func installCrdtTalk(r *replicas) {
	r.fn("delta", 1, func(m *crdt.Map, _ []term.Term) (term.Term, error) {
		d := m.Delta()
		if d == nil {
			return term.ANone.Term(), nil
		}
		return deltaTerm(d), nil
	})
	r.fn("join", 2, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		d, ok := readDelta(a[1])
		if !ok {
			return term.Term{}, library.Bad(2, "not a delta")
		}
		return changes(m.Join(d)), nil
	})
	r.fn("summary", 1, func(m *crdt.Map, _ []term.Term) (term.Term, error) {
		groups, seen := m.Summary()
		return term.Tup(digestTerm(groups[:]...), contextTerm(seen)), nil
	})
	r.fn("groups", 2, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		e := a[1].Elems()
		var theirs crdt.Digest
		if len(e) != 2 || !readDigest(e[0], &theirs) {
			return term.Term{}, library.Bad(2, "not a summary")
		}
		groups, seen := m.Groups(&theirs)
		return term.Tup(groupsTerm(groups), e[1], contextTerm(seen)), nil
	})
	r.fn("content", 2, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		e := a[1].Elems()
		if len(e) != 3 {
			return term.Term{}, library.Bad(2, "not groups")
		}
		groups, ok1 := readGroups(e[0])
		seen, ok2 := readContext(e[1])
		if !ok1 || !ok2 {
			return term.Term{}, library.Bad(2, "not groups")
		}
		return term.Tup(deltaTerm(m.Content(groups, seen)), e[2]), nil
	})
	r.fn("answer", 2, func(m *crdt.Map, a []term.Term) (term.Term, error) {
		e := a[1].Elems()
		if len(e) != 2 {
			return term.Term{}, library.Bad(2, "not content")
		}
		content, ok1 := readDelta(e[0])
		seen, ok2 := readContext(e[1])
		if !ok1 || !ok2 || content.Buckets == nil {
			return term.Term{}, library.Bad(2, "not content")
		}
		done, answer := m.Answer(content, seen)
		return term.Tup(changes(done), deltaTerm(answer)), nil
	})
}

// replicas maps references to replicas. A replica lives as long as its reference is reachable.
type replicas struct {
	x     library.Module
	byRef sync.Map
}

func (s *replicas) add(m *vm.Machine, r *replica) term.Term {
	ref := m.NewRef()
	s.byRef.Store(ref.ID, r)
	runtime.AddCleanup(ref, func(id [5]uint32) { s.byRef.Delete(id) }, ref.ID)
	return term.FromRef(ref)
}

// fn registers a function whose first argument is a replica.
func (s *replicas) fn(name string, arity int, f func(m *crdt.Map, a []term.Term) (term.Term, error)) {
	s.x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		ref := a[0].Ref()
		if ref == nil {
			return term.Term{}, library.Bad(1, notReplica)
		}
		found, _ := s.byRef.Load(ref.ID)
		r, ok := found.(*replica)
		if !ok {
			return term.Term{}, library.Bad(1, notReplica)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		return f(r.m, a)
	})
}

// changes converts changes to {:add, key, value} and {:remove, key}.
func changes(list []crdt.Change) term.Term {
	out := make([]term.Term, len(list))
	for i, c := range list {
		if c.Removed {
			out[i] = term.Tup(aRemove.Term(), c.Key)
		} else {
			out[i] = term.Tup(aAdd.Term(), c.Key, c.Value)
		}
	}
	return term.List(out...)
}

// digestTerm converts digests to a binary.
func digestTerm(digests ...uint64) term.Term {
	b := make([]byte, 0, 8*len(digests))
	for _, d := range digests {
		b = binary.BigEndian.AppendUint64(b, d)
	}
	return term.Str(string(b))
}

func readDigest(t term.Term, d *crdt.Digest) bool {
	s, ok := t.AsStr()
	if !ok || len(s) != 8*len(d) {
		return false
	}
	for i := range d {
		d[i] = binary.BigEndian.Uint64([]byte(s[8*i : 8*i+8]))
	}
	return true
}

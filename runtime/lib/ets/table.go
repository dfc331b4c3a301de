package ets

import (
	"slices"
	"sync"
	"sync/atomic"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A table is an ETS table. mu guards the fields after it.
type table struct {
	name       term.Atom
	ref        term.Term
	kind       string       // set, ordered_set, bag or duplicate_bag
	protection atomic.Value // the string public, protected or private
	named      bool
	keypos     int
	options    map[string]term.Term // options that are only shown by info/1

	mu    sync.RWMutex
	rows  rows
	size  int
	owner term.Term
	heir  term.Term // a pid or the atom none
	gift  term.Term // data for the heir
	gone  bool
}

// id returns the table identifier that Elixir code uses.
func (t *table) id() term.Term {
	if t.named {
		return t.name.Term()
	}
	return t.ref
}

func (t *table) newRows() rows {
	if t.kind == "ordered_set" {
		return newOrdered(t.keypos)
	}
	return newHashed(t.keypos)
}

func (t *table) isBag() bool { return t.kind == "bag" || t.kind == "duplicate_bag" }

// key returns the key of an object. ok is false if the object is too small.
func (t *table) key(obj term.Term) (term.Term, bool) {
	e := obj.Elems()
	if len(e) < t.keypos {
		return term.Term{}, false
	}
	return e[t.keypos-1], true
}

// insert inserts an object, which must have a key. The lock must be held.
func (t *table) insert(obj term.Term) {
	key, _ := t.key(obj)
	r := t.rows.find(key)
	switch {
	case r == nil:
		t.rows.add(&row{objs: []term.Term{obj}})
		t.size++
	case !t.isBag():
		// A set takes the key of the newest object, which may be 1.0 instead of 1.
		r.objs = []term.Term{obj}
	case t.kind == "bag" && containsTerm(r.objs, obj):
	default:
		r.objs = append(r.objs, obj)
		t.size++
	}
}

func containsTerm(list []term.Term, t term.Term) bool {
	return slices.ContainsFunc(list, func(e term.Term) bool { return term.Equal(e, t) })
}

// lookup returns the objects with a key. Do not modify the result.
func (t *table) lookup(key term.Term) []term.Term {
	if r := t.rows.find(key); r != nil {
		return r.objs
	}
	return nil
}

// remove deletes the objects with a key.
func (t *table) remove(key term.Term) {
	if r := t.rows.find(key); r != nil {
		t.rows.remove(r)
		t.size -= len(r.objs)
	}
}

// removeObject deletes all objects that are exactly equal to obj. It reports whether there were
// any.
func (t *table) removeObject(obj term.Term) bool {
	key, ok := t.key(obj)
	if !ok {
		return false
	}
	r := t.rows.find(key)
	if r == nil {
		return false
	}
	kept := slices.DeleteFunc(slices.Clone(r.objs), func(e term.Term) bool { return term.Equal(e, obj) })
	removed := len(r.objs) - len(kept)
	t.size -= removed
	if len(kept) == 0 {
		t.rows.remove(r)
	} else {
		r.objs = kept
	}
	return removed > 0
}

func (t *table) clear() {
	t.rows = t.newRows()
	t.size = 0
}

// objects returns all objects in the order of the index.
func (t *table) objects() []term.Term {
	out := make([]term.Term, 0, t.size)
	t.rows.each(func(r *row) bool {
		out = append(out, r.objs...)
		return true
	})
	return out
}

// all returns all objects, and secures the memory of a list of them until release.
func (t *table) all(p *vm.Process) (objs []term.Term, release func()) {
	release = p.Secure(t.number() * (term.TermBytes + term.ConsBytes))
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.objects(), release
}

// number returns the number of objects.
func (t *table) number() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.size
}

// tableRoom is the number of bytes of the node's memory limit for each allowed table. An empty
// table takes memory too, and its owner has to visit all tables when it ends.
const tableRoom = 8 << 10

// tables holds the ETS tables of a node.
type tables struct {
	m      *vm.Machine
	mu     sync.RWMutex
	byName map[term.Atom]*table
	byRef  map[[5]uint32]*table
	// given holds the tables that were given away or inherited, by their owners.
	given map[owner]map[*table]bool
}

func newTables(m *vm.Machine) *tables {
	ts := &tables{m: m, byName: map[term.Atom]*table{}, byRef: map[[5]uint32]*table{}, given: map[owner]map[*table]bool{}}
	m.Holds(ts.weigh)
	m.SetEnded(ts.ended)
	return ts
}

// objectsWeighed is the number of objects of a table that are measured. objectBytes is the
// overhead of an object.
const (
	objectsWeighed = 1000
	objectBytes    = 128
)

// weigh reports the size of each owner's tables. It skips tables that are locked, and reports
// nothing while the list of tables is locked.
func (ts *tables) weigh(add func(owner term.Term, bytes uint64)) {
	if !ts.mu.TryRLock() {
		return
	}
	defer ts.mu.RUnlock()
	for _, t := range ts.byRef {
		if t.mu.TryRLock() {
			add(t.owner, t.weight())
			t.mu.RUnlock()
		}
	}
}

func (t *table) weight() uint64 {
	s := term.NewScale(1 << 16)
	n := 0
	t.rows.each(func(r *row) bool {
		for _, obj := range r.objs {
			s.Add(obj)
			if n++; n == objectsWeighed || s.Full() {
				return false
			}
		}
		return true
	})
	return uint64(t.size) * (objectBytes + s.Bytes/uint64(max(1, n)))
}

// find returns the table with an identifier, or nil.
func (ts *tables) find(id term.Term) *table {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	if ref := id.Ref(); ref != nil {
		return ts.byRef[ref.ID]
	}
	if id.IsAtom() {
		return ts.byName[id.Atom()]
	}
	return nil
}

// add adds a table. It fails if the name is taken.
func (ts *tables) add(t *table) error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t.named && ts.byName[t.name] != nil {
		return library.Bad(1, "table name already exists")
	}
	if uint64(len(ts.byRef)) >= ts.m.Config().MaxMemory/tableRoom {
		return library.SystemLimit()
	}
	if t.named {
		ts.byName[t.name] = t
	}
	ts.byRef[t.ref.Ref().ID] = t
	return nil
}

func (ts *tables) drop(t *table) {
	ts.mu.Lock()
	delete(ts.byRef, t.ref.Ref().ID)
	if t.named && ts.byName[t.name] == t {
		delete(ts.byName, t.name)
	}
	ts.mu.Unlock()
	t.mu.Lock()
	t.gone = true
	t.clear()
	last := t.owner
	t.mu.Unlock()
	ts.forget(t, last)
}

func (ts *tables) rename(t *table, name term.Atom) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t.named {
		if ts.byName[name] != nil {
			return false
		}
		delete(ts.byName, t.name)
		ts.byName[name] = t
	}
	t.name = name
	return true
}

// all returns the identifiers of all tables.
func (ts *tables) all() []term.Term {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	var out []term.Term
	for _, t := range ts.byRef {
		out = append(out, t.id())
	}
	slices.SortFunc(out, term.Compare)
	return out
}

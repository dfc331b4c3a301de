package ets

import (
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// These are the error notes for the first argument of a function of :ets.
const (
	noTable      = "the table identifier does not refer to an existing ETS table"
	notTableID   = "not an atom or a table identifier"
	noTableRight = "the table identifier refers to an ETS table with insufficient access rights"
	noSuchKey    = "not a key that exists in the table"
	// invalidOptions is the note for the second argument.
	invalidOptions = "invalid options"
)

var endOfTable = term.Sym("$end_of_table")

// access is the kind of access to a table that a function needs.
type access int

const (
	reading access = iota
	writing
	owning // any access, if the process may see the table at all
)

// ets implements :ets on one machine.
type ets struct {
	library.Module
	*tables
}

func installEts(x library.Module) {
	e := ets{x, newTables(x.Machine)}
	x.Func("new", 2, e.create)
	e.on("delete", 1, writing, func(_ *vm.Process, t *table, _ []term.Term) (term.Term, error) {
		e.drop(t)
		return term.True, nil
	})
	x.Func("whereis", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return term.Term{}, library.Bad(1, notName)
		}
		if t := e.find(a[0]); t != nil {
			return t.ref, nil
		}
		return term.Undefined, nil
	})
	x.Func("all", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.List(e.all()...), nil })
	e.on("rename", 2, writing, func(_ *vm.Process, t *table, a []term.Term) (term.Term, error) {
		if !a[1].IsAtom() {
			return term.Term{}, library.Bad(2, notName)
		}
		if !e.rename(t, a[1].Atom()) {
			return term.Term{}, vm.Badarg()
		}
		return t.id(), nil
	})
	e.on("give_away", 3, writing, e.giveAway)
	e.on("setopts", 2, writing, e.setopts)
	installEtsObjects(e)
	installEtsWalk(e)
	installEtsUpdate(e)
	installEtsInfo(e)
	installEtsSelect(e)
}

// on registers a function whose first argument is a table. f is called without the lock.
func (e ets) on(name string, arity int, how access, f func(p *vm.Process, t *table, a []term.Term) (term.Term, error)) {
	e.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		t, what := e.open(p, a[0], how)
		if what != "" {
			r := malformed(name, a)
			r.Add(1, what)
			return term.Term{}, r.Err()
		}
		return f(p, t, a)
	})
}

// locked registers a function like on, but f is called with the table's lock held. The lock is
// shared for reading and otherwise exclusive.
func (e ets) locked(name string, arity int, how access, f func(t *table, a []term.Term) (term.Term, error)) {
	e.on(name, arity, how, func(_ *vm.Process, t *table, a []term.Term) (term.Term, error) {
		if how == reading {
			t.mu.RLock()
			defer t.mu.RUnlock()
		} else {
			t.mu.Lock()
			defer t.mu.Unlock()
		}
		if t.gone {
			return term.Term{}, library.Bad(1, noTable)
		}
		return f(t, a)
	})
}

// open returns the table with an id if p may access it in the given way. Otherwise it returns the
// reason for the error.
func (e ets) open(p *vm.Process, id term.Term, how access) (*table, string) {
	if !id.IsAtom() && id.Ref() == nil {
		return nil, notTableID
	}
	t := e.find(id)
	if t == nil {
		return nil, noTable
	}
	protection := t.protection.Load()
	if how == owning || protection == "public" || how == reading && protection == "protected" {
		return t, ""
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if !term.Equal(t.owner, p.PID()) {
		return nil, noTableRight
	}
	return t, ""
}

func (e ets) create(p *vm.Process, a []term.Term) (term.Term, error) {
	opts, ok := a[1].Options()
	if !ok || !a[0].IsAtom() {
		var r library.Remarks
		r.Add(1, unless(a[0].IsAtom(), "not an atom"))
		r.Add(2, unless(ok || a[1].IsList(), "not a list"))
		r.Add(2, unless(ok || !a[1].IsList(), "not a proper list"))
		return term.Term{}, r.Err()
	}
	t := &table{
		name: a[0].Atom(), ref: term.FromRef(p.Machine().NewRef()), kind: "set",
		keypos: 1, owner: p.PID(), heir: term.ANone.Term(), options: map[string]term.Term{},
	}
	t.protection.Store("protected")
	for _, o := range opts {
		if !t.option(o) {
			return term.Term{}, library.Bad(2, invalidOptions)
		}
	}
	if e.m.Lookup(t.heir) == nil {
		t.heir = term.ANone.Term()
	}
	t.rows = t.newRows()
	if err := e.add(t); err != nil {
		return term.Term{}, err
	}
	owner := p.PID()
	p.OnExit(func() { e.ownerEnded(t, owner) })
	return t.id(), nil
}

// option applies one option of new/2 and reports whether it is valid.
func (t *table) option(o term.Term) bool {
	switch name := library.AtomName(o); name {
	case "set", "ordered_set", "bag", "duplicate_bag":
		t.kind = name
		return true
	case "public", "protected", "private":
		t.protection.Store(name)
		return true
	case "named_table":
		t.named = true
		return true
	case "compressed":
		t.options[name] = term.True
		return true
	}
	e := o.Elems()
	if len(e) < 2 {
		return false
	}
	switch name := library.AtomName(e[0]); name {
	case "keypos":
		n, ok := library.Index(e[1])
		t.keypos = n
		return ok && n >= 1
	case "heir":
		var ok bool
		t.heir, t.gift, ok = heirOption(e)
		return ok
	case "write_concurrency", "read_concurrency", "decentralized_counters":
		t.options[name] = e[1]
		return e[1].IsAtom()
	}
	return false
}

// objectArgs returns the objects to insert, given a tuple or a list of tuples. Each object must
// have a key.
func objectArgs(t *table, arg term.Term) ([]term.Term, error) {
	objs := []term.Term{arg}
	if !arg.IsTuple() {
		var ok bool
		if objs, ok = arg.Slice(); !ok {
			return nil, library.Bad(2, badObjects(arg))
		}
	}
	for _, o := range objs {
		if _, ok := t.key(o); ok {
			continue
		}
		if what := badObjects(arg); what != "" {
			return nil, library.Bad(2, what)
		}
		if arg.IsTuple() {
			return nil, library.Bad(2, "has no key: the tuple is too small")
		}
		return nil, library.Bad(2, notObjects)
	}
	return objs, nil
}

// installEtsObjects registers the functions that insert, look up and delete objects.
func installEtsObjects(e ets) {
	e.locked("insert", 2, writing, func(t *table, a []term.Term) (term.Term, error) {
		objs, err := objectArgs(t, a[1])
		for _, o := range objs {
			t.insert(o)
		}
		return term.True, err
	})
	e.locked("insert_new", 2, writing, func(t *table, a []term.Term) (term.Term, error) {
		objs, err := objectArgs(t, a[1])
		if err != nil {
			return term.Term{}, err
		}
		for _, o := range objs {
			if key, _ := t.key(o); t.rows.find(key) != nil {
				return term.False, nil
			}
		}
		for _, o := range objs {
			t.insert(o)
		}
		return term.True, nil
	})
	e.locked("lookup", 2, reading, func(t *table, a []term.Term) (term.Term, error) {
		return term.List(t.lookup(a[1])...), nil
	})
	e.locked("member", 2, reading, func(t *table, a []term.Term) (term.Term, error) {
		return term.Bool(t.rows.find(a[1]) != nil), nil
	})
	element := func(t *table, a []term.Term) (term.Term, error) {
		at, ok := library.Index(a[2])
		objs := t.lookup(a[1])
		switch {
		case !ok || at < 1:
			return term.Term{}, library.Bad(3, library.NotPositive(a[2]))
		case len(objs) == 0 && len(a) == 4:
			return a[3], nil
		case len(objs) == 0:
			return term.Term{}, library.Bad(2, noSuchKey)
		}
		out := make([]term.Term, len(objs))
		for i, o := range objs {
			if at > len(o.Elems()) {
				return term.Term{}, library.Bad(3, "position is greater than the size of the object")
			}
			out[i] = o.Elems()[at-1]
		}
		if t.isBag() {
			return term.List(out...), nil
		}
		return out[0], nil
	}
	e.locked("lookup_element", 3, reading, element)
	e.locked("lookup_element", 4, reading, element)
	e.locked("delete", 2, writing, func(t *table, a []term.Term) (term.Term, error) {
		t.remove(a[1])
		return term.True, nil
	})
	e.locked("take", 2, writing, func(t *table, a []term.Term) (term.Term, error) {
		objs := slices.Clone(t.lookup(a[1]))
		t.remove(a[1])
		return term.List(objs...), nil
	})
	e.locked("delete_object", 2, writing, func(t *table, a []term.Term) (term.Term, error) {
		if !a[1].IsTuple() {
			return term.Term{}, library.Bad(2, notTuple)
		}
		t.removeObject(a[1])
		return term.True, nil
	})
	e.locked("delete_all_objects", 1, writing, func(t *table, _ []term.Term) (term.Term, error) {
		t.clear()
		return term.True, nil
	})
}

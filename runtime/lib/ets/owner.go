package ets

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file changes the owners of tables, and drops the tables of processes that have ended.

// An owner identifies a process of the machine.
type owner struct{ id, serial uint32 }

// ownerOf returns the key of a local pid in tables.given.
func ownerOf(pid term.Term) owner {
	id := pid.Pid()
	return owner{id.ID, id.Serial}
}

// heirOption parses {heir, Pid, Data} or {heir, none}.
func heirOption(e []term.Term) (heir, gift term.Term, ok bool) {
	switch {
	case len(e) == 2 && e[1].Is(term.ANone):
		return e[1], term.Term{}, true
	case len(e) == 3 && e[1].Pid() != nil:
		return e[1], e[2], true
	}
	return term.Term{}, term.Term{}, false
}

// setopts implements setopts/2. OTP allows an heir and the undocumented protection, each once, and
// only the owner.
func (e ets) setopts(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
	opts, ok := a[1].Options()
	if !ok {
		opts = []term.Term{a[1]}
	}
	given := map[string][]term.Term{}
	for _, o := range opts {
		if o := o.Elems(); len(o) >= 2 && given[library.AtomName(o[0])] == nil {
			given[library.AtomName(o[0])] = o
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	heir, gift, protection := t.heir, t.gift, t.protection.Load()
	valid := len(given) == len(opts) && term.Equal(t.owner, p.PID())
	for name, o := range given {
		switch name {
		case "heir":
			heir, gift, ok = heirOption(o)
			if ok && e.m.Lookup(heir) == nil {
				heir = term.ANone.Term()
			}
		case "protection":
			protection = library.AtomName(o[1])
			ok = len(o) == 2 && (protection == "public" || protection == "protected" || protection == "private")
		default:
			ok = false
		}
		valid = valid && ok
	}
	if !valid {
		return term.Term{}, library.Bad(2, invalidOptions)
	}
	t.heir, t.gift = heir, gift
	t.protection.Store(protection)
	return term.True, nil
}

func (e ets) giveAway(p *vm.Process, t *table, a []term.Term) (term.Term, error) {
	t.mu.Lock()
	owner := t.owner
	t.mu.Unlock()
	switch {
	case !term.Equal(owner, p.PID()):
		return term.Term{}, library.Bad(1, noTableRight)
	case a[1].Pid() == nil:
		return term.Term{}, library.Bad(2, "not a pid")
	case term.Equal(a[1], owner):
		return term.Term{}, library.Bad(2, "the process is already the owner of the table")
	case p.Machine().Lookup(a[1]) == nil:
		return term.Term{}, library.Bad(2, "not a live process")
	}
	e.transfer(t, owner, a[1], a[2])
	if e.m.Lookup(a[1]) == nil { // it may have ended before it was in given
		e.ownerEnded(t, a[1])
	}
	return term.True, nil
}

// transfer makes a process the owner of a table, and tells it.
func (ts *tables) transfer(t *table, from, to, gift term.Term) {
	ts.forget(t, from)
	t.mu.Lock()
	t.owner = to
	t.mu.Unlock()
	ts.mu.Lock()
	key := ownerOf(to)
	if ts.given[key] == nil {
		ts.given[key] = map[*table]bool{}
	}
	ts.given[key][t] = true
	ts.mu.Unlock()
	ts.m.Send(to, term.Tup(term.Sym("ETS-TRANSFER"), t.id(), from, gift))
}

// forget notes that a table that a process was given is no longer its own.
func (ts *tables) forget(t *table, last term.Term) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	key := ownerOf(last)
	delete(ts.given[key], t)
	if len(ts.given[key]) == 0 {
		delete(ts.given, key)
	}
}

// ended passes on or drops the tables that a process was given.
func (ts *tables) ended(pid term.Term) {
	key := ownerOf(pid)
	ts.mu.RLock()
	none := ts.given[key] == nil
	ts.mu.RUnlock()
	if none {
		return
	}
	ts.mu.Lock()
	lost := ts.given[key]
	delete(ts.given, key)
	ts.mu.Unlock()
	for t := range lost {
		ts.ownerEnded(t, pid)
	}
}

// ownerEnded gives the table to its heir or drops it, if the process that has ended owned it. The
// table keeps its heir.
func (ts *tables) ownerEnded(t *table, owner term.Term) {
	t.mu.Lock()
	mine := term.Equal(t.owner, owner) && !t.gone
	heir, gift := t.heir, t.gift
	t.mu.Unlock()
	switch {
	case mine && ts.m.Lookup(heir) != nil:
		ts.transfer(t, owner, heir, gift)
		if ts.m.Lookup(heir) == nil {
			ts.drop(t)
		}
	case mine:
		ts.drop(t)
	}
}

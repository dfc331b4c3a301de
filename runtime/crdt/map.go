package crdt

import (
	"cmp"

	"lab/runtime/term"
)

// An Entry is a write that was not replaced.
type Entry struct {
	Dot
	Time       int64
	Key, Value term.Term
	next       *Entry // the next held write whose key has the same hash
}

// later reports whether e wins over o.
func (e *Entry) later(o *Entry) bool {
	return cmp.Or(cmp.Compare(e.Time, o.Time), cmp.Compare(e.Replica, o.Replica), cmp.Compare(e.N, o.N)) > 0
}

// A Map is one replica.
type Map struct {
	replica uint64
	seen    *Context
	held    map[Dot]*Entry
	keys    map[uint64]*Entry // chains by the hash of the key
	root    uint64            // digest of all held writes
	fresh   []Dot             // local writes since the last Delta
	gone    []Dot
}

// New returns an empty replica. Each replica must have a unique number.
func New(replica uint64) *Map {
	return &Map{replica: replica, seen: NewContext(), held: map[Dot]*Entry{}, keys: map[uint64]*Entry{}}
}

// A Change reports that a key has a new value or was removed.
type Change struct {
	Key, Value term.Term
	Removed    bool
}

// winner returns the write that determines the key's value, or nil if there is none.
func (m *Map) winner(key term.Term) *Entry {
	var best *Entry
	for e := m.keys[term.Hash(key)]; e != nil; e = e.next {
		if term.Equal(e.Key, key) && (best == nil || e.later(best)) {
			best = e
		}
	}
	return best
}

// Get returns the value of a key.
func (m *Map) Get(key term.Term) (term.Term, bool) {
	if e := m.winner(key); e != nil {
		return e.Value, true
	}
	return term.Term{}, false
}

// Each calls f with every key and its value, in no particular order.
func (m *Map) Each(f func(key, value term.Term)) {
	for _, chain := range m.keys {
		for e := chain; e != nil; e = e.next {
			if chain.next == nil || m.winner(e.Key) == e {
				f(e.Key, e.Value)
			}
		}
	}
}

func (m *Map) hold(e *Entry) {
	m.held[e.Dot] = e
	h := term.Hash(e.Key)
	e.next, m.keys[h] = m.keys[h], e
	m.root ^= e.digest()
}

func (m *Map) drop(e *Entry) {
	delete(m.held, e.Dot)
	h := term.Hash(e.Key)
	switch first := m.keys[h]; {
	case first != e:
		for first.next != e {
			first = first.next
		}
		first.next = e.next
	case e.next != nil:
		m.keys[h] = e.next
	default:
		delete(m.keys, h)
	}
	e.next = nil
	m.root ^= e.digest()
}

// replaceAll drops all writes of a key and records them for the next Delta. It reports whether
// there were any.
func (m *Map) replaceAll(key term.Term) (any bool) {
	var next *Entry
	for e := m.keys[term.Hash(key)]; e != nil; e = next {
		next = e.next
		if term.Equal(e.Key, key) {
			m.drop(e)
			m.gone = append(m.gone, e.Dot)
			any = true
		}
	}
	return any
}

// Put sets the value of a key. It replaces all writes of the key that this replica has seen.
func (m *Map) Put(key, value term.Term, time int64) Change {
	m.replaceAll(key)
	e := &Entry{Dot: Dot{m.replica, m.seen.upTo[m.replica] + 1}, Time: time, Key: key, Value: value}
	m.seen.Add(e.Dot)
	m.hold(e)
	m.fresh = append(m.fresh, e.Dot)
	return Change{Key: key, Value: value}
}

// Remove removes all writes of the key that this replica has seen. It reports whether there were
// any.
func (m *Map) Remove(key term.Term) (Change, bool) {
	return Change{Key: key, Removed: true}, m.replaceAll(key)
}

// A Delta is a part of a replica's state: the held writes in its scope. The scope is Buckets or,
// if Buckets is nil, the dots of Seen.
type Delta struct {
	Entries []*Entry
	Kept    []Dot // held here, and known to be held by the receiver
	Seen    *Context
	Buckets []uint16
}

// Delta returns the local operations since the last call, or nil if there are none.
func (m *Map) Delta() *Delta {
	if len(m.fresh)+len(m.gone) == 0 {
		return nil
	}
	d := &Delta{Seen: NewContext()}
	for _, dot := range m.fresh {
		d.Seen.Add(dot)
		if e := m.held[dot]; e != nil {
			d.Entries = append(d.Entries, e)
		}
	}
	for _, dot := range m.gone {
		d.Seen.Add(dot)
	}
	m.fresh, m.gone = nil, nil
	return d
}

// Join merges the delta of another replica and returns the changes.
func (m *Map) Join(d *Delta) []Change {
	theirs := make(map[Dot]struct{}, len(d.Entries)+len(d.Kept))
	for _, e := range d.Entries {
		theirs[e.Dot] = struct{}{}
	}
	for _, dot := range d.Kept {
		theirs[dot] = struct{}{}
	}
	w := watch{m: m}
	for _, e := range m.scope(d) {
		if _, ok := theirs[e.Dot]; !ok && d.Seen.Has(e.Dot) {
			w.before(e.Key)
			m.drop(e)
		}
	}
	for _, e := range d.Entries {
		if !m.seen.Has(e.Dot) {
			w.before(e.Key)
			own := *e // the entry may belong to another replica
			m.hold(&own)
		}
	}
	m.seen.Union(d.Seen)
	for dot := range theirs {
		m.seen.Add(dot)
	}
	return w.changes()
}

// scope returns the held writes in the scope of d.
func (m *Map) scope(d *Delta) []*Entry {
	var out []*Entry
	if d.Buckets != nil {
		in := bucketSet(d.Buckets)
		for dot, e := range m.held {
			if in[dot.bucket()] {
				out = append(out, e)
			}
		}
		return out
	}
	d.Seen.each(func(dot Dot) {
		if e := m.held[dot]; e != nil {
			out = append(out, e)
		}
	})
	return out
}

// A watch remembers the values of keys before a change.
type watch struct {
	m    *Map
	seen map[uint64][]int // indexes of old, by the hash of the key
	old  []*Entry         // the previous winners; an Entry without a dot if there was none
}

func (w *watch) before(key term.Term) {
	h := term.Hash(key)
	for _, i := range w.seen[h] {
		if term.Equal(w.old[i].Key, key) {
			return
		}
	}
	e := w.m.winner(key)
	if e == nil {
		e = &Entry{Key: key}
	}
	if w.seen == nil {
		w.seen = map[uint64][]int{}
	}
	w.seen[h] = append(w.seen[h], len(w.old))
	w.old = append(w.old, e)
}

func (w *watch) changes() []Change {
	var out []Change
	for _, old := range w.old {
		switch now := w.m.winner(old.Key); {
		case now == nil && old.Dot != (Dot{}):
			out = append(out, Change{Key: old.Key, Removed: true})
		case now != nil && now.Dot != old.Dot:
			out = append(out, Change{Key: old.Key, Value: now.Value})
		}
	}
	return out
}

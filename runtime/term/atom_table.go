package term

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// An atomTable maps names to atoms and atoms to names. Lookups take no lock, because atoms are
// never removed.
type atomTable struct {
	seed  maphash.Seed
	slots atomic.Pointer[atomSlots]
	names [(MaxAtoms + ReservedAtoms) / namesChunk]atomic.Pointer[[namesChunk]string]
	count atomic.Uint32

	mu sync.Mutex // held while an atom is created
}

// atomSlots is an open-addressing hash table, at most half full until it has mostSlots. Its length
// is a power of two. A slot holds an atom and the upper half of its name's hash, so that few names
// have to be compared. A free slot is 0.
type atomSlots []atomic.Uint64

const (
	firstSlots = 8192
	mostSlots  = 2 * MaxAtoms
	namesChunk = 4096
)

func newAtomTable() *atomTable {
	t := &atomTable{seed: maphash.MakeSeed()}
	first := make(atomSlots, firstSlots)
	t.slots.Store(&first)
	return t
}

func (t *atomTable) hash(name string) uint64 { return maphash.String(t.seed, name) }

func (t *atomTable) name(a Atom) string {
	if a == 0 {
		return ""
	}
	return t.names[a/namesChunk].Load()[a%namesChunk]
}

// find returns the atom with a given name and hash, or 0 if there is no such atom.
func (t *atomTable) find(name string, hash uint64) Atom {
	slots := *t.slots.Load()
	for i := hash; ; i++ {
		slot := slots[i&uint64(len(slots)-1)].Load()
		if slot == 0 {
			return 0
		}
		if a := Atom(slot); slot>>32 == hash>>32 && t.name(a) == name {
			return a
		}
	}
}

// intern returns the atom called name. It creates the atom if necessary, and if the table has fewer
// than limit.
func (t *atomTable) intern(name string, limit Atom) (Atom, error) {
	hash := t.hash(name)
	if a := t.find(name, hash); a != 0 {
		return a, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.find(name, hash); a != 0 {
		return a, nil
	}
	a := Atom(t.count.Load() + 1)
	if a >= limit {
		return 0, ErrAtoms
	}
	chunk := t.names[a/namesChunk].Load()
	if chunk == nil {
		chunk = new([namesChunk]string)
		t.names[a/namesChunk].Store(chunk)
	}
	chunk[a%namesChunk] = name
	t.count.Store(uint32(a))
	t.put(a, hash)
	return a, nil
}

// put adds an atom and doubles the table when it is half full, up to mostSlots.
func (t *atomTable) put(a Atom, hash uint64) {
	slots := *t.slots.Load()
	if 2*int(a) < len(slots) || len(slots) >= mostSlots {
		slots.put(a, hash)
		return
	}
	larger := make(atomSlots, 2*len(slots))
	for a := Atom(1); a <= Atom(t.count.Load()); a++ {
		larger.put(a, t.hash(t.name(a)))
	}
	t.slots.Store(&larger)
}

// put stores an atom in the first free slot at or after the position of its hash.
func (slots atomSlots) put(a Atom, hash uint64) {
	for i := hash; ; i++ {
		if slot := &slots[i&uint64(len(slots)-1)]; slot.Load() == 0 {
			slot.Store(hash>>32<<32 | uint64(a))
			return
		}
	}
}

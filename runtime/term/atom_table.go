package term

import (
	"fmt"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// An atomTable finds atoms by their names and names by their atoms. Those who look
// something up take no lock: an atom that is found is there for good.
type atomTable struct {
	seed  maphash.Seed
	slots atomic.Pointer[atomSlots]
	names [MaxAtoms / namesChunk]atomic.Pointer[[namesChunk]string]
	count atomic.Uint32

	mu sync.Mutex // of those who make atoms
}

// atomSlots are twice as many as atoms or more, a power of two. Each has an atom and the
// upper half of the hash of its name, so that few other names are looked at; a free one is 0.
type atomSlots []atomic.Uint64

const (
	firstSlots = 8192
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

// find returns the atom of a name and its hash, 0 if there is none.
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

// intern returns the atom of a name, which it makes if it is new.
func (t *atomTable) intern(name string) (Atom, error) {
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
	if a >= MaxAtoms {
		return 0, fmt.Errorf("the atom table is full (%d atoms)", MaxAtoms)
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

// put enters an atom, with room for the next.
func (t *atomTable) put(a Atom, hash uint64) {
	slots := *t.slots.Load()
	if 2*int(a) < len(slots) {
		slots.put(a, hash)
		return
	}
	larger := make(atomSlots, 2*len(slots))
	for a := Atom(1); a <= Atom(t.count.Load()); a++ {
		larger.put(a, t.hash(t.name(a)))
	}
	t.slots.Store(&larger)
}

// put enters an atom into the first free slot from that of its hash on.
func (slots atomSlots) put(a Atom, hash uint64) {
	for i := hash; ; i++ {
		if slot := &slots[i&uint64(len(slots)-1)]; slot.Load() == 0 {
			slot.Store(hash>>32<<32 | uint64(a))
			return
		}
	}
}

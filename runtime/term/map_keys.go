package term

import (
	"slices"
	"sync/atomic"
)

// This file makes flat maps share their keys. Structs, options and records of a program have the
// same atom keys again and again, so such a map holds its values and a pointer to shared keys.

// shared caches the keys of recent maps, indexed by their hash.
var shared [1024]atomic.Pointer[[]Term]

// placeOf returns the cache entry for keys whose hashes add up to sum. The order of the keys does
// not matter.
func placeOf(sum uint64) *atomic.Pointer[[]Term] { return &shared[sum*hashFactor>>(64-10)] }

// keysWith returns the keys of a flat map plus k, and the index of k. k must not be one of keys.
func keysWith(keys []Term, k Term) (all []Term, at int) {
	sum, ok := hashAtoms(keys)
	if own, atom := hashAtom(k); !ok || !atom {
		at, _ = placed(keys, k)
		return inserted(keys, at, k), at
	} else {
		sum += own
	}
	place := placeOf(sum)
	if p := place.Load(); p != nil && len(*p) == len(keys)+1 {
		at = common(*p, keys)
		if (*p)[at].bits == k.bits && sameAtoms((*p)[at+1:], keys[at:]) {
			return *p, at
		}
	}
	at, _ = placed(keys, k)
	made := inserted(keys, at, k)
	place.Store(&made)
	return made, at
}

// keysWithout returns the keys of a flat map without the key at i.
func keysWithout(keys []Term, i int) []Term {
	before, after := keys[:i], keys[i+1:]
	sum, ok1 := hashAtoms(before)
	more, ok2 := hashAtoms(after)
	if ok1 && ok2 {
		if p := placeOf(sum + more).Load(); p != nil && len(*p) == len(keys)-1 &&
			sameAtoms((*p)[:i], before) && sameAtoms((*p)[i:], after) {
			return *p
		}
	}
	return slices.Concat(before, after)
}

// sharedKeys returns keys, or an equal slice that other maps use already. Do not modify keys
// afterwards.
func sharedKeys(keys []Term) []Term {
	sum, ok := hashAtoms(keys)
	if !ok {
		return slices.Clip(keys)
	}
	place := placeOf(sum)
	if p := place.Load(); p != nil && len(*p) == len(keys) && sameAtoms(*p, keys) {
		return *p
	}
	made := slices.Clone(keys)
	place.Store(&made)
	return made
}

// A Shape holds the keys of the maps that one expression of a program creates.
type Shape struct {
	keys  []Term
	place []int // the index of the value of each key, in source order
}

// ShapeOf returns the shape of maps with these keys. ok is false unless the keys are distinct
// atoms and few enough for a flat map.
func ShapeOf(keys []Term) (s Shape, ok bool) {
	if len(keys) > maxFlat {
		return s, false
	}
	var b MapBuilder
	for _, k := range keys {
		if !k.IsAtom() {
			return s, false
		}
		b.Put(k, k)
	}
	if s.keys = b.Map().keys; len(s.keys) != len(keys) {
		return s, false
	}
	for _, k := range keys {
		i, _ := placed(s.keys, k)
		s.place = append(s.place, i)
	}
	return s, true
}

// Place returns the index in vals of the i-th key in source order.
func (s *Shape) Place(i int) int { return s.place[i] }

// Map returns a map with unset values, and the slice in which the caller sets them.
func (s *Shape) Map() (m *Map, vals []Term) {
	m = flatMap(s.keys)
	return m, m.vals
}

const hashFactor = 0x9e3779b97f4a7c15

// hashAtom returns the hash of k. ok is false if k is not an atom.
func hashAtom(k Term) (hash uint64, ok bool) {
	hash = k.bits * hashFactor
	return (hash ^ hash>>29) * hashFactor, k.IsAtom()
}

// hashAtoms returns the sum of the hashes of keys. ok is false if a key is not an atom.
func hashAtoms(keys []Term) (sum uint64, ok bool) {
	for _, k := range keys {
		hash, ok := hashAtom(k)
		if !ok {
			return 0, false
		}
		sum += hash
	}
	return sum, true
}

func inserted(keys []Term, i int, k Term) []Term {
	out := make([]Term, len(keys)+1)
	copy(out, keys[:i])
	out[i] = k
	copy(out[i+1:], keys[i:])
	return out
}

// common returns the number of leading keys that are the same in all and keys. All keys are atoms.
func common(all, keys []Term) (n int) {
	for n < len(keys) && all[n].bits == keys[n].bits {
		n++
	}
	return n
}

func sameAtoms(a, b []Term) bool {
	for i := range a {
		if a[i].bits != b[i].bits {
			return false
		}
	}
	return true
}

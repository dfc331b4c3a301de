package term

import (
	"slices"
	"sync/atomic"
)

// This file makes flat maps share their keys. Structs, options and records of a program have the
// same atom keys again and again, so such a map holds its values and a pointer to shared keys.

// shared caches the keys of recent maps, indexed by their hash.
var shared [1024]atomic.Pointer[[]Term]

// keysWith returns the keys of a flat map with k inserted at i.
func keysWith(keys []Term, i int, k Term) []Term {
	hash, ok := hashAtoms(hashOfNone, keys[:i])
	if ok {
		hash, ok = hashAtom(hash, k)
	}
	if ok {
		hash, ok = hashAtoms(hash, keys[i:])
	}
	if !ok {
		return inserted(keys, i, k)
	}
	place := &shared[hash>>(64-10)]
	if p := place.Load(); p != nil && isWith(*p, keys, i, k) {
		return *p
	}
	made := inserted(keys, i, k)
	place.Store(&made)
	return made
}

// sharedKeys returns keys, or an equal slice that other maps use already. Do not modify keys
// afterwards.
func sharedKeys(keys []Term) []Term {
	hash, ok := hashAtoms(hashOfNone, keys)
	if !ok {
		return slices.Clip(keys)
	}
	place := &shared[hash>>(64-10)]
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
		i, _ := find(s.keys, k)
		s.place = append(s.place, i)
	}
	return s, true
}

// Place returns the index in vals of the i-th key in source order.
func (s *Shape) Place(i int) int { return s.place[i] }

// Map returns the map with these values, ordered as Place says. Do not modify vals afterwards.
func (s *Shape) Map(vals []Term) *Map {
	if len(vals) == 0 {
		return emptyMap
	}
	return &Map{keys: s.keys, vals: vals, n: len(vals)}
}

const hashOfNone = 14695981039346656037

func hashAtom(hash uint64, k Term) (uint64, bool) {
	return (hash ^ k.bits) * 0x9e3779b97f4a7c15, k.ref == nil && k.bits&tagMask == uint64(KindAtom)
}

func hashAtoms(hash uint64, keys []Term) (_ uint64, ok bool) {
	for _, k := range keys {
		if hash, ok = hashAtom(hash, k); !ok {
			return 0, false
		}
	}
	return hash, true
}

func inserted(keys []Term, i int, k Term) []Term {
	out := make([]Term, len(keys)+1)
	copy(out, keys[:i])
	out[i] = k
	copy(out[i+1:], keys[i:])
	return out
}

// isWith reports whether all equals keys with k inserted at i. All of them must be atoms.
func isWith(all, keys []Term, i int, k Term) bool {
	return len(all) == len(keys)+1 && all[i].bits == k.bits &&
		sameAtoms(all[:i], keys[:i]) && sameAtoms(all[i+1:], keys[i:])
}

func sameAtoms(a, b []Term) bool {
	for i := range a {
		if a[i].bits != b[i].bits {
			return false
		}
	}
	return true
}

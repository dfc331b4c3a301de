package term

import (
	"slices"
	"sync/atomic"
)

// This file has flat maps share their keys. Structs, options and records of a program have the same keys, which are
// atoms, again and again: such a map holds its values and a pointer to keys that others have too.

// shared are the keys of the maps that were made last, each at its hash.
var shared [1024]atomic.Pointer[[]Term]

// keysWith returns the keys of a flat map with k added at i.
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

// sharedKeys returns keys as other flat maps have them. Nothing may be written to keys
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

// A Shape is the keys of maps that a program makes in one place: each map is its values.
type Shape struct {
	keys  []Term
	place []int // of the value of the key that was named first, second, ...
}

// ShapeOf is the shape of maps with these keys. It reports whether there is one: the keys
// are different atoms, and so few that the map is flat.
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

// Place is where the value of the key stands that was named as the i-th, from 0.
func (s *Shape) Place(i int) int { return s.place[i] }

// Map is the map with these values, each in its place. Nothing may be written to them
// afterwards.
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

// isWith reports whether all are keys with k added at i; all of them are atoms.
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

package term

import (
	"slices"
	"sync/atomic"
)

// Flat maps with the same keys share them where these are atoms, as structs,
// options and records of a program do: a map is then its values.

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

// keysOf returns the keys of a flat map, which the caller gives away.
func keysOf(keys []Term) []Term {
	hash, ok := hashAtoms(hashOfNone, keys)
	if !ok {
		return slices.Clip(keys)
	}
	place := &shared[hash>>(64-10)]
	if p := place.Load(); p != nil && len(*p) == len(keys) && sameAtoms(*p, keys) {
		return *p
	}
	made := slices.Clip(keys)
	place.Store(&made)
	return made
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

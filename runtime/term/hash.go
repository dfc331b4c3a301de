package term

import (
	"hash/maphash"
)

// This file hashes terms for maps and tables within one run of the program. Elixir code sees only
// the hashes of Phash2.

var seed = maphash.MakeSeed()

// Hash returns a hash that is equal for terms that are Equal. It differs from one run of the
// program to the next.
func Hash(t Term) uint64 {
	if t.ref == nil {
		return mix(t.bits)
	}
	left := hashed
	return hashWithin(t, &left)
}

// hashed bounds the nested values that contribute to a hash. hashedEach is the bound for each pair
// of a large map, because the order of the pairs is not defined.
const (
	hashed     = 1000
	hashedEach = 10
)

// hashWithin hashes at most *left nested values.
func hashWithin(t Term, left *int) uint64 {
	if t.ref == nil {
		return mix(t.bits)
	}
	if *left <= 0 {
		return uint64(t.Kind())
	}
	*left--
	switch t.Kind() {
	case KindFloat:
		if f, _ := t.AsFloat(); f == 0 {
			return mix(uint64(KindFloat))
		}
		return mix(t.bits ^ uint64(KindFloat)<<60)
	case KindBits:
		v := t.Bits()
		return maphash.String(seed, v.S) ^ uint64(v.N)
	case KindTuple:
		return hashAll(uint64(KindTuple), t.Elems(), left)
	case KindCons:
		return hashList(t, left)
	case KindMap:
		return hashMap(t.Map(), left)
	case KindPid:
		v := t.Pid()
		return mix(uint64(v.Node)<<40 ^ uint64(v.ID)<<8 ^ uint64(v.Serial) ^ uint64(KindPid))
	case KindRef:
		v := t.Ref()
		return mix(uint64(v.ID[0])<<32 | uint64(v.ID[1]) ^ uint64(v.ID[2])<<16)
	case KindFun:
		return hashFun(t.Fun())
	case KindPort:
		v := t.Port()
		return mix(v.ID<<20 ^ uint64(v.Node))
	}
	n, _ := t.AsBig()
	return maphash.Bytes(seed, n.Bytes())
}

// hashFun ignores the name of a closure. A closure from another node has no name while its module
// is not loaded on this node.
func hashFun(f *Fun) uint64 {
	if f.External {
		return mix(uint64(f.Module)<<32 ^ uint64(f.Name)<<8 ^ uint64(f.Arity))
	}
	return mix(uint64(f.Module)<<32 ^ uint64(f.Index) ^ uint64(f.Uniq())<<20)
}

// mix spreads the bits of x (the finaliser of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func hashAll(h uint64, elems []Term, left *int) uint64 {
	for _, e := range elems {
		h = mix(h*31 + hashWithin(e, left))
	}
	return h
}

func hashList(t Term, left *int) uint64 {
	h := uint64(KindCons)
	for c := t.Cons(); c != nil; c = t.Cons() {
		h = mix(h*31 + hashWithin(c.Head, left))
		t = c.Tail
	}
	return mix(h*31 + hashWithin(t, left))
}

// hashMap returns a hash that does not depend on the order of the keys.
func hashMap(m *Map, left *int) uint64 {
	h := uint64(m.Len())
	m.Each(func(k, v Term) bool {
		if m.root != nil {
			each := min(*left, hashedEach)
			h += mix(hashWithin(k, &each)*31 + hashWithin(v, &each))
			return true
		}
		h += mix(hashWithin(k, left)*31 + hashWithin(v, left))
		return true
	})
	return h
}

package vm

import "slices"

// few holds what a process is tied to: links, monitors, those who watch it,
// aliases. Most processes have one or two of each, for which a map takes some
// hundred bytes and more time than a look at them; some have thousands.
type few[K comparable, V keyed[K]] struct {
	list  []V
	byKey map[K]V // instead of list, once there are too many for it
}

// keyed says what something is found by.
type keyed[K comparable] interface{ key() K }

// manyFew is when a map takes over from the list.
const manyFew = 8

func (f *few[K, V]) at(k K) int {
	for i := range f.list {
		if f.list[i].key() == k {
			return i
		}
	}
	return -1
}

func (f *few[K, V]) get(k K) (v V, ok bool) {
	if f.byKey != nil {
		v, ok = f.byKey[k]
		return v, ok
	}
	if i := f.at(k); i >= 0 {
		return f.list[i], true
	}
	return v, false
}

// put adds v, in the place of what has its key.
func (f *few[K, V]) put(v V) {
	if f.byKey != nil {
		f.byKey[v.key()] = v
		return
	}
	if len(f.list) > 0 {
		if i := f.at(v.key()); i >= 0 {
			f.list[i] = v
			return
		}
	}
	if len(f.list) < manyFew {
		f.list = append(f.list, v)
		return
	}
	f.byKey = make(map[K]V, 2*manyFew)
	for _, old := range f.list {
		f.byKey[old.key()] = old
	}
	f.byKey[v.key()] = v
	f.list = nil
}

// drop removes what has the key and returns it.
func (f *few[K, V]) drop(k K) (v V, ok bool) {
	if f.byKey != nil {
		if v, ok = f.byKey[k]; ok {
			delete(f.byKey, k)
			if len(f.byKey) == 0 {
				f.byKey = nil // a map keeps the size that it once had
			}
		}
		return v, ok
	}
	i := f.at(k)
	if i < 0 {
		return v, false
	}
	v = f.list[i]
	f.list = slices.Delete(f.list, i, i+1)
	return v, true
}

// all lists them, apart from f.
func (f *few[K, V]) all() []V {
	if f.byKey == nil {
		return slices.Clone(f.list)
	}
	out := make([]V, 0, len(f.byKey))
	for _, v := range f.byKey {
		out = append(out, v)
	}
	return out
}

// each calls do for them, which must not change f.
func (f *few[K, V]) each(do func(V)) {
	for _, v := range f.list {
		do(v)
	}
	for _, v := range f.byKey {
		do(v)
	}
}

// len is how many there are.
func (f *few[K, V]) len() int { return len(f.list) + len(f.byKey) }

// trim gives back the room for more.
func (f *few[K, V]) trim() { f.list = trimmed(f.list) }

// trimmed is list without room for more.
func trimmed[T any](list []T) []T {
	if cap(list) == len(list) {
		return list
	}
	return append([]T(nil), list...)
}

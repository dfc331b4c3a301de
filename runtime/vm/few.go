package vm

import "slices"

// few holds the links, monitors, watchers or aliases of a process. Most processes have only one or
// two of each, for which a map would take more memory and time than a list. Some processes have
// thousands.
type few[K comparable, V keyed[K]] struct {
	list  []V
	byKey map[K]V // replaces list when there are many
}

// keyed is implemented by values with a key.
type keyed[K comparable] interface{ key() K }

// manyFew is the length at which a map replaces the list.
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

// put adds v or replaces the value with its key.
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

// drop removes and returns the value with the key.
func (f *few[K, V]) drop(k K) (v V, ok bool) {
	if f.byKey != nil {
		if v, ok = f.byKey[k]; ok {
			delete(f.byKey, k)
			if len(f.byKey) == 0 {
				f.byKey = nil // a Go map never shrinks
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

// all returns a copy of the values.
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

// each calls do for each value. do must not change f.
func (f *few[K, V]) each(do func(V)) {
	for _, v := range f.list {
		do(v)
	}
	for _, v := range f.byKey {
		do(v)
	}
}

// len returns the number of values.
func (f *few[K, V]) len() int { return len(f.list) + len(f.byKey) }

// trim releases spare capacity.
func (f *few[K, V]) trim() { f.list = trimmed(f.list) }

// trimmed returns list without spare capacity.
func trimmed[T any](list []T) []T {
	if cap(list) == len(list) {
		return list
	}
	return append([]T(nil), list...)
}

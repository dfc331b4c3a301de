package data

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installPaths registers put(data, keys, value), which is put_in/3 for a path of keys through maps
// that are not structs. It returns nil for any other path, which Access walks.
func installPaths(x library.Module) {
	x.Func("put", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		var room [8]*term.Map
		maps, ok := alongPath(room[:0], a[0], a[1])
		if !ok {
			return term.Nil, nil
		}
		p.Charge(2 * len(maps))
		return putPath(maps, a[1].Cons(), a[2]), nil
	})
}

// alongPath appends the map for each key to maps. It reports false if one of these values is a
// struct or not a map, or if a key is an access function.
func alongPath(maps []*term.Map, data, keys term.Term) ([]*term.Map, bool) {
	for c := keys.Cons(); c != nil; c = keys.Cons() {
		m := data.Map()
		if f := c.Head.Fun(); m == nil || f != nil && f.Arity == accessArity {
			return nil, false
		}
		if _, isStruct := m.Get(term.AStruct.Term()); isStruct {
			return nil, false
		}
		maps = append(maps, m)
		data, _ = m.Get(c.Head)
		keys = c.Tail
	}
	return maps, keys.IsEmpty()
}

// accessArity is the arity of access functions, such as those of Access.key/1.
const accessArity = 3

// putPath stores v in the last map, under the last key of the path. It then stores each new map
// in the map before it, and returns the new first map.
func putPath(maps []*term.Map, path *term.Cons, v term.Term) term.Term {
	var room [8]term.Term
	keys := room[:0]
	for c := path; c != nil; c = c.Tail.Cons() {
		keys = append(keys, c.Head)
	}
	for i := len(maps) - 1; i >= 0; i-- {
		v = term.FromMap(maps[i].Put(keys[i], v))
	}
	return v
}

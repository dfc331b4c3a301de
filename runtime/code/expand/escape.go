package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
)

// This file finds values that cannot stand in code.

// Unescapable says why a value cannot be put into code, "" if it can.
func Unescapable(t term.Term) string {
	var d term.Depth
	bad, found := badValue(t, &d)
	if !found {
		return ""
	}
	return "cannot escape " + diagnostic.Inspect(bad) + ". The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity"
}

func badValue(t term.Term, d *term.Depth) (bad term.Term, found bool) {
	d.Enter()
	defer d.Leave()
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil && !found; c = t.Cons() {
			bad, found = badValue(c.Head, d)
			t = c.Tail
		}
	case term.KindTuple:
		for _, e := range t.Elems() {
			if bad, found = badValue(e, d); found {
				return bad, true
			}
		}
	case term.KindMap:
		t.Map().Each(func(k, v term.Term) bool {
			if bad, found = badValue(k, d); !found {
				bad, found = badValue(v, d)
			}
			return !found
		})
	case term.KindFun:
		return t, !t.Fun().External
	case term.KindRef, term.KindPort:
		return t, true
	}
	return bad, found
}

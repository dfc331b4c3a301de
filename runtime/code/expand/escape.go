package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
)

// This file finds values that cannot be represented in code.

const escapes = "The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity"

// Unescapable returns the reason why a value cannot be put into code, or "".
func Unescapable(t term.Term) string {
	var d term.Depth
	return reason(t, &d)
}

func reason(t term.Term, d *term.Depth) (why string) {
	d.Enter()
	defer d.Leave()
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil && why == ""; c = t.Cons() {
			why = reason(c.Head, d)
			t = c.Tail
		}
	case term.KindTuple:
		for _, e := range t.Elems() {
			if why = reason(e, d); why != "" {
				return why
			}
		}
	case term.KindMap:
		t.Map().Each(func(k, v term.Term) bool {
			if why = reason(k, d); why == "" && v.Kind() == term.KindRef {
				why = diagnostic.Inspect(t) + " contains a reference (" + diagnostic.Inspect(v) +
					") and therefore it cannot be escaped (it must be defined within a function instead). " + escapes
			} else if why == "" {
				why = reason(v, d)
			}
			return why == ""
		})
	case term.KindFun:
		if !t.Fun().External {
			return cannotEscape(t)
		}
	case term.KindRef, term.KindPort:
		return cannotEscape(t)
	}
	return why
}

func cannotEscape(t term.Term) string {
	return "cannot escape " + diagnostic.Inspect(t) + ". " + escapes
}

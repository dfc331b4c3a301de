package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
)

// This file finds values that cannot be represented in code.

const escapes = "The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity"

// Unescapable returns the reason why a value cannot be put into code, or "".
func Unescapable(t term.Term) string {
	var w escapeWalk
	return w.reason(t)
}

// An escapeWalk visits a value and its parts. It visits a shared part once, because a value can
// have far more paths than parts.
type escapeWalk struct {
	depth term.Depth
	steps int
	seen  map[term.Object]bool
}

// notedAt is the number of visited values after which the walk records values with parts.
const notedAt = 1 << 12

// again records a value and reports whether it was recorded before.
func (w *escapeWalk) again(t term.Term) bool {
	if w.steps++; w.steps < notedAt {
		return false
	}
	if w.seen == nil {
		w.seen = map[term.Object]bool{}
	}
	at := t.Identity()
	was := w.seen[at]
	w.seen[at] = true
	return was
}

func (w *escapeWalk) reason(t term.Term) (why string) {
	w.depth.Enter()
	defer w.depth.Leave()
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil && why == "" && !w.again(t); c = t.Cons() {
			why = w.reason(c.Head)
			t = c.Tail
		}
	case term.KindTuple:
		if w.again(t) {
			return ""
		}
		for _, e := range t.Elems() {
			if why = w.reason(e); why != "" {
				return why
			}
		}
	case term.KindMap:
		if w.again(t) {
			return ""
		}
		t.Map().Each(func(k, v term.Term) bool {
			if why = w.reason(k); why == "" && v.Kind() == term.KindRef {
				why = diagnostic.Inspect(t) + " contains a reference (" + diagnostic.Inspect(v) +
					") and therefore it cannot be escaped (it must be defined within a function instead). " + escapes
			} else if why == "" {
				why = w.reason(v)
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

package quoted

import "lab/runtime/term"

// KeptPlace returns the source location of a node quoted with location: :keep.
func KeptPlace(meta term.Term) (file string, line term.Term, ok bool) {
	k, _ := KwGet(meta, AKeep)
	el := k.Elems()
	if len(el) != 2 {
		return "", term.Term{}, false
	}
	return Str(el[0]), el[1], true
}

// Wrapped returns the elements of a list, or t itself as the only element if t is not a list
// (List.wrap/1).
func Wrapped(t term.Term) []term.Term {
	if list, ok := t.Slice(); ok {
		return list
	}
	return []term.Term{t}
}

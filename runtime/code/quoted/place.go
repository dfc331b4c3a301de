package quoted

import "lab/runtime/term"

// KeptPlace is where a node of quote with location: :keep was written.
func KeptPlace(meta term.Term) (file string, line term.Term, ok bool) {
	k, _ := KwGet(meta, AKeep)
	el := k.Elems()
	if len(el) != 2 {
		return "", term.Term{}, false
	}
	return Str(el[0]), el[1], true
}

// Wrapped is the elements of a list, and anything else as the only one of a list.
func Wrapped(t term.Term) []term.Term {
	if list, ok := t.Slice(); ok {
		return list
	}
	return []term.Term{t}
}

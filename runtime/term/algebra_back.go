package term

// This file hands documents to Elixir code, in the shape of Inspect.Algebra.

// InspectDoc returns the document that Inspect lays out.
func InspectDoc(t Term, o Opts) Term {
	in := newInspector(o)
	return termOf(in.doc(t, in.limit()))
}

func termOf(d doc) Term {
	switch d := d.(type) {
	case docText:
		return Str(string(d))
	case docSized:
		return Tup(docStringAtom.Term(), Str(d.text), Int(int64(d.size)))
	case docCons:
		return Tup(docConsAtom.Term(), termOf(d.left), termOf(d.right))
	case docNest:
		return Tup(docNestAtom.Term(), termOf(d.inner), indentTerm(d.by), either(d.broken, breakAtom, alwaysAtom))
	case docBreak:
		return Tup(docBreakAtom.Term(), Str(d.text), either(d.flex, flexAtom, strictAtom))
	case docGroup:
		return Tup(docGroupAtom.Term(), termOf(d.inner), either(d.inherit, inheritAtom, selfAtom))
	case docForce:
		return Tup(docForceAtom.Term(), termOf(d.inner))
	case docFits:
		return Tup(docFitsAtom.Term(), termOf(d.inner), either(d.enabled, enabledAtom, disabledAtom))
	case docLine:
		return docLineAtom.Term()
	}
	return docNilAtom.Term()
}

func either(first bool, a, b Atom) Term {
	if first {
		return a.Term()
	}
	return b.Term()
}

func indentTerm(by int) Term {
	switch by {
	case toCursor:
		return cursorAtom.Term()
	case toMargin:
		return resetAtom.Term()
	}
	return Int(int64(by))
}

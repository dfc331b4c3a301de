package term

// This file converts documents to terms in the shape of Inspect.Algebra, for Elixir code.

// InspectDoc returns the document that Inspect lays out for t, in the shape of Inspect.Algebra.
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
		return consTerm(d)
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

// consTerm iterates over the left parts, because a long list nests one level for each element.
func consTerm(d docCons) Term {
	lefts := []doc{d.left}
	last := d.right
	for c, ok := last.(docCons); ok; c, ok = last.(docCons) {
		lefts, last = append(lefts, c.left), c.right
	}
	t := termOf(last)
	for i := len(lefts) - 1; i >= 0; i-- {
		t = Tup(docConsAtom.Term(), termOf(lefts[i]), t)
	}
	return t
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

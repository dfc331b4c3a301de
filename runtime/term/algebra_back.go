package term

// This file hands documents to Elixir code, in the shape of Inspect.Algebra.

var (
	docConsAtom   = Intern("doc_cons")
	docNestAtom   = Intern("doc_nest")
	docBreakAtom  = Intern("doc_break")
	docGroupAtom  = Intern("doc_group")
	docStringAtom = Intern("doc_string")
	alwaysAtom    = Intern("always")
	strictAtom    = Intern("strict")
	selfAtom      = Intern("self")
)

// InspectDoc returns the document that Inspect lays out.
func InspectDoc(t Term, o Opts) Term {
	in := newInspector(o)
	return termOf(in.doc(t, in.limit()))
}

func termOf(d doc) Term {
	switch d := d.(type) {
	case docText:
		return Str(string(d))
	case docZero:
		return Tup(docStringAtom.Term(), Str(string(d)), Int(0))
	case docCons:
		return Tup(docConsAtom.Term(), termOf(d.left), termOf(d.right))
	case docNest:
		return Tup(docNestAtom.Term(), termOf(d.inner), Int(int64(d.by)), alwaysAtom.Term())
	case docBreak:
		kind := strictAtom
		if d.flex {
			kind = flexAtom
		}
		return Tup(docBreakAtom.Term(), Str(d.text), kind.Term())
	case docGroup:
		return Tup(docGroupAtom.Term(), termOf(d.inner), selfAtom.Term())
	case docForce:
		return Tup(Intern("doc_force").Term(), termOf(d.inner))
	case docLine:
		return docLineAtom.Term()
	}
	return docNilAtom.Term()
}

package term

// This file converts documents that Elixir code built with Inspect.Algebra.

// Tags and options of documents.
var (
	docConsAtom     = Intern("doc_cons")
	docNestAtom     = Intern("doc_nest")
	docBreakAtom    = Intern("doc_break")
	docGroupAtom    = Intern("doc_group")
	docStringAtom   = Intern("doc_string")
	docForceAtom    = Intern("doc_force")
	docFitsAtom     = Intern("doc_fits")
	docLimitAtom    = Intern("doc_limit")
	docCollapseAtom = Intern("doc_collapse")
	docColorAtom    = Intern("doc_color")
	docNilAtom      = Intern("doc_nil")
	docLineAtom     = Intern("doc_line")
	flexAtom        = Intern("flex")
	strictAtom      = Intern("strict")
	breakAtom       = Intern("break")
	alwaysAtom      = Intern("always")
	selfAtom        = Intern("self")
	inheritAtom     = Intern("inherit")
	enabledAtom     = Intern("enabled")
	disabledAtom    = Intern("disabled")
	cursorAtom      = Intern("cursor")
	resetAtom       = Intern("reset")
)

// FormatDoc lays out a document in the shape of Inspect.Algebra for lines of width columns. A
// width of 0 or less never breaks a line.
func FormatDoc(d Term, width int) string { return layout(docOf(d), width) }

// docOf converts a document. An invalid document becomes empty text.
func docOf(d Term) doc {
	var depth Depth
	return depth.docOf(d)
}

// docOf iterates over nested doc_cons tuples, which can be as deep as a list is long.
func (depth *Depth) docOf(d Term) doc {
	depth.Enter()
	defer depth.Leave()
	var before []doc
	for {
		e := d.Elems()
		if len(e) != 3 || !e[0].Is(docConsAtom) {
			break
		}
		before, d = append(before, depth.docOf(e[1])), e[2]
	}
	last := depth.one(d)
	for i := len(before) - 1; i >= 0; i-- {
		last = docCons{before[i], last}
	}
	return last
}

func (depth *Depth) one(d Term) doc {
	if s, ok := d.AsStr(); ok {
		return docText(s)
	}
	if d.Is(docLineAtom) {
		return docLine{}
	}
	e := d.Elems()
	if len(e) < 2 {
		return nil
	}
	var third Term
	if len(e) > 2 {
		third = e[2]
	}
	inner := e[1]
	switch e[0].Atom() {
	case docStringAtom:
		s, _ := inner.AsStr()
		size, _ := third.AsInt()
		return docSized{s, int(size)}
	case docNestAtom:
		return docNest{depth.docOf(inner), indentOf(third), len(e) > 3 && e[3].Is(breakAtom)}
	case docBreakAtom:
		s, _ := inner.AsStr()
		return docBreak{s, third.Is(flexAtom)}
	case docGroupAtom:
		return docGroup{depth.docOf(inner), third.Is(inheritAtom)}
	case docForceAtom:
		return docForce{depth.docOf(inner)}
	case docFitsAtom:
		return docFits{depth.docOf(inner), third.Is(enabledAtom)}
	case docLimitAtom:
		return docLimit{depth.docOf(inner)}
	case docCollapseAtom:
		most, _ := inner.AsInt()
		return docCollapse(most)
	case docColorAtom:
		return docCons{zero(ANSI(third)), depth.docOf(inner)}
	}
	return nil
}

func indentOf(t Term) int {
	switch {
	case t.Is(cursorAtom):
		return toCursor
	case t.Is(resetAtom):
		return toMargin
	}
	n, _ := t.AsInt()
	return int(max(n, 0))
}

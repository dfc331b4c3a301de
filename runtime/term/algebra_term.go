package term

// This file converts documents that Elixir code built with Inspect.Algebra.

// These atoms are tags and options of documents.
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
// width of 0 or less never breaks a line. The argument need requests memory in bytes, and may be
// nil.
func FormatDoc(d Term, width int, need func(bytes int)) string {
	return layout(docOf(d, need), width, need)
}

// docOf converts a document. An invalid document becomes empty text.
func docOf(d Term, need func(bytes int)) doc {
	r := docReader{need: need}
	return r.docOf(d)
}

// A docReader converts a document. It converts a shared part once for each use, so the result can
// be much larger than the document.
type docReader struct {
	depth Depth
	need  func(bytes int)
}

// docOf iterates over nested doc_cons tuples, which can be as deep as a list is long.
func (r *docReader) docOf(d Term) doc {
	r.depth.Enter()
	defer r.depth.Leave()
	var before []doc
	for {
		if r.need != nil {
			r.need(docBytes)
		}
		e := d.Elems()
		if len(e) != 3 || !e[0].Is(docConsAtom) {
			break
		}
		before, d = append(before, r.docOf(e[1])), e[2]
	}
	last := r.one(d)
	for i := len(before) - 1; i >= 0; i-- {
		last = docCons{before[i], last}
	}
	return last
}

func (r *docReader) one(d Term) doc {
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
		return docNest{r.docOf(inner), indentOf(third), len(e) > 3 && e[3].Is(breakAtom)}
	case docBreakAtom:
		s, _ := inner.AsStr()
		return docBreak{s, third.Is(flexAtom)}
	case docGroupAtom:
		return docGroup{r.docOf(inner), third.Is(inheritAtom)}
	case docForceAtom:
		return docForce{r.docOf(inner)}
	case docFitsAtom:
		return docFits{r.docOf(inner), third.Is(enabledAtom)}
	case docLimitAtom:
		return docLimit{r.docOf(inner)}
	case docCollapseAtom:
		most, _ := inner.AsInt()
		return docCollapse(most)
	case docColorAtom:
		return docCons{zero(ANSI(third)), r.docOf(inner)}
	}
	return nil
}

// mostIndent is the largest indentation in columns. A deeper indentation would not fit in memory.
const mostIndent = 1 << 40

func indentOf(t Term) int {
	switch {
	case t.Is(cursorAtom):
		return toCursor
	case t.Is(resetAtom):
		return toMargin
	}
	n, _ := t.AsInt()
	return int(min(max(n, 0), mostIndent))
}

package term

import "strings"

// This file reads documents that Elixir code built with Inspect.Algebra.

var (
	docNilAtom  = Intern("doc_nil")
	docLineAtom = Intern("doc_line")
	flexAtom    = Intern("flex")
	breakAtom   = Intern("break")
)

// FormatDoc lays out a document in the shape of Inspect.Algebra for lines of
// width columns; a width of 0 or less never breaks a line.
func FormatDoc(d Term, width int) string { return layout(docOf(d), width) }

// docOf reads a document: a binary, :doc_nil, or a tuple tagged :doc_cons,
// :doc_string, :doc_nest, :doc_break, :doc_group, :doc_force, :doc_color or
// :doc_fits. Anything else is no document and shows as nothing.
func docOf(d Term) doc {
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
	switch e[0].Atom().String() {
	case "doc_cons":
		if len(e) == 3 {
			return docCons{docOf(e[1]), docOf(e[2])}
		}
	case "doc_string":
		if len(e) == 3 && Equal(e[2], Int(0)) {
			s, _ := e[1].AsStr()
			return docZero(s)
		}
		return docOf(e[1])
	case "doc_nest":
		by, _ := e[2].AsInt()
		return docNest{inner: docOf(e[1]), by: int(by), break_: len(e) > 3 && e[3].Is(breakAtom)}
	case "doc_break":
		s, _ := e[1].AsStr()
		return docBreak{s, len(e) > 2 && e[2].Is(flexAtom)}
	case "doc_group":
		return docGroup{docOf(e[1])}
	case "doc_force":
		return docForce{docOf(e[1])}
	case "doc_fits", "doc_limit":
		return docOf(e[1])
	case "doc_color":
		if len(e) == 3 {
			return concat(docZero(ansiOf(e[2])), docOf(e[1]))
		}
		return docOf(e[1])
	}
	return nil
}

// ansiOf returns an ANSI sequence as it stands, or that of a colour's name.
func ansiOf(t Term) string {
	if s, ok := t.AsStr(); ok {
		return s
	}
	if list, ok := t.Slice(); ok {
		var b strings.Builder
		for _, e := range list {
			b.WriteString(ansiOf(e))
		}
		return b.String()
	}
	return Colour(t.Atom().String())
}

package syntax

import (
	"math"
	"strings"
	"unicode/utf8"
)

// The source formatter uses the documents of Inspect.Algebra. They include kinds of breaks that
// layout.go does not need.

type doc interface{}

type (
	dCat  []doc
	dNest struct {
		in     doc
		by     int  // columns, nestHere or nestZero
		broken bool // applies only if the group is broken
	}
	dBreak struct {
		flat string
		flex bool // breaks only if the next piece does not fit
	}
	dLine  struct{}
	dForce struct{ in doc } // never fits on one line, as with force_unfit/1
	dFits  struct {
		in   doc
		on   bool // enables the rule of next_break_fits/2
		sole bool // is the only argument of a call, and breaks if the end of the call does not fit
	}
	dGroup struct {
		in      doc
		inherit bool
	}
	dWide     struct{ in doc } // has no limit on its line width, as with no_limit/1
	dWidth    int              // ends a dWide on the stack and restores the line width
	dTail     bool             // follows a group in fitsDoc and restores the broken flag from before it
	dCollapse struct{}         // reduces the line ends after it to two
)

// noWidth is the width of a line without a limit.
const noWidth = math.MaxInt

const (
	nestHere = -1 // indents to the current column
	nestZero = -2
)

type mode uint8

const (
	mFlat mode = iota
	mFlatNoBreak
	mBreak
	mBreakNoFlat
)

// A piece is a document on the stack with its indentation and mode. In fitsDoc it can also be a
// dTail.
type piece struct {
	indent int
	mode   mode
	doc    doc
}

// A printer writes documents.
type printer struct {
	out      strings.Builder
	col      int
	indent   int // indentation that goes before the next text, in columns
	fresh    bool
	collapse bool
	ends     int
	width    int
}

// printDoc returns the text of d for lines of lineWidth columns.
func printDoc(d doc) string { return printDocIn(d, 0) }

// printDocIn is like printDoc, but for lines of width columns. A width of 0 means lineWidth.
func printDocIn(d doc, width int) string {
	p := &printer{width: width}
	if width == 0 {
		p.width = lineWidth
	}
	stack := []piece{{0, mFlat, dGroup{in: d}}}
	for len(stack) > 0 {
		f := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		stack = p.step(f, stack)
	}
	return p.out.String()
}

func (p *printer) step(f piece, stack []piece) []piece {
	switch d := f.doc.(type) {
	case nil:
	case string:
		p.text(d)
	case dCat:
		for i := len(d) - 1; i >= 0; i-- {
			stack = append(stack, piece{f.indent, f.mode, d[i]})
		}
	case dNest:
		in := f.indent
		if !d.broken || f.mode == mBreak {
			in = nested(f.indent, p.col, d.by)
		}
		return append(stack, piece{in, f.mode, d.in})
	case dForce:
		return append(stack, piece{f.indent, f.mode, d.in})
	case dFits:
		m := f.mode
		if m == mFlatNoBreak && d.on && d.sole {
			m = mBreakNoFlat
		}
		return append(stack, piece{f.indent, m, d.in})
	case dWide:
		stack = append(stack, piece{doc: dWidth(p.width)}, piece{f.indent, mFlat, d.in})
		p.width = noWidth
	case dWidth:
		p.width = int(d)
	case dCollapse:
		p.collapse, p.ends = true, 0
	case dLine:
		p.line(f.indent)
	case dBreak:
		flat := f.mode != mBreak
		if d.flex {
			flat = f.mode == mFlat || fitsDoc(p.width, p.col+len(d.flat), true, piece{}, stack) != noFit
		}
		if flat {
			p.text(d.flat)
		} else {
			p.line(f.indent)
		}
	case dGroup:
		return append(stack, piece{f.indent, p.groupMode(d, f), d.in})
	}
	return stack
}

// groupMode returns the mode in which to write a group. It returns mFlatNoBreak if the group fits
// only when the last or only argument of a call breaks.
func (p *printer) groupMode(d dGroup, f piece) mode {
	if d.inherit && f.mode == mBreak || f.mode == mBreakNoFlat {
		return mBreak
	}
	if p.width == noWidth {
		return mFlat
	}
	switch fitsDoc(p.width, p.col, false, piece{f.indent, mFlat, d.in}, nil) {
	case fit:
		return mFlat
	case breakNext:
		return mFlatNoBreak
	default:
		return mBreak
	}
}

func nested(indent, col, by int) int {
	switch by {
	case nestHere:
		return col
	case nestZero:
		return 0
	}
	return indent + by
}

func (p *printer) text(s string) {
	if s == "" {
		return
	}
	if p.fresh {
		p.out.WriteString(spaces(p.indent))
		p.fresh = false
	}
	p.collapse = false
	p.out.WriteString(s)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		p.col = utf8.RuneCountInString(s[i+1:])
	} else {
		p.col += utf8.RuneCountInString(s)
	}
}

func (p *printer) line(indent int) {
	p.ends++
	if !p.collapse || p.ends <= 2 {
		p.out.WriteByte('\n')
	}
	if p.collapse && p.fresh {
		indent = max(indent, p.indent) // an empty line must not reduce the next text's indentation
	}
	p.fresh, p.indent, p.col = true, indent, indent
}

// fitting is the result of fitsDoc.
type fitting uint8

const (
	noFit fitting = iota
	fit
	breakNext // fits only with a break inside a dFits or dForce
)

// fitsDoc reports whether first and rest fit on the line. It counts documents up to the first break
// that ends the line. If broken is true, there was a break before first. The width has no effect
// before the first break.
func fitsDoc(width, col int, broken bool, first piece, rest []piece) fitting {
	otherwise := noFit
	own := []piece{}
	if first.doc != nil {
		own = append(own, first)
	}
	next := len(rest)
	for {
		if col > width && broken {
			return otherwise
		}
		var f piece
		switch {
		case len(own) > 0:
			f = own[len(own)-1]
			own = own[:len(own)-1]
		case next > 0:
			next--
			f = rest[next]
		default:
			return fit
		}
		switch d := f.doc.(type) {
		case nil, dCollapse:
		case string:
			if i := strings.IndexByte(d, '\n'); i >= 0 {
				if col+utf8.RuneCountInString(d[:i]) > width && broken {
					return otherwise
				}
				return fit
			}
			col += utf8.RuneCountInString(d)
		case dFits:
			own = append(own, piece{f.indent, fitMode(f.mode, d.on), d.in})
		case dForce:
			if f.mode != mBreakNoFlat {
				return otherwise
			}
			own = append(own, piece{f.indent, mBreakNoFlat, d.in})
		case dBreak:
			switch f.mode {
			case mBreak:
				return fit
			case mBreakNoFlat:
				otherwise = breakNext
			}
			col, broken = col+len(d.flat), true
		case dLine:
			switch f.mode {
			case mBreak:
				return fit
			case mBreakNoFlat:
				otherwise = breakNext
			}
			col, broken = f.indent, false
		case dNest:
			in := f.indent
			if !d.broken {
				in = nested(f.indent, col, d.by)
			}
			own = append(own, piece{in, f.mode, d.in})
		case dCat:
			for i := len(d) - 1; i >= 0; i-- {
				own = append(own, piece{f.indent, f.mode, d[i]})
			}
		case dGroup:
			m := f.mode
			if m == mBreak {
				m = mFlat
			}
			own = append(own, piece{doc: dTail(broken)}, piece{f.indent, m, d.in})
		case dWide:
			own = append(own, piece{doc: dWidth(width)}, piece{f.indent, mFlat, d.in})
			width = noWidth
		case dWidth:
			width = int(d)
		case dTail:
			broken = bool(d)
		}
	}
}

func fitMode(m mode, on bool) mode {
	switch {
	case !on || m == mFlatNoBreak:
		return mFlatNoBreak
	}
	return mBreakNoFlat
}

// The functions below construct documents.

func glue(a doc, b doc) doc       { return dCat{a, dBreak{flat: " "}, b} }
func nestDoc(d doc, by int) doc   { return dNest{in: d, by: by} }
func groupDoc(d doc) doc          { return dGroup{in: d} }
func forceDoc(d doc) doc          { return dForce{d} }
func fitsNext(d doc, on bool) doc { return dFits{in: d, on: on} }
func parensDoc(d doc) doc         { return dCat{"(", nestDoc(d, nestHere), ")"} }
func breakEmpty() doc             { return dBreak{} }
func surroundDoc(open string, d doc, end string) doc {
	if d == nil {
		return open + end
	}
	return groupDoc(dCat{dNest{dCat{open, breakEmpty(), d}, 2, true}, breakEmpty(), end})
}

// ungroup removes the outer group of a document, even if the group is the only part of a dCat.
func ungroup(d doc) doc {
	switch d := d.(type) {
	case dGroup:
		return d.in
	case dCat:
		if len(d) == 1 {
			return ungroup(d[0])
		}
	}
	return d
}

// withComma adds a comma inside the last group of a document.
func withComma(d doc) doc {
	switch d := d.(type) {
	case dGroup:
		return dGroup{withComma(d.in), d.inherit}
	case dForce:
		return dForce{withComma(d.in)}
	case dFits:
		return dFits{withComma(d.in), d.on, d.sole}
	case dCat:
		if len(d) > 0 {
			out := append(dCat{}, d...)
			out[len(out)-1] = withComma(out[len(out)-1])
			return out
		}
	}
	return dCat{d, ","}
}

package term

import "strings"

// This file lays documents out: text with places where a line may be broken
// (Lindig, "Strictly Pretty", with the modes that Inspect.Algebra documents). As
// there, text counts its bytes, so that lines of other letters end earlier.

// A doc is text that can be laid out at any width.
type doc any

type (
	docText  string   // counts its bytes
	docSized struct { // counts what it says
		text string
		size int
	}
	docCons struct{ left, right doc } // one after the other
	docNest struct {                  // line breaks inside are indented
		inner  doc
		by     int  // or toCursor, toMargin
		broken bool // only where the group is broken
	}
	docBreak struct {
		text string
		flex bool // broken only when what follows does not fit
	}
	docGroup struct {
		inner   doc
		inherit bool // broken where the group around it is
	}
	docForce struct{ inner doc } // breaks the groups around it
	docFits  struct {            // may keep its own breaks without breaking the groups around it
		inner   doc
		enabled bool
	}
	docLimit    struct{ inner doc } // its groups are never broken
	docLine     struct{}            // always a line break
	docCollapse int                 // of the line breaks that follow each other, at most so many
)

// The indentations that are not a number of columns.
const (
	toCursor = -1
	toMargin = -2
)

// zero is text that counts nothing, such as a colour.
func zero(s string) doc { return docSized{text: s} }

type mode uint8

const (
	broken mode = iota
	flat
	flatNoBreak // flat, whatever else is inside
	breakNoFlat // the first break inside ends the line
)

type laid struct {
	indent int
	mode   mode
	doc    doc
}

// A canvas is what is laid out so far, and what is left, last first.
type canvas struct {
	strings.Builder
	width, column int
	left          []laid
	most, waiting int // of the line breaks, after a docCollapse
	indent        int // behind the last that waits
	// need is called with the number of bytes about to be made, and ends what takes too long; it may be nil.
	need func(bytes int)
}

// layout renders d for lines of width columns; a width of 0 or less never breaks
// a line. need is that of a canvas.
func layout(d doc, width int, need func(bytes int)) string {
	c := canvas{width: width, left: []laid{{0, flat, d}}, need: need}
	for len(c.left) > 0 {
		top := c.left[len(c.left)-1]
		c.left = c.left[:len(c.left)-1]
		c.lay(top)
	}
	c.settle()
	return c.String()
}

func (c *canvas) push(indent int, m mode, d doc) {
	c.left = append(c.left, laid{min(max(indent, 0), mostIndent), m, d})
}

// makes says that n bytes are about to be made.
func (c *canvas) makes(n int) {
	if c.need != nil {
		c.need(n)
	}
}

// laidBytes is what looking at one part of a document is charged with: a laid.
const laidBytes = 32

// settle writes the line breaks that wait: those that a docCollapse lets through.
func (c *canvas) settle() {
	n := min(c.waiting, c.most)
	c.most, c.waiting = 0, 0
	if n > 0 {
		c.makes(n)
		c.WriteString(strings.Repeat("\n", n-1))
		c.line(c.indent)
	}
}

func (c *canvas) text(s string, size int) {
	if s == "" {
		return
	}
	c.settle()
	c.makes(len(s))
	c.WriteString(s)
	c.column += size
}

func (c *canvas) line(indent int) {
	c.makes(1 + indent)
	c.WriteString("\n" + strings.Repeat(" ", indent))
	c.column = indent
}

func (c *canvas) lay(top laid) {
	c.makes(laidBytes)
	switch d := top.doc.(type) {
	case docText:
		c.text(string(d), len(d))
	case docSized:
		c.text(d.text, d.size)
	case docCons:
		c.push(top.indent, top.mode, d.right)
		c.push(top.indent, top.mode, d.left)
	case docNest:
		c.push(indented(top, d, c.column), top.mode, d.inner)
	case docForce:
		c.push(top.indent, top.mode, d.inner)
	case docFits:
		c.push(top.indent, top.mode, d.inner)
	case docLimit:
		c.push(top.indent, flatNoBreak, d.inner)
	case docGroup:
		c.push(top.indent, c.modeOf(top, d), d.inner)
	case docBreak:
		if c.breaks(top.mode, d) {
			c.settle()
			c.line(top.indent)
		} else {
			c.text(d.text, len(d.text))
		}
	case docCollapse:
		c.settle()
		c.most = int(d)
	case docLine:
		if c.most > 0 {
			c.waiting, c.indent = c.waiting+1, top.indent
		} else {
			c.line(top.indent)
		}
	}
}

// indented is the indentation inside of d, which begins at column.
func indented(top laid, d docNest, column int) int {
	switch {
	case d.broken && top.mode != broken:
		return top.indent
	case d.by == toCursor:
		return column
	case d.by == toMargin:
		return 0
	}
	return top.indent + d.by
}

func (c *canvas) modeOf(top laid, d docGroup) mode {
	switch {
	case d.inherit && top.mode == broken:
		return broken
	case top.mode == flatNoBreak:
		return flatNoBreak
	}
	if c.width <= 0 || c.fits(c.column, false, laid{top.indent, flat, d.inner}, nil) {
		return flat
	}
	return broken
}

func (c *canvas) breaks(m mode, d docBreak) bool {
	if d.flex {
		return c.width > 0 && m != flat && m != flatNoBreak && !c.fits(c.column+len(d.text), true, laid{}, c.left)
	}
	return m == broken
}

// docTail marks in fits where a group ends.
type docTail struct{ seen bool }

// fits reports whether first, and then rest from its end, fit on the line up to
// the first place where it may end. Text without any break has no other choice,
// and fits; seen says that there was one already.
func (c *canvas) fits(column int, seen bool, first laid, rest []laid) bool {
	f := fitting{column: column, seen: seen, todo: []laid{first}}
	for column = c.width; f.column <= column || !f.seen; {
		var next laid
		switch {
		case len(f.todo) > 0:
			next, f.todo = f.todo[len(f.todo)-1], f.todo[:len(f.todo)-1]
		case len(rest) > 0:
			next, rest = rest[len(rest)-1], rest[:len(rest)-1]
		default:
			return true
		}
		c.makes(laidBytes)
		if done, ok := f.step(next); done {
			return ok
		}
	}
	return false
}

type fitting struct {
	column int
	seen   bool
	todo   []laid
}

func (f *fitting) push(indent int, m mode, d doc) { f.todo = append(f.todo, laid{indent, m, d}) }

func (f *fitting) step(next laid) (done, ok bool) {
	switch d := next.doc.(type) {
	case docTail:
		f.seen = d.seen
	case docText:
		f.column += len(d)
	case docSized:
		f.column += d.size
	case docCons:
		f.push(next.indent, next.mode, d.right)
		f.push(next.indent, next.mode, d.left)
	case docNest:
		f.push(indented(next, d, f.column), next.mode, d.inner)
	case docFits:
		f.push(next.indent, d.mode(next.mode), d.inner)
	case docLimit:
		f.push(next.indent, next.mode, d.inner)
	case docForce:
		if next.mode != breakNoFlat {
			return true, false
		}
		f.push(next.indent, next.mode, d.inner)
	case docGroup:
		m := next.mode
		if m == broken {
			m = flat
		}
		f.push(next.indent, next.mode, docTail{f.seen})
		f.push(next.indent, m, d.inner)
	case docBreak:
		if next.mode == broken || next.mode == breakNoFlat {
			return true, true
		}
		f.column += len(d.text)
		f.seen = true
	case docLine:
		if next.mode == broken || next.mode == breakNoFlat {
			return true, true
		}
		// The documents behind it have to fit too.
		f.column, f.seen = next.indent, false
	}
	return false, false
}

func (d docFits) mode(around mode) mode {
	switch {
	case around == flatNoBreak || !d.enabled:
		return flatNoBreak
	default:
		return breakNoFlat
	}
}

func concat(docs ...doc) doc {
	var out doc
	for i := len(docs) - 1; i >= 0; i-- {
		if out == nil {
			out = docs[i]
		} else {
			out = docCons{docs[i], out}
		}
	}
	return out
}

package term

import "strings"

// This file lays out documents: text with places where a line may be broken (Lindig, "Strictly
// Pretty", with the modes that Inspect.Algebra documents). The width of text is its length in
// bytes, as in Inspect.Algebra, so lines of non-ASCII text break early.

// A doc is text that can be laid out at any width.
type doc any

type (
	docText  string   // measured in bytes
	docSized struct { // measured by size
		text string
		size int
	}
	docCons struct{ left, right doc } // left, then right
	docNest struct {                  // line breaks inside are indented
		inner  doc
		by     int  // or toCursor, toMargin
		broken bool // indent only where the group is broken
	}
	docBreak struct {
		text string
		flex bool // break only if the text up to the next break does not fit
	}
	docGroup struct {
		inner   doc
		inherit bool // break if the enclosing group is broken
	}
	docForce struct{ inner doc } // breaks the enclosing groups
	docFits  struct {            // breaks inside do not break the enclosing groups
		inner   doc
		enabled bool
	}
	docLimit    struct{ inner doc } // groups inside are never broken
	docLine     struct{}            // always a line break
	docCollapse int                 // upper limit for a run of line breaks
)

// These are special values of docNest.by. Any other value is a number of columns.
const (
	toCursor = -1
	toMargin = -2
)

// zero returns text without width, such as a colour sequence.
func zero(s string) doc { return docSized{text: s} }

type mode uint8

const (
	broken mode = iota
	flat
	flatNoBreak // flat, even if the document forces breaks
	breakNoFlat // the first break ends the line
)

type laid struct {
	indent int
	mode   mode
	doc    doc
}

// A canvas is the state of a layout: the text written so far, and a stack of the documents left.
type canvas struct {
	strings.Builder
	width, column int
	left          []laid
	most, waiting int // after a docCollapse: the maximum number of line breaks, and the number of those waiting
	indent        int // after the last waiting line break
	// need requests memory in bytes, and may end the process. It may be nil.
	need func(bytes int)
}

// layout renders d for lines of width columns. A width of 0 or less never breaks a line. The
// argument need requests memory, and may be nil.
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

// makes requests n bytes.
func (c *canvas) makes(n int) {
	if c.need != nil {
		c.need(n)
	}
}

// laidBytes is the size of a laid in bytes. It is charged for each part of a document.
const laidBytes = 32

// settle writes the line breaks that are pending after a docCollapse.
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

// indented returns the indentation of line breaks inside d. column is the column at which d starts.
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

// docTail marks the end of a group on the stack of fits. It restores seen.
type docTail struct{ seen bool }

// fits reports whether the text up to the next possible line break fits on the line. The text
// consists of first, followed by the documents of rest from last to first. Text without a possible
// line break always fits, because it cannot be split. seen reports whether a possible line break
// has been passed already.
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
		// The documents after the line break have to fit too.
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

package term

import (
	"strings"
	"unicode/utf8"
)

// This file lays documents out: text with places where a line may be broken
// (Lindig, "Strictly Pretty", as in Inspect.Algebra).

// A doc is text that can be laid out at any width.
type doc interface{}

type (
	docText string                    // counts its runes
	docZero string                    // counts nothing: a colour
	docCons struct{ left, right doc } // one after the other
	docNest struct {                  // line breaks inside are indented
		inner  doc
		by     int
		break_ bool // only where the group is broken
	}
	docBreak struct {
		text string
		flex bool // broken only when what follows does not fit
	}
	docGroup struct{ inner doc }
	docForce struct{ inner doc } // a group that is always broken
	docLine  struct{}            // always a line break
)

type mode int

const (
	broken mode = iota
	flat
)

type laid struct {
	indent int
	mode   mode
	doc    doc
}

// layout renders d for lines of width columns; a width of 0 or less never breaks
// a line.
func layout(d doc, width int) string {
	var b strings.Builder
	column := 0
	stack := []laid{{0, broken, d}}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch d := top.doc.(type) {
		case nil:
		case docText:
			b.WriteString(string(d))
			column += utf8.RuneCountInString(string(d))
		case docZero:
			b.WriteString(string(d))
		case docCons:
			stack = append(stack, laid{top.indent, top.mode, d.right}, laid{top.indent, top.mode, d.left})
		case docNest:
			indent := top.indent + d.by
			if d.break_ && top.mode == flat {
				indent = top.indent
			}
			stack = append(stack, laid{indent, top.mode, d.inner})
		case docForce:
			stack = append(stack, laid{top.indent, broken, d.inner})
		case docGroup:
			m := broken
			if top.mode == flat || width <= 0 || fits(width-column, []laid{{top.indent, flat, d.inner}}, nil) {
				m = flat
			}
			stack = append(stack, laid{top.indent, m, d.inner})
		case docBreak:
			if top.mode == flat || width <= 0 || d.flex && fits(width-column-len(d.text), nil, stack) {
				b.WriteString(d.text)
				column += len(d.text)
				continue
			}
			b.WriteString("\n" + strings.Repeat(" ", top.indent))
			column = top.indent
		case docLine:
			b.WriteString("\n" + strings.Repeat(" ", top.indent))
			column = top.indent
		}
	}
	return b.String()
}

// fits reports whether what lies on top, and then on rest, fits into room
// columns up to the first place where the line may end.
func fits(room int, top, rest []laid) bool {
	top = append([]laid(nil), top...)
	for room >= 0 {
		var next laid
		switch {
		case len(top) > 0:
			next, top = top[len(top)-1], top[:len(top)-1]
		case len(rest) > 0:
			next, rest = rest[len(rest)-1], rest[:len(rest)-1]
		default:
			return true
		}
		switch d := next.doc.(type) {
		case docText:
			room -= utf8.RuneCountInString(string(d))
		case docCons:
			top = append(top, laid{0, next.mode, d.right}, laid{0, next.mode, d.left})
		case docNest:
			top = append(top, laid{0, next.mode, d.inner})
		case docForce:
			return next.mode != flat
		case docGroup:
			top = append(top, laid{0, next.mode, d.inner})
		case docBreak:
			if next.mode == broken {
				return true
			}
			room -= len(d.text)
		case docLine:
			return true
		}
	}
	return false
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

// breaking says how a container breaks its lines.
type breaking int

const (
	strict breaking = iota // one element a line, once one line is not enough
	flex                   // as many elements a line as fit
	maybe                  // flex if all elements are plain text, else strict
)

// container joins docs between left and right.
func container(left doc, leftWidth int, docs []doc, right doc, how breaking) doc {
	if len(docs) == 0 {
		return docCons{left, right}
	}
	if how == maybe {
		how = flex
		for _, d := range docs {
			if !plain(d) {
				how = strict
			}
		}
	}
	joined := docs[len(docs)-1]
	for i := len(docs) - 2; i >= 0; i-- {
		joined = concat(docs[i], docText(","), docBreak{" ", how == flex}, joined)
	}
	if how == flex {
		return docGroup{concat(left, docNest{inner: joined, by: leftWidth}, right)}
	}
	return docGroup{concat(docNest{inner: concat(left, docBreak{"", false}, joined), by: 2}, docBreak{"", false}, right)}
}

// plain reports whether d is text without structure.
func plain(d doc) bool {
	switch d := d.(type) {
	case nil, docText, docZero:
		return true
	case docCons:
		return plain(d.left) && plain(d.right)
	}
	return false
}

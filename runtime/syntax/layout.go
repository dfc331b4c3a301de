package syntax

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is the line width of Macro.to_string/1, in columns.
const lineWidth = 98

// A layout is a document of Macro.to_string/1. render chooses its line breaks (Wadler, "A prettier
// printer"; Lindig, "Strictly Pretty").
type layout interface{}

type (
	text  string
	cat   []layout
	nest  struct{ inner layout } // indents the lines of inner by two more columns
	here  struct{ inner layout } // indents the lines of inner to the current column
	soft  string                 // a line end if the group breaks, otherwise the string
	hard  struct{}               // always a line end
	force struct{ inner layout } // breaks the groups around it
	group struct{ inner layout }
)

// A frame is a document that render has not written yet, its indentation in columns, and whether
// its group breaks.
type frame struct {
	indent int
	broken bool
	doc    layout
}

// render writes d for lines of lineWidth columns.
func render(d layout) string { return renderIn(d, lineWidth) }

func renderIn(d layout, width int) string {
	var b strings.Builder
	col := 0
	stack := []frame{{0, false, group{d}}}
	for len(stack) > 0 {
		f := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch d := f.doc.(type) {
		case text:
			b.WriteString(string(d))
			if i := strings.LastIndexByte(string(d), '\n'); i >= 0 {
				col = utf8.RuneCountInString(string(d[i+1:]))
			} else {
				col += utf8.RuneCountInString(string(d))
			}
		case cat:
			for i := len(d) - 1; i >= 0; i-- {
				stack = append(stack, frame{f.indent, f.broken, d[i]})
			}
		case nest:
			stack = append(stack, frame{f.indent + 2, f.broken, d.inner})
		case here:
			stack = append(stack, frame{col, f.broken, d.inner})
		case force:
			stack = append(stack, frame{f.indent, f.broken, d.inner})
		case group:
			broken := !fits(width-col, append(stack[:len(stack):len(stack)], frame{f.indent, false, d.inner}))
			stack = append(stack, frame{f.indent, broken, d.inner})
		case soft:
			if !f.broken {
				b.WriteString(string(d))
				col += len(d)
				continue
			}
			col = newLine(&b, stack, f.indent)
		case hard:
			col = newLine(&b, stack, f.indent)
		}
	}
	return b.String()
}

// newLine ends a line and returns the column after it. It indents the next line by indent columns,
// unless the stack shows that the next line is empty.
func newLine(b *strings.Builder, stack []frame, indent int) int {
	b.WriteByte('\n')
	for i := len(stack) - 1; i >= 0; i-- {
		if _, ok := stack[i].doc.(hard); ok {
			return 0
		}
		if c, ok := stack[i].doc.(cat); ok && len(c) == 0 {
			continue
		}
		break
	}
	b.WriteString(spaces(indent))
	return indent
}

// fits reports whether the documents on the stack fit into room columns up to their first line end.
// If the document on top contains a force, fits reports false, because a force always breaks.
func fits(room int, stack []frame) bool {
	top := len(stack) - 1
	for room >= 0 {
		if len(stack) == 0 {
			return true
		}
		f := stack[len(stack)-1]
		inside := len(stack)-1 >= top
		stack = stack[:len(stack)-1]
		top = min(top, len(stack))
		switch d := f.doc.(type) {
		case text:
			if i := strings.IndexByte(string(d), '\n'); i >= 0 {
				return utf8.RuneCountInString(string(d[:i])) <= room
			}
			room -= utf8.RuneCountInString(string(d))
		case cat:
			if inside {
				top = len(stack)
			}
			for i := len(d) - 1; i >= 0; i-- {
				stack = append(stack, frame{f.indent, f.broken, d[i]})
			}
		case nest:
			stack = append(stack, frame{f.indent, f.broken, d.inner})
		case here:
			stack = append(stack, frame{f.indent, f.broken, d.inner})
		case force:
			if inside {
				return false
			}
			return true
		case group:
			stack = append(stack, frame{f.indent, f.broken, d.inner})
		case soft:
			if f.broken {
				return true
			}
			room -= len(d)
		case hard:
			return true
		}
	}
	return false
}

// breaks reports whether d always needs several lines.
func breaks(d layout) bool {
	switch d := d.(type) {
	case text:
		return strings.Contains(string(d), "\n")
	case cat:
		for _, e := range d {
			if breaks(e) {
				return true
			}
		}
	case nest:
		return breaks(d.inner)
	case here:
		return breaks(d.inner)
	case group:
		return breaks(d.inner)
	case force, hard:
		return true
	}
	return false
}

// join concatenates docs, with sep between them.
func join(docs []layout, sep layout) cat {
	var c cat
	for i, d := range docs {
		if i > 0 {
			c = append(c, sep)
		}
		c = append(c, d)
	}
	return c
}

// surround writes docs between delimiters, separated by commas. If they do not fit on one line,
// each document gets its own line.
func surround(open string, docs []layout, end string) layout {
	if len(docs) == 0 {
		return text(open + end)
	}
	return group{cat{text(open), nest{cat{soft(""), join(docs, cat{text(","), soft(" ")})}}, soft(""), text(end)}}
}

package syntax

import (
	"strings"
	"unicode/utf8"
)

// validText returns an error if src is not valid UTF-8.
func validText(src string, o *Options) *Error {
	if utf8.ValidString(src) {
		return nil
	}
	line, col := o.Line, o.Column
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
		if col++; r == '\n' {
			line, col = line+1, 1
		}
	}
	return fail(place{line, col}, "invalid encoding starting at this character")
}

// cutSnippet stores the lines of src between the error's start and end in e.Snippet. line and col
// are the position of the first character of src.
func (e *Error) cutSnippet(src string, line, col int) {
	lines := strings.Split(src, "\n")
	from := e.Line - line
	if e.Column == 0 || from < 0 || from >= len(lines) {
		return
	}
	to := from + 1
	if e.EndLine > 0 {
		to = min(e.EndLine-line+1, len(lines))
	}
	indent := strings.Repeat(" ", col-1)
	text := indent + strings.Join(lines[from:to], "\n"+indent)
	if e.EndLine == 0 && strings.TrimSpace(text) == "" {
		return
	}
	e.Snippet, e.HasSnippet = text, true
}

const (
	red      = "\x1b[31m"
	uncolour = "\x1b[0m"
)

// A painter adds ANSI colours if it is true.
type painter bool

func (p painter) red(s string) string {
	if !p {
		return s
	}
	return red + s + uncolour
}

// Render returns the error's message, with ANSI colours if ansi is true.
func (e *Error) Render(ansi bool) string {
	p := painter(ansi)
	switch e.Kind {
	case KindMismatchedDelimiter:
		return "mismatched delimiter found on " + location(e.File, e.EndLine, e.EndColumn) + ":\n" +
			e.span(p, strings.Split(e.Snippet, "\n"), e.EndLine, e.EndColumn, "mismatched closing delimiter")
	case KindTokenMissing:
		if !e.HasSnippet || e.EndLine == 0 {
			return "token missing on " + location(e.File, e.Line, e.Column) + ":\n" + e.pointed(p)
		}
		lines := strings.Split(e.Snippet, "\n")
		end := e.EndLine
		for len(lines) > 1 && lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
			end--
		}
		col := utf8.RuneCountInString(lines[len(lines)-1]) + 1
		return "token missing on " + location(e.File, end, col) + ":\n" + e.span(p, lines, end, col, "missing closing delimiter")
	}
	text := e.pointed(p)
	if !e.HasSnippet {
		text = "   " + strings.ReplaceAll(text, "\n", "\n   ")
	}
	return "invalid syntax found on " + location(e.File, e.Line, e.Column) + ":\n" + text
}

// location returns file:line:column without the parts that are 0.
func location(file string, line, col int) string {
	switch {
	case line == 0:
		return file
	case col == 0:
		return file + ":" + itoa(line)
	}
	return file + ":" + itoa(line) + ":" + itoa(col)
}

// pointed shows one line with a caret below it.
func (e *Error) pointed(p painter) string {
	if !e.HasSnippet {
		return p.red("error:") + " " + e.Description + "\n└─ " + location(e.File, e.Line, e.Column)
	}
	return Diagnostic{Severity: "error", File: e.File, Line: e.Line, Column: e.Column, Message: e.Description,
		Source: e.Snippet, Length: 1}.Render(bool(p))
}

// span shows the start of a construct and the position where its end is wrong or missing.
func (e *Error) span(p painter, lines []string, endLine, endCol int, what string) string {
	digits := len(itoa(endLine))
	pad := strings.Repeat(" ", max(2, digits)+1)
	expected := e.Expected
	if !strings.ContainsAny(expected, `"'`) {
		expected = `"` + expected + `"`
	}
	begin := p.red("└ unclosed delimiter")
	end := p.red("└ " + what + " (expected " + expected + ")")
	var b strings.Builder
	b.WriteString(" " + pad + p.red("error:") + " " + strings.ReplaceAll(e.Description, "\n", "\n "+pad) + "\n " + pad + "│\n")
	show := func(n int, text string) { b.WriteString(linePadding(n, digits) + itoa(n) + " │ " + text + "\n") }
	mark := func(col int, text string) { b.WriteString(" " + pad + "│ " + spaces(col-1) + text + "\n") }
	switch {
	case endLine == e.Line:
		show(endLine, lines[0])
		mark(e.Column, p.red("│")+spaces(endCol-e.Column-1)+end)
		mark(e.Column, begin)
	case endLine-e.Line < 5:
		for i, text := range lines {
			show(e.Line+i, text)
			if i == 0 {
				mark(e.Column, begin)
			}
		}
		mark(endCol, end)
	default:
		show(e.Line, lines[0])
		mark(e.Column, begin)
		b.WriteString(" ...\n")
		show(endLine, lines[len(lines)-1])
		mark(endCol, end)
	}
	b.WriteString(" " + pad + "│\n " + pad + "└─ " + location(e.File, endLine, endCol))
	return b.String()
}

// linePadding returns the padding of line number n. digits is the width of the largest line number.
func linePadding(n, digits int) string {
	own := len(itoa(n))
	if own == 1 {
		return spaces(max(2, digits))
	}
	return spaces(digits - own + 1)
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

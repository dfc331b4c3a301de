package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file postpones the parsing of function bodies (Options.Late). A program calls few functions
// of the library, and bodies are most of the text of a file.
//
// The scanner skips a body only if the layout alone shows where it ends. Such a body is between a
// do at the end of a line and an end in the column of the definition, or between do: and the end of
// its line. The scanner scans every other body at once.

// aLate is the name of the quoted form that replaces a skipped body. Its metadata has the line of
// the body, and its argument is the text.
var aLate = term.Sym("lab late body")

// definers are the words that start the definition of a function or a macro.
var definers = map[string]bool{"def": true, "defp": true, "defmacro": true, "defmacrop": true}

// statement returns the first token after the last tEol, or nil if there is none.
func (s *scanner) statement() (first *token) {
	for i := len(s.toks) - 1; i >= 0 && s.toks[i].kind != tEol; i-- {
		first = &s.toks[i]
	}
	return first
}

// lateDo runs after a do. It skips the body of a function, and marks the do of a module, because
// only definitions directly in a module are skipped.
func (s *scanner) lateDo() {
	n, first := len(s.open), s.statement()
	switch {
	case n > 1 && !s.open[n-2].module:
	case first.source == "defmodule":
		s.open[n-1].module = true
	case n > 1 && definers[first.source] && s.lineEnd(0) == 1:
		s.lateLines(s.pos+1, first.place.col-1)
	}
}

// lateKey runs after a do: key. It skips the body of a function up to the end of the line if the
// text after that line shows that the body does not continue.
func (s *scanner) lateKey() {
	n := len(s.open)
	if n == 0 || !s.open[n-1].module {
		return
	}
	if first := s.statement(); definers[first.source] {
		line, below, _ := strings.Cut(s.rest(), "\n")
		if word, indent := firstOf(below); word != "" && indent < first.place.col && !strings.Contains(line, `"""`) {
			s.late(s.pos, s.pos+len(line), s.here())
		}
	}
}

// firstOf returns text without the blanks and line ends at its start, and the number of spaces
// before the first word on its line.
func firstOf(text string) (word string, indent int) {
	word = strings.TrimLeft(text, " \n")
	space := text[:len(text)-len(word)]
	return word, len(space) - 1 - strings.LastIndexByte(space, '\n')
}

// lateLines skips the lines after a do, up to an end in the column of the definition. from is the
// offset of the first line, and indent is the indentation of the definition in columns. lateLines
// skips nothing if a line before this end is not indented deeper than the definition.
func (s *scanner) lateLines(from, indent int) {
	lines := 0
	for to := from; ; {
		line, _, more := strings.Cut(s.src[to:], "\n")
		switch word := strings.TrimLeft(line, " "); {
		case word == "" || len(line)-len(word) > indent:
		case word == "end" && len(line)-len(word) == indent:
			if s.late(from, to, place{s.line + 1, 1}) {
				s.line, s.bol = s.line+lines+1, to
				s.blanks()
			}
			return
		default:
			return
		}
		if !more {
			return
		}
		lines++
		to += len(line) + 1
	}
}

// late pushes the body between the offsets from and to as one token and reports true. It reports
// false for an empty body and for a body with an unquote, which the definition of the module
// evaluates.
func (s *scanner) late(from, to int, at place) bool {
	body := s.src[from:to]
	if body == "" || strings.Contains(body, "unquote") {
		return false
	}
	s.pos = to
	s.push(tLate, at, from, term.Str(body))
	return true
}

// lateBody builds the quoted form that replaces a skipped body.
func (p *parser) lateBody(t *token) term.Term {
	return node(aLate, p.meta(t.place), t.val)
}

// Late returns the text of a skipped body and the number of its first line. It reports false for
// any other form.
func Late(t term.Term) (text string, line int, ok bool) {
	e := t.Elems()
	if len(e) != 3 || !e[0].Is(aLate.Atom()) {
		return "", 0, false
	}
	text, _ = e[2].Cons().Head.AsStr()
	return text, metaPlace(e[1]).line, true
}

// ReadLate parses a skipped body and returns its quoted form. It returns any other form unchanged.
// The errors are those of Parse. Only sources of the library have skipped bodies.
func ReadLate(t term.Term, file string) (term.Term, error) {
	text, line, ok := Late(t)
	if !ok {
		return t, nil
	}
	return Parse(text, Options{File: file, Line: line, Library: true})
}

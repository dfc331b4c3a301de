package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file leaves the bodies of functions unparsed until they are needed. A program calls few
// functions of the library, and bodies are most of the text of a file.
//
// The scanner skips a body only where the layout alone shows its end: a body between a do at the
// end of a line and an end in the column of the definition, or a body between do: and the end of
// its line. It scans every other body at once.

// aLate is the name of the form that stands for a skipped body: its line and its text.
var aLate = term.Sym("lab late body")

// definers are the words that start a definition.
var definers = map[string]bool{"def": true, "defp": true, "defmacro": true, "defmacrop": true}

// statement returns the first token of the current statement, judged by line ends.
func (s *scanner) statement() (first *token) {
	for i := len(s.toks) - 1; i >= 0 && s.toks[i].kind != tEol; i-- {
		first = &s.toks[i]
	}
	return first
}

// lateDo runs after a do. It makes one token of a function's body, and records the bodies of
// modules.
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

// lateKey runs after a key. It makes one token of the value of a function's do: key.
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

// firstOf returns the first word of a text and its indentation.
func firstOf(text string) (word string, indent int) {
	word = strings.TrimLeft(text, " \n")
	space := text[:len(text)-len(word)]
	return word, len(space) - 1 - strings.LastIndexByte(space, '\n')
}

// lateLines makes one token of the lines after a do, up to an end in the column of the definition.
// It gives up when a line is indented less than the body.
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

// late pushes a non-empty body as one token. A body with an unquote is scanned at once, since the
// module's definition needs its parts.
func (s *scanner) late(from, to int, at place) bool {
	body := s.src[from:to]
	if body == "" || strings.Contains(body, "unquote") {
		return false
	}
	s.pos = to
	s.push(tLate, at, from, term.Str(body))
	return true
}

// lateBody builds the form that stands for a skipped body.
func (p *parser) lateBody(t *token) term.Term {
	return node(aLate, p.meta(t.place), t.val)
}

// Late returns the text of a skipped body and its first line.
func Late(t term.Term) (text string, line int, ok bool) {
	e := t.Elems()
	if len(e) != 3 || !e[0].Is(aLate.Atom()) {
		return "", 0, false
	}
	text, _ = e[2].Cons().Head.AsStr()
	return text, metaPlace(e[1]).line, true
}

// ReadLate parses a skipped body. It returns any other form unchanged.
func ReadLate(t term.Term, file string) (term.Term, error) {
	text, line, ok := Late(t)
	if !ok {
		return t, nil
	}
	return Parse(text, Options{File: file, Line: line})
}

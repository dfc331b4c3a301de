package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file leaves the bodies of functions unread until they are needed. A program
// calls few of the library's functions, and most of what a file says is in bodies.
//
// A body is left where its layout tells where it ends, without a look at its words: it
// stands between a do at the end of a line and an end below the definition, or between
// do: and the end of a line. Everything else is read at once.

// aLate heads the form that stands for a body: its line and its text.
var aLate = term.Sym("lab late body")

// definers are the words that begin a definition.
var definers = map[string]bool{"def": true, "defp": true, "defmacro": true, "defmacrop": true}

// statement is the first token of the statement at hand, as far as lines tell.
func (s *scanner) statement() (first *token) {
	for i := len(s.toks) - 1; i >= 0 && s.toks[i].kind != tEol; i-- {
		first = &s.toks[i]
	}
	return first
}

// lateDo is called behind a do: it makes one token of the body of a function, and
// notes the bodies of modules.
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

// lateKey is called behind a key: it makes one token of what do: says of a function.
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

// firstOf returns what a text begins with, and how far that is from its line's begin.
func firstOf(text string) (word string, indent int) {
	word = strings.TrimLeft(text, " \n")
	space := text[:len(text)-len(word)]
	return word, len(space) - 1 - strings.LastIndexByte(space, '\n')
}

// lateLines makes a token of the lines behind a do, up to an end that is indented as
// far as the definition. No other line may be indented less than the body.
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

// late pushes a body as one token, unless it is empty. One with an unquote is read at once:
// its parts have to be known when the module is made.
func (s *scanner) late(from, to int, at place) bool {
	body := s.src[from:to]
	if body == "" || strings.Contains(body, "unquote") {
		return false
	}
	s.pos = to
	s.push(tLate, at, from, term.Str(body))
	return true
}

// lateBody is the form that stands for a body.
func (p *parser) lateBody(t *token) term.Term {
	return node(aLate, p.meta(t.place), t.val)
}

// Late returns the text of a body that was left, and its first line.
func Late(t term.Term) (text string, line int, ok bool) {
	e := t.Elems()
	if len(e) != 3 || !e[0].Is(aLate.Atom()) {
		return "", 0, false
	}
	text, _ = e[2].Cons().Head.AsStr()
	return text, metaPlace(e[1]).line, true
}

// ReadLate returns the form that a body stands for which was left, and any other form
// as it is.
func ReadLate(t term.Term, file string) (term.Term, error) {
	text, line, ok := Late(t)
	if !ok {
		return t, nil
	}
	return Parse(text, Options{File: file, Line: line})
}

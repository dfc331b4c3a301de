package syntax

import (
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
)

// maxDepth is the largest nesting depth of brackets, interpolations and operators.
const maxDepth = 4000

// A scanner turns src into tokens. Columns count code points. column() is the distance in bytes
// from bol to pos, plus 1. skipRune therefore adds the extra bytes of a long code point to bol.
type scanner struct {
	src    string
	pos    int
	line   int
	bol    int
	toks   []token
	indent int // indentation of the current line
	open   []opener
	hints  []opener // openers whose indentation suggests a mistake, newest last
	depth  int
	opts   *Options
	warn   func(Warning)
	// inner is true in an interpolation, which ends at the first unmatched }.
	inner bool
	noted place // start of the last comment
	// cursor is nil unless the text ends at a cursor.
	cursor *cursorState
	// loose accepts brackets and words without their counterparts.
	loose bool
}

// An opener is an opening bracket or word that is not closed yet.
type opener struct {
	word   string
	place  place
	indent int
	index  int  // index of its token
	module bool // is the do of a module
}

func (s *scanner) column() int  { return s.pos - s.bol + 1 }
func (s *scanner) here() place  { return place{s.line, s.column()} }
func (s *scanner) rest() string { return s.src[s.pos:] }

// at returns the byte i places ahead, or 0 past the end.
func (s *scanner) at(i int) byte {
	if s.pos+i < len(s.src) {
		return s.src[s.pos+i]
	}
	return 0
}

// skipRune moves over one code point and adjusts bol.
func (s *scanner) skipRune() rune {
	r, n := utf8.DecodeRuneInString(s.src[s.pos:])
	s.pos += n
	s.bol += n - 1
	return r
}

// newline moves over the line end at pos, n bytes long.
func (s *scanner) newline(n int) {
	s.pos += n
	s.line++
	s.lineStart()
}

// lineStart starts a line at pos. The column option shifts every line, because an embedded text is
// indented as a whole.
func (s *scanner) lineStart() { s.bol = s.pos + 1 - s.opts.Column }

// lineEnd returns the length in bytes of the line end i bytes ahead, or 0 if there is none.
func (s *scanner) lineEnd(i int) int {
	switch s.at(i) {
	case '\n':
		return 1
	case '\r':
		if s.at(i+1) == '\n' {
			return 2
		}
	}
	return 0
}

func (s *scanner) last() *token {
	if len(s.toks) == 0 {
		return nil
	}
	return &s.toks[len(s.toks)-1]
}

func (s *scanner) lastKind() tokenKind {
	if t := s.last(); t != nil {
		return t.kind
	}
	return tEOF
}

// push appends a token that spans the bytes between from and pos.
func (s *scanner) push(k tokenKind, at place, from int, val term.Term) *token {
	s.toks = append(s.toks, token{kind: k, place: at, start: from, end: s.pos, val: val, source: s.src[from:s.pos], detail: noDetail})
	return s.last()
}

// dropEol removes the line end before a token that continues the previous line.
func (s *scanner) dropEol() {
	if s.lastKind() == tEol {
		s.toks = s.toks[:len(s.toks)-1]
	}
}

// eolsBefore counts the line ends directly before the next token.
func (s *scanner) eolsBefore() int {
	if t := s.last(); t != nil && (t.kind == tEol || t.kind == tComma || t.kind == tSemi) {
		return t.eols
	}
	return 0
}

func (s *scanner) warning(at place, text string) {
	if s.warn != nil {
		s.warn(Warning{Line: at.line, Column: at.col, Message: text})
	}
}

// warnNowhere reports a warning whose location Elixir does not print.
func (s *scanner) warnNowhere(at place, text string) {
	if s.warn != nil {
		s.warn(Warning{Line: at.line, Column: at.col, Message: text, Nowhere: true})
	}
}

// run scans tokens up to the end of the text or of the interpolation.
func (s *scanner) run() *Error {
	for s.pos < len(s.src) {
		done, err := s.next()
		if err != nil && s.breaksOff(err) {
			s.pos = len(s.src)
			s.cursor.broken = true
			break
		}
		if err != nil || done {
			return err
		}
	}
	if s.cursor != nil {
		return s.atCursor()
	}
	return s.finish()
}

// finish returns the error of a bracket or word that is still open at the end of the text.
func (s *scanner) finish() *Error {
	if len(s.open) == 0 || s.loose {
		return nil
	}
	o := s.open[len(s.open)-1]
	want := closerOf(o.word)
	msg := "missing terminator: " + want
	for i := len(s.hints) - 1; i >= 0; i-- {
		if h := s.hints[i]; h.word == o.word {
			msg += "\n" + hintPrefix + " it looks like the \"" + o.word + "\" on line " + itoa(h.place.line) +
				" does not have a matching \"" + want + "\""
			break
		}
	}
	e := s.missing(o.place, msg)
	e.Opening, e.Expected = o.word, want
	return e
}

// missing returns the error of a construct that started at from and did not end.
func (s *scanner) missing(from place, msg string) *Error {
	return &Error{Kind: KindTokenMissing, Line: from.line, Column: from.col, EndLine: s.line, EndColumn: s.column(),
		Description: msg, Incomplete: true}
}

// fail returns a SyntaxError at a place.
func fail(at place, msg string) *Error {
	return &Error{Kind: KindSyntax, Line: at.line, Column: at.col, Description: msg}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isHex(c byte) bool   { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// next scans one token or a run of white space. done means that the interpolation ended.
func (s *scanner) next() (done bool, err *Error) {
	if s.unfinished() {
		return false, nil
	}
	c := s.src[s.pos]
	switch {
	case isLower(c) || isUpper(c) || c == '_':
		return false, s.name()
	case isBlank(c):
		s.blanks()
		s.signAfterName()
		return false, nil
	case isDigit(c):
		return false, s.number()
	}
	switch c {
	case '\n':
		s.eol(1)
		return false, nil
	case '\r':
		if s.at(1) == '\n' {
			s.eol(2)
			return false, nil
		}
	case '#':
		return false, s.comment()
	case ';':
		if s.lastKind() != tSemi {
			at, from := s.here(), s.pos
			s.pos++
			s.push(tSemi, at, from, term.Term{})
			return false, nil
		}
	case '\\':
		if stop, err := s.continuation(); stop {
			return false, err
		}
	case '"', '\'':
		return false, s.quoted(c)
	case '~':
		if isLower(s.at(1)) || isUpper(s.at(1)) {
			return false, s.sigil()
		}
	case '?':
		if s.pos+1 < len(s.src) {
			return false, s.char()
		}
	case ':':
		if s.at(1) == '"' || s.at(1) == '\'' {
			return false, s.quotedAtom()
		}
	case '<':
		if s.column() == s.opts.Column && strings.HasPrefix(s.rest(), "<<<<<<<") {
			line, _, _ := strings.Cut(s.rest(), "\n")
			return false, fail(s.here(), "found an unexpected version control marker, please resolve the conflicts: "+
				strings.TrimSuffix(line, "\r"))
		}
	}
	return s.symbol(c)
}

// eol scans a line end of n bytes and the indentation of the next line. The separator of a line
// with a comment is where the comment starts.
func (s *scanner) eol(n int) {
	if t := s.last(); t != nil && (t.kind == tEol || t.kind == tComma || t.kind == tSemi) {
		t.eols++
		s.newline(n)
	} else {
		at, from := s.here(), s.pos
		if s.noted.line == at.line {
			at = s.noted
		}
		s.newline(n)
		s.push(tEol, at, from, term.Term{}).eols = 1
	}
	s.blanks()
	s.indent = s.column() - 1
}

// blanks skips white space inside a line, and lines that end in a backslash.
func (s *scanner) blanks() {
	for s.pos < len(s.src) {
		if isBlank(s.src[s.pos]) {
			s.pos++
			continue
		}
		if n := s.lineEnd(1); s.src[s.pos] == '\\' && n > 0 && s.pos+1+n < len(s.src) {
			s.newline(1 + n)
			continue
		}
		return
	}
}

// continuation scans a backslash at the end of a line.
func (s *scanner) continuation() (bool, *Error) {
	n := s.lineEnd(1)
	if s.pos+1+n == len(s.src) {
		e := fail(s.here(), "invalid escape \\ at end of file")
		e.Kind = KindTokenMissing
		return true, e
	}
	if n == 0 {
		return false, nil
	}
	s.newline(1 + n)
	s.blanks()
	s.indent = s.column() - 1
	return true, nil
}

// comment skips a comment. The comment's line is not empty, so the line ends before it no longer
// count.
func (s *scanner) comment() *Error {
	from, start := s.here(), s.pos
	s.noted = from
	for s.pos < len(s.src) && s.lineEnd(0) == 0 {
		if s.src[s.pos] < utf8.RuneSelf {
			s.pos++
			continue
		}
		r := s.skipRune()
		if isBidi(r) {
			return fail(from, "invalid bidirectional formatting character in comment: "+escapedRune(r))
		}
		if isBreak(r) {
			return fail(from, "invalid line break character in comment: "+escapedRune(r))
		}
	}
	if s.cursor != nil && s.pos == len(s.src) {
		s.bol += s.pos - start // the cursor's column is the end of the code
	}
	if t := s.last(); t != nil && t.kind == tEol {
		t.eols = 0
	}
	if n := s.opts.notes; n != nil {
		n.comments = append(n.comments, comment{from.line, from.col, s.src[start:s.pos]})
	}
	return nil
}

// signAfterName distinguishes f -1 (a call) from f - 1 (a subtraction). In the call, only the left
// side of the sign has a space.
func (s *scanner) signAfterName() {
	c, d := s.at(0), s.at(1)
	if c != '+' && c != '-' || s.lastKind() != tIdent || s.pos+1 >= len(s.src) {
		return
	}
	if d == ':' && isSpace(s.at(2)) || isSpace(d) || d == c || d == '/' || d == '>' || d == '\\' {
		return
	}
	s.last().kind = tOpIdent
	at, from := s.here(), s.pos
	s.pos++
	s.push(tDual, at, from, opAtom(s.src[from:s.pos]))
}

package syntax

import "strings"

// This file parses a text that ends at a cursor, for Code.Fragment.container_cursor_to_quoted/2. A
// call of __cursor__ replaces the value that is being typed. The scanner closes the open brackets.

const cursorCall = "__cursor__()"

// A cursorState is the state that a scanner shares with the scanners of its interpolations.
type cursorState struct {
	placed bool // the tokens contain the cursor
	broken bool // the text ends within a token, such as a string
}

// unfinished reports whether a cursor follows and the rest of the text is only the start of an
// atom, a sigil or a number with a base. It then skips this rest.
func (s *scanner) unfinished() bool {
	if s.cursor == nil {
		return false
	}
	switch strings.TrimRight(s.rest(), " \t") {
	case ":", "~", "0x", "0b", "0o":
		s.bol += len(strings.TrimRight(s.rest(), " \t"))
		s.pos = len(s.src)
		return true
	}
	return false
}

// breaksOff reports whether the only cause of err is that the text ended. At a cursor, such an
// error is allowed.
func (s *scanner) breaksOff(err *Error) bool {
	return s.cursor != nil && err.Kind == KindTokenMissing && err.Incomplete
}

// atCursor inserts the call of __cursor__ at the end of the text and closes all open brackets.
func (s *scanner) atCursor() *Error {
	if !s.cursor.placed {
		s.cursor.placed = true
		following := s.opts.Following
		if s.inner {
			following = ""
		}
		skipEol := s.expectsOperand()
		s.prune(following != "")
		if err := s.also(cursorCall); err != nil {
			return err
		}
		s.follow(following, skipEol)
	}
	for len(s.open) > 0 {
		if err := s.also(closerOf(s.open[len(s.open)-1].word)); err != nil {
			return err
		}
	}
	return nil
}

// also appends text to the source and scans it.
func (s *scanner) also(text string) *Error {
	s.pos = len(s.src)
	s.src += text
	for s.pos < len(s.src) {
		if _, err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

// prune removes the tokens of the value at the cursor. It stops at the token that starts the
// context of the value: a bracket, a comma, a key, an operator, or a call without parentheses.
// followed reports whether there is text after the cursor.
func (s *scanner) prune(followed bool) {
	n, taken := len(s.toks), s.cursor.broken
	fn, open := s.headless()
	if n > 0 && !taken && s.toks[n-1].kind == tIdent {
		if c := s.src[len(s.src)-1]; isBlank(c) && (fn < 0 || followed) {
			s.toks[n-1].kind = tParenIdent
			_ = s.also(" (") // the scan of an opening bracket cannot fail
			return
		}
		n--
	}
	if fn >= 0 && !followed {
		n, s.open = fn, s.open[:open]
	}
	s.toks = s.toks[:enclosing(s.toks[:n], taken || n < len(s.toks))]
}

// headless returns the index of the outermost fn around the cursor that has no -> yet, and the
// number of brackets that are open before it. The index is -1 if there is no such fn.
func (s *scanner) headless() (token, open int) {
	for i, o := range s.open {
		if o.word == "fn" && !hasStab(s.toks[o.index+1:]) {
			return o.index, i
		}
	}
	return -1, len(s.open)
}

// hasStab reports whether toks have a -> outside of their own brackets.
func hasStab(toks []token) bool {
	depth := 0
	for _, t := range toks {
		switch {
		case opens(t.kind):
			depth++
		case closes(t.kind):
			depth--
		case t.kind == tStab && depth == 0:
			return true
		}
	}
	return false
}

func opens(k tokenKind) bool {
	switch k {
	case tLParen, tLBracket, tLCurly, tLBits, tFn, tDo:
		return true
	}
	return false
}

func closes(k tokenKind) bool {
	switch k {
	case tRParen, tRBracket, tRCurly, tRBits, tEnd:
		return true
	}
	return false
}

// enclosing returns the number of tokens before the value at the end of toks. taken reports whether
// the caller has already removed a part of the value.
func enclosing(toks []token, taken bool) int {
	depth, block := 0, false
	for n := len(toks); n > 0; n-- {
		k := toks[n-1].kind
		switch {
		case closes(k):
			depth++
		case depth > 0:
			if opens(k) {
				depth--
				block = k == tDo
				taken = true
			}
			continue
		case k == tIdent || k == tOpIdent:
			if taken && !block {
				return n
			}
		case opens(k) || stopsValue(k):
			return n
		}
		taken, block = true, false
	}
	return 0
}

// stopsValue reports whether a token of this kind always ends a value.
func stopsValue(k tokenKind) bool {
	switch k {
	case tComma, tSemi, tEol, tKw, tKwParts, tBlock:
		return true
	}
	return k >= tUnary
}

// expectsOperand reports whether the last token needs an operand after it. A line end after such a
// token is insignificant.
func (s *scanner) expectsOperand() bool {
	k := s.lastKind()
	return k != tEol && k != tSemi && (stopsValue(k) || opens(k))
}

// follow scans text, the text after the cursor, until all brackets that are open at the cursor are
// closed. It drops the rest of the value at the cursor. If text does not close the innermost fn or
// do around the cursor, follow ignores text.
func (s *scanner) follow(text string, skipEol bool) {
	inner := len(s.open) - 1
	for inner >= 0 && s.open[inner].word != "fn" && s.open[inner].word != "do" {
		inner--
	}
	if text == "" || inner < 0 {
		return
	}
	before := *s
	before.open = append([]opener(nil), s.open...)
	from := len(s.toks)
	s.src += text
	for s.pos < len(s.src) && len(s.open) > 0 {
		if _, err := s.next(); err != nil {
			break
		}
	}
	begin, end, closed := remaining(s.toks[from:], skipEol)
	left := len(before.open) - closed
	if left > inner {
		before.toks = s.toks[:from]
		*s = before
		return
	}
	s.toks = append(s.toks[:from], s.toks[from+begin:from+end]...)
	s.open = before.open[:left]
	pair(s.toks)
}

// remaining splits the tokens after the cursor. begin is the index after the value at the start of
// toks. closed is the number of closing tokens without an opening token, and end is the index after
// the last of them. If skipEol is true, a line end at the start is a part of the value.
func remaining(toks []token, skipEol bool) (begin, end, closed int) {
	depth := 0
	begin = -1
	for i, t := range toks {
		value := t.kind == tEol && skipEol && i == 0
		switch {
		case opens(t.kind):
			depth++
			value = true
		case closes(t.kind) && depth > 0:
			depth--
			value = true
		case closes(t.kind):
			closed, end = closed+1, i+1
		case depth > 0:
			value = true
		}
		if begin < 0 && !value && endsValue(t.kind) {
			begin = i
		}
	}
	return max(begin, 0), end, closed
}

func endsValue(k tokenKind) bool {
	switch k {
	case tComma, tStab, tEol, tSemi, tBlock:
		return true
	}
	return closes(k)
}

// pair sets match of each opening token to the index of its closing token.
func pair(toks []token) {
	var open []int
	for i, t := range toks {
		switch {
		case opens(t.kind):
			open = append(open, i)
		case closes(t.kind) && len(open) > 0:
			toks[open[len(open)-1]].match = i
			open = open[:len(open)-1]
		}
	}
}

// cursorNext reports whether the next token is the call of __cursor__. Only this call may follow
// the keywords of a list.
func (p *parser) cursorNext() bool {
	t := p.peek()
	return t.kind == tParenIdent && strings.HasPrefix(t.source, "__cursor__")
}

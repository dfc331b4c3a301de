package syntax

import "lab/runtime/term"

// closerOf returns the word or bracket that closes word.
func closerOf(word string) string {
	switch word {
	case "fn", "do":
		return "end"
	case "(":
		return ")"
	case "[":
		return "]"
	case "{":
		return "}"
	}
	return ">>"
}

// invalidDo is the advice in the error of a misplaced do.
const invalidDo = ". In case you wanted to write a \"do\" expression, " +
	"you must either use do-blocks or separate the keyword argument with comma. " +
	"For example, you should either write:\n\n" +
	"    if some_condition? do\n" +
	"      :this\n" +
	"    else\n" +
	"      :that\n" +
	"    end\n\n" +
	"or the equivalent construct:\n\n" +
	"    if(some_condition?, do: :this, else: :that)\n\n" +
	"where \"some_condition?\" is the first argument and the second argument is a keyword list.\n\n" +
	"You may see this error if you forget a trailing comma before the \"do\" in a \"do\" block"

const invalidFnDo = ". Anonymous functions are written as:\n\n" +
	"    fn pattern -> expression end\n\nPlease remove the \"do\" keyword"

// blockWord scans fn, do or end.
func (s *scanner) blockWord(kind tokenKind, text string, at place, from int) *Error {
	if kind == tDo {
		switch s.lastKind() {
		case tFn:
			return fail(at, "unexpected reserved word: do"+invalidFnDo)
		case tComma, tSemi:
			return fail(at, "unexpected reserved word: do"+invalidDo)
		}
		s.dropEol()
	}
	err := s.terminator(text, kind, at, from)
	if err == nil && kind == tDo && s.opts.Late && s.depth == 0 {
		s.lateDo()
	}
	return err
}

// terminator pushes an opening or closing token. It checks that a closing token matches its
// opener.
func (s *scanner) terminator(text string, kind tokenKind, at place, from int) *Error {
	switch kind {
	case tLParen:
		if t := s.last(); t != nil && t.kind == tAlias {
			return fail(at, "unexpected ( after alias "+t.val.Atom().String()+
				". Function names and identifiers in Elixir start with lowercase characters or underscore. For example:\n\n"+
				"    hello_world()\n"+
				"    _starting_with_underscore()\n"+
				"    numb3rs_are_allowed()\n"+
				"    may_finish_with_question_mark?()\n"+
				"    may_finish_with_exclamation_mark!()\n\n"+
				"Unexpected token: (")
		}
		fallthrough
	case tLBracket, tLCurly, tLBits, tFn, tDo:
		if len(s.open)+s.depth >= maxDepth {
			return fail(at, "the code is nested too deeply")
		}
		if n := len(s.open); (kind == tFn || kind == tDo) && n > 0 && s.indent <= s.open[n-1].indent {
			s.hints = append(s.hints, s.open[n-1])
		}
		s.open = append(s.open, opener{word: text, place: at, indent: s.indent, index: len(s.toks)})
	default:
		if err := s.closing(text, at); err != nil {
			return err
		}
	}
	s.push(kind, at, from, term.Term{})
	return nil
}

// closing matches a closing token with the innermost opener.
func (s *scanner) closing(text string, at place) *Error {
	if s.loose {
		return nil
	}
	prefix := "unexpected token: "
	if text == "end" {
		prefix = "unexpected reserved word: "
	}
	if len(s.open) == 0 {
		return fail(at, prefix+text+s.endHint(text))
	}
	o := s.open[len(s.open)-1]
	if want := closerOf(o.word); want != text {
		return &Error{Kind: KindMismatchedDelimiter, Line: o.place.line, Column: o.place.col, EndLine: at.line, EndColumn: at.col,
			Description: prefix + text, Opening: o.word, Closing: text, Expected: want}
	}
	if o.word == "do" && s.indent > o.indent {
		s.hints = append(s.hints, opener{word: "end", place: at, indent: s.indent})
	}
	s.toks[o.index].match = len(s.toks)
	s.open = s.open[:len(s.open)-1]
	return nil
}

// endHint returns a hint if the indentation suggests that an earlier end closed the wrong block.
// Otherwise it returns "".
func (s *scanner) endHint(text string) string {
	if text != "end" {
		return ""
	}
	for i := len(s.hints) - 1; i >= 0; i-- {
		if h := s.hints[i]; h.word == "end" {
			return "\n" + hintPrefix + " the \"end\" on line " + itoa(h.place.line) +
				" may not have a matching \"do\" defined before it (based on indentation)"
		}
	}
	return ""
}

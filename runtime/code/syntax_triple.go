package code

import (
	"strings"

	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file tells of errors of syntax as Code.string_to_quoted/2 does.

// beforeToken is what the text of an error ends with before the token that is wrong.
var beforeToken = []string{"yntax error before: ", "yntax error after: ", "nexpected token: ", "unexpected reserved word: ", "inside: ",
	"followed by space after: ", "unsafe atom does not exist: ", "atom length must be less than system limit: ", "invalid sigil delimiter: ", " in identifier: ",
	" in alias: ", " are allowed): ", "followed by uppercase letters and digits, got: "}

// noRoom reports whether an error says that there is no room for a text, and nothing of the text.
func noRoom(err error) bool { return expand.AsException(err).Reason.IsAtom() }

// syntaxTriple is {meta, message, token} of a text that is not Elixir.
func (s *Server) syntaxTriple(src string, o syntax.Options) term.Term {
	_, err := syntax.Parse(src, o)
	e, ok := err.(*syntax.Error)
	if !ok {
		return term.Tup(term.Empty, term.Str("invalid syntax"), term.Str(""))
	}
	msg, token := splitToken(e.Description)
	if e.Kind == syntax.KindSyntax && strings.HasPrefix(e.Description, "unexpected reserved word: ") {
		word, hint, more := strings.Cut(token, "\n")
		if more {
			hint = "\n" + hint
		}
		return term.Tup(syntaxMeta(e), term.Tup(term.Str(msg), term.Str(hint)), term.Str(word))
	}
	return term.Tup(syntaxMeta(e), term.Str(msg), term.Str(token))
}

// splitToken parts a message from the token that it ends with.
func splitToken(text string) (msg, token string) {
	switch text {
	case "syntax error: expression is incomplete":
		return "syntax error before: ", ""
	case "unexpectedly reached end of line. The current expression is invalid or incomplete":
		return "syntax error before: ", "eol"
	}
	if before, word, ok := strings.Cut(text, ". \""); ok && strings.HasPrefix(before, "syntax error before: ") && strings.Contains(word, "is a reserved word") {
		begin := len("syntax error before: ")
		return before[:begin], syntax.ErlangAtom(before[begin:])
	}
	end := -1
	for _, b := range beforeToken {
		if i := strings.LastIndex(text, b); i >= 0 && i+len(b) > end {
			end = i + len(b)
		}
	}
	if end < 0 {
		return text, ""
	}
	return text[:end], text[end:]
}

// syntaxMeta is where an error is, and where what it is about ends.
func syntaxMeta(e *syntax.Error) term.Term {
	place := []term.Term{quoted.Pair("line", term.Int(int64(e.Line))), quoted.Pair("column", term.Int(int64(e.Column)))}
	end := []term.Term{quoted.Pair("end_line", term.Int(int64(e.EndLine))), quoted.Pair("end_column", term.Int(int64(e.EndColumn)))}
	switch {
	case e.Kind == syntax.KindMismatchedDelimiter:
		return term.List(append(append(place, end...), quoted.Pair("error_type", term.Sym("mismatched_delimiter")), quoted.Pair("opening_delimiter", delimiter(e.Opening)),
			quoted.Pair("closing_delimiter", delimiter(e.Closing)), quoted.Pair("expected_delimiter", delimiter(e.Expected)))...)
	case e.Kind == syntax.KindTokenMissing && e.Opening != "" && e.EndLine > 0:
		open := []term.Term{quoted.Pair("opening_delimiter", delimiter(e.Opening)), quoted.Pair("expected_delimiter", delimiter(e.Expected))}
		return term.List(append(append(open, place...), end...)...)
	}
	return term.List(place...)
}

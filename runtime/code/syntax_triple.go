package code

import (
	"strings"

	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file formats syntax errors for Code.string_to_quoted/2.

// beforeToken holds the ends of error messages that precede the offending token.
var beforeToken = []string{"yntax error before: ", "yntax error after: ", "nexpected token: ", "unexpected reserved word: ", "inside: ",
	"followed by space after: ", "unsafe atom does not exist: ", "atom length must be less than system limit: ", "invalid sigil delimiter: ", " in identifier: ",
	" in alias: ", " are allowed): ", "followed by uppercase letters and digits, got: "}

// noRoom reports whether err means that there is not enough memory for a text. Other errors are
// about the syntax of the text.
func noRoom(err error) bool { return expand.AsException(err).Reason.IsAtom() }

// syntaxTriple returns {meta, message, token} for source text with a syntax error.
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

// splitToken splits a message from the token at its end.
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

// syntaxMeta returns the metadata of a syntax error: its location and, for a wrong or missing
// delimiter, the end of the code and the delimiters.
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

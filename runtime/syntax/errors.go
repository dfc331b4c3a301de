package syntax

import (
	"strconv"
)

// The kinds of errors, each the name of Elixir's exception.
const (
	KindSyntax              = "SyntaxError"
	KindTokenMissing        = "TokenMissingError"
	KindMismatchedDelimiter = "MismatchedDelimiterError"
)

// hintPrefix stands before advice, as in diagnostics.
const hintPrefix = "hint:"

func itoa(n int) string { return strconv.Itoa(n) }

// Error is a text that is not Elixir.
type Error struct {
	Kind               string
	File               string
	Line, Column       int // Column is 0 where only the line is known
	EndLine, EndColumn int // of what lacks its end, or ends wrongly
	Description        string
	Snippet            string // the text that the error is about
	Incomplete         bool   // more text could make it right
	opening, expected  string
	snippetLine        int // the line that Snippet begins with
}

// Error returns Message.
func (e *Error) Error() string { return e.Message() }

// Warning is something legal that Elixir advises against.
type Warning struct {
	File         string
	Line, Column int
	Message      string
}

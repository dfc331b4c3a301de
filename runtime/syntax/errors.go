package syntax

import "strconv"

// These are the kinds of errors. Each kind is the name of Elixir's exception.
const (
	KindSyntax              = "SyntaxError"
	KindTokenMissing        = "TokenMissingError"
	KindMismatchedDelimiter = "MismatchedDelimiterError"
)

// hintPrefix starts a line of advice in the message of an error.
const hintPrefix = "hint:"

func itoa(n int) string { return strconv.Itoa(n) }

// Error is a syntax error. Its fields are those of Elixir's exception.
type Error struct {
	Kind         string
	File         string
	Line, Column int // Column is 0 if only the line is known
	// EndLine and EndColumn are the place where a construct should have ended or where a wrong
	// delimiter ended it. They are 0 for other errors.
	EndLine, EndColumn int
	Description        string
	// Snippet is the source of the error, in whole lines. HasSnippet distinguishes an empty snippet
	// from nil.
	Snippet    string
	HasSnippet bool
	// Opening, Closing and Expected are delimiters, or "" if the error has none.
	Opening, Closing, Expected string
	// Incomplete reports whether more input could make the text valid.
	Incomplete bool
}

// Error returns Message.
func (e *Error) Error() string { return e.Message() }

// Message returns the message of Elixir's exception.
func (e *Error) Message() string { return e.Render(false) }

// Warning is a warning about a legal construct that Elixir advises against.
type Warning struct {
	File         string
	Line, Column int // Column is 0 if only the line is known
	Message      string
	// Nowhere reports whether Elixir prints the warning without its location.
	Nowhere bool
}

package syntax

import "unicode/utf8"

// validText refuses text that is no UTF-8.
func validText(src string, o *Options) *Error {
	if utf8.ValidString(src) {
		return nil
	}
	line, col := o.Line, o.Column
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
		if col++; r == '\n' {
			line, col = line+1, 1
		}
	}
	return fail(place{line, col}, "invalid encoding starting at this character")
}

// Message returns the message of Elixir's exception.
func (e *Error) Message() string { return e.Description }

func (e *Error) cutSnippet(src string, line, col int) {}

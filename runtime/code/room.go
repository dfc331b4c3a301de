package code

import "lab/runtime/term"

// This file checks that a form fits into memory.

const (
	// mostForms is the maximum number of values in a form, counting shared parts each time.
	mostForms = 1 << 24
	// formBytes is the memory that a value of a form needs until it is compiled. sourceBytes is the
	// memory that a byte of source needs until it is a form, for tokens, forms and garbage.
	formBytes, sourceBytes = 256, 128
	// formattedBytes is the memory that a byte of source needs until it is formatted, for forms and
	// documents.
	formattedBytes = 256
)

// shallow returns an error if a form is nested too deeply for a walk on Go's stack, or if its parts
// are shared so often that a walk would not finish. It also returns an error if there is not enough
// memory to compile the form.
func (s *Server) shallow(form term.Term) error {
	if term.Deeper(form) {
		return term.ErrTooDeep
	}
	n := form.Values(mostForms)
	if n == mostForms {
		return term.ErrTooDeep
	}
	return s.m.Room(n * formBytes)
}

// roomFor claims the memory for the compilation of a form, until release is called. Other forms are
// compiled at the same time.
func (s *Server) roomFor(form term.Term) (release func(), err error) {
	return s.m.Claim(form.Values(mostForms) * formBytes)
}

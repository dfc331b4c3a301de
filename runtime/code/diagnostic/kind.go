package diagnostic

import (
	"fmt"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A place is the kind of location that a diagnostic reports.
type place int

const (
	inScope place = iota // the module and function, with line and column
	inFile               // line and column only
	onLine               // as inScope but without the column, like IO.warn with an environment
	inTrace              // a line of a stack trace without source, like IO.warn with a stack trace
)

// A Kind is an entry in the table of diagnostics.
type Kind struct {
	severity string
	place    place
	text     string // a format string
}

// A Failure is an error that aborts the expansion.
type Failure struct{ Kind }

// A Fault is an error that does not abort the expansion of a module, so that further errors are
// found. The module is not created.
type Fault struct{ Kind }

// A Warning does not affect the expansion.
type Warning struct{ Kind }

// A Part is a piece of a text that is assembled from several pieces.
type Part struct{ text string }

// A SpecError is an error in a type or a specification. It raises Kernel.TypespecError and aborts
// the module.
type SpecError struct{ Part }

func failure(p place, text string) Failure { return Failure{Kind{"error", p, text}} }
func fault(text string) Fault              { return Fault{Kind{"error", inScope, text}} }
func warning(p place, text string) Warning { return Warning{Kind{"warning", p, text}} }
func part(text string) Part                { return Part{text} }
func specError(text string) SpecError      { return SpecError{part(text)} }

// Text formats the message.
func (k Kind) Text(args ...any) string { return fmt.Sprintf(k.text, args...) }

// At returns a diagnostic of this kind, located at meta.
func (k Kind) At(e *lexical.Env, meta term.Term, args ...any) *Diagnostic {
	line := quoted.LineOf(meta)
	if line == 0 {
		line = e.Line
	}
	switch k.place {
	case inFile:
		e = k.Scope(e)
	case onLine:
		meta = quoted.LineMeta(line)
	}
	d := New(e, k.severity, meta, k.Text(args...))
	if k.place == inTrace {
		d.Trace = true
		if d.Line == 0 {
			d.Line = line
		}
	}
	return d
}

// Scope returns the environment that the kind reports. It has no module and function if the kind
// reports only the file.
func (k Kind) Scope(e *lexical.Env) *lexical.Env {
	if k.place == inFile {
		return &lexical.Env{File: e.File}
	}
	return e
}

// Text formats the piece.
func (p Part) Text(args ...any) string { return fmt.Sprintf(p.text, args...) }

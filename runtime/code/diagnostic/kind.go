package diagnostic

import (
	"fmt"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A place is what a diagnostic names besides the file.
type place int

const (
	inScope place = iota // the module and function, with line and column
	inFile               // the line and column alone, whatever it stands in
	onLine               // as inScope, as IO.warn does with an environment: it knows no columns
	inTrace              // as IO.warn does with a stack trace: a line of it, without the source
)

// A Kind is something that the compiler has to say.
type Kind struct {
	severity string
	place    place
	text     string // with the verbs of fmt
}

// A Failure is an error that ends the expansion.
type Failure struct{ Kind }

// A Fault is an error after which the expansion of a module goes on, so that all are seen; the module is not made.
type Fault struct{ Kind }

// A Warning ends nothing.
type Warning struct{ Kind }

// A Part is a piece of a text that is put together of several.
type Part struct{ text string }

// A SpecError is an error in a type or a specification: a Kernel.TypespecError, which ends the module.
type SpecError struct{ Part }

func failure(p place, text string) Failure { return Failure{Kind{"error", p, text}} }
func fault(text string) Fault              { return Fault{Kind{"error", inScope, text}} }
func warning(p place, text string) Warning { return Warning{Kind{"warning", p, text}} }
func part(text string) Part                { return Part{text} }
func specError(text string) SpecError      { return SpecError{part(text)} }

// Text is what there is to say, of some arguments.
func (k Kind) Text(args ...any) string { return fmt.Sprintf(k.text, args...) }

// At is the diagnostic of this kind at the place of meta.
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

// Scope is the environment that the kind speaks of: without module and function where it names the file alone.
func (k Kind) Scope(e *lexical.Env) *lexical.Env {
	if k.place == inFile {
		return &lexical.Env{File: e.File}
	}
	return e
}

// Text is the piece, of some arguments.
func (p Part) Text(args ...any) string { return fmt.Sprintf(p.text, args...) }

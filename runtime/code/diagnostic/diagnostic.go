package diagnostic

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file defines a diagnostic and prints it.

// Inspect formats a value on one line for a message.
func Inspect(t term.Term) string { return term.Inspect(t, term.Opts{Width: 1 << 20}) }

// A Diagnostic is an error or a warning with its location.
type Diagnostic struct {
	Severity string
	Message  string
	Lead     string // ends the message if a snippet follows
	File     string
	Base     string // the folder of a relative File, empty for the working directory
	Line     int
	Column   int
	Span     int
	Where    string // "A.f/1" or "A (module)"
	Module   term.Atom
	Function *quoted.NameArity
	// Trace reports whether the location is printed as a line of a stack trace.
	Trace bool
	// Late reports whether the compiler finds the warning only after it has compiled all modules.
	Late bool
	// Bare reports whether the warning is about a call without parentheses.
	Bare bool
	// More holds further locations with the same message.
	More []*Diagnostic
}

// New returns a diagnostic located at meta in the environment.
func New(e *lexical.Env, severity string, meta term.Term, message string) *Diagnostic {
	d := &Diagnostic{Severity: severity, Message: message, File: e.File, Base: e.Base, Line: quoted.LineOf(meta), Column: quoted.ColumnOf(meta), Module: e.Module, Function: e.Function}
	if file, line, ok := quoted.KeptPlace(meta); ok {
		n, _ := line.AsInt()
		d.File, d.Line, d.Column = file, int(n), 0
	}
	switch {
	case e.Module == 0:
	case e.Function == nil:
		d.Where = Inspect(e.Module.Term()) + " (module)"
	default:
		d.Where = FunctionName(e.Module, *e.Function)
	}
	return d
}

// FunctionName returns Mod.name/arity in Elixir's notation.
func FunctionName(mod term.Atom, n quoted.NameArity) string {
	return Inspect(mod.Term()) + "." + term.FunctionText(n.Name) + "/" + strconv.Itoa(n.Arity)
}

// Format formats the diagnostic. It includes a snippet unless the source is unknown. A diagnostic
// without a file has no location.
func (d *Diagnostic) Format(source string) string {
	if d.File == "" {
		return d.Severity + ": " + d.Message + "\n"
	}
	place := Relative(d.File)
	if d.Line > 0 {
		place += ":" + strconv.Itoa(d.Line)
		if d.Column > 0 {
			place += ":" + strconv.Itoa(d.Column)
		}
	}
	if d.Trace {
		where := d.Where
		if where == "" {
			where = "(file)"
		}
		return d.Severity + ": " + d.Message + "\n  " + Relative(d.File) + ":" + strconv.Itoa(d.Line) + ": " + where + "\n\n"
	}
	if d.Where != "" {
		place += ": " + d.Where
	}
	if source == "" {
		return d.Severity + ": " + d.Message + "\n└─ " + place + d.others("\n") + "\n\n"
	}
	shown := syntax.Diagnostic{Severity: d.Severity, Message: d.Message + d.Lead, File: d.File, Line: d.Line, Column: d.Column, Length: max(1, d.Span), Source: source, Where: place, Blank: true}
	pad := strings.Repeat(" ", max(2, len(strconv.Itoa(d.Line)))+2)
	return shown.Render(false) + d.others("\n"+pad) + "\n\n"
}

// others formats the further locations, one on each line.
func (d *Diagnostic) others(pad string) string {
	out := ""
	for _, o := range d.More {
		out += pad + "└─ " + Relative(o.File) + ":" + strconv.Itoa(o.Line)
		if o.Column > 0 {
			out += ":" + strconv.Itoa(o.Column)
		}
		if o.Where != "" {
			out += ": " + o.Where
		}
	}
	return out
}

// Relative returns the path of a file for messages. The path is relative to the working directory
// if the file is below that directory.
func Relative(file string) string {
	if !filepath.IsAbs(file) {
		return file
	}
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	if rel, err := filepath.Rel(dir, file); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return file
}

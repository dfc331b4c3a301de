package diagnostic

import (
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file converts diagnostics to and from terms, for Code.with_diagnostics and
// Code.print_diagnostic.

// Body is the function name of a module's body in stack traces.
var Body = term.Intern("__MODULE__")

// Term returns the diagnostic in the form of Code.with_diagnostics.
func (d *Diagnostic) Term() term.Term {
	position := term.Int(int64(d.Line))
	if d.Column > 0 {
		position = term.Tup(position, term.Int(int64(d.Column)))
	}
	file, stack := term.Nil, term.Term(term.Empty)
	if d.File != "" {
		file = term.Str(lexical.Whole(d.Base, d.File))
		stack = d.stackTerm()
	}
	span := term.Nil
	if d.Span > 0 && d.Column > 0 && !d.Late {
		span = term.Tup(term.Int(int64(d.Line)), term.Int(int64(d.Column+d.Span)))
	}
	pairs := []term.Term{
		term.Sym("severity"), term.Sym(d.Severity), term.Sym("message"), term.Str(d.Message), term.Sym("position"), position,
		term.Sym("file"), file, term.Sym("source"), file, term.Sym("stacktrace"), stack, term.Sym("span"), span,
	}
	if d.Late {
		pairs = append(pairs, term.Sym("group"), term.True)
	}
	return term.MapOf(pairs...)
}

// Terms returns the diagnostic for each of its locations.
func (d *Diagnostic) Terms() []term.Term {
	all := []term.Term{d.Term()}
	for _, more := range d.More {
		each := *more
		each.Late = d.Late
		all = append(all, each.Term())
	}
	return all
}

func (d *Diagnostic) stackTerm() term.Term {
	if d.Module == 0 {
		return term.Empty
	}
	name, arity := Body, 0
	if d.Function != nil {
		name, arity = d.Function.Name, d.Function.Arity
	}
	return term.List(term.Tup(d.Module.Term(), name.Term(), term.Int(int64(arity)), d.placeTerm()))
}

// placeTerm returns the location in the form of a stack trace. Elixir 1.18 shows file names as
// binaries, but the file names of late warnings as charlists.
func (d *Diagnostic) placeTerm() term.Term {
	pair := func(key string, value term.Term) term.Term { return term.Tup(term.Sym(key), value) }
	file, line := term.Str(Relative(d.File)), pair("line", term.Int(int64(d.Line)))
	if d.Late {
		file = term.Charlist(Relative(d.File))
	}
	switch column := pair("column", term.Int(int64(d.Column))); {
	case d.Column == 0:
		return term.List(pair("file", file), line)
	case d.Late:
		return term.List(pair("file", file), line, column)
	default:
		return term.List(pair("file", file), column, line)
	}
}

// From converts a diagnostic map of Code.with_diagnostics to a Diagnostic.
func From(m *term.Map) *Diagnostic {
	get := func(name string) term.Term {
		v, _ := m.Get(term.Sym(name))
		return v
	}
	d := &Diagnostic{Severity: get("severity").Atom().String(), Message: quoted.Str(get("message")), File: quoted.Str(get("file"))}
	position := get("position")
	if el := position.Elems(); len(el) == 2 {
		column, _ := el[1].AsInt()
		position, d.Column = el[0], int(column)
	}
	line, _ := position.AsInt()
	d.Line = int(line)
	if el := get("span").Elems(); len(el) == 2 {
		end, _ := el[1].AsInt()
		d.Span = int(end) - d.Column
	}
	d.placed(get("stacktrace"))
	return d
}

// placed sets the module and function of the diagnostic from a stack trace.
func (d *Diagnostic) placed(stack term.Term) {
	c := stack.Cons()
	if c == nil {
		return
	}
	el := c.Head.Elems()
	if len(el) < 3 || !el[0].IsAtom() {
		return
	}
	if n, ok := el[2].AsInt(); ok && !el[1].Is(Body) {
		d.Where = FunctionName(el[0].Atom(), quoted.NameArity{Name: el[1].Atom(), Arity: int(n)})
		return
	}
	d.Where = Inspect(el[0]) + " (module)"
}

package script

import (
	"fmt"

	"lab/labs/catalogue"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file decomposes quoted forms.

var (
	aLine   = term.Intern("line")
	aColumn = term.Intern("column")
	aBlock  = term.Intern("__block__")
	aEquals = term.Intern("=")
	aArrow  = term.Intern("->")
)

// A place is a position in a file.
type place struct {
	file         string
	line, column int
}

func (p place) problem(format string, args ...any) catalogue.Problem {
	return catalogue.Problem{File: p.file, Line: max(1, p.line), Column: max(1, p.column), Text: fmt.Sprintf(format, args...)}
}

// A call is a statement: a name, arguments and options. A do block is one of the options.
type call struct {
	place
	name    string
	args    []term.Term // without options
	options []option
}

// An option is a `key: value` pair. The key of a block is do.
type option struct {
	key   string
	value term.Term
}

// where returns the first position in a quoted form.
func where(file string, t term.Term) place {
	p := place{file: file}
	var visit func(t term.Term)
	visit = func(t term.Term) {
		if elems, ok := t.Slice(); ok {
			for _, e := range elems {
				visit(e)
			}
			return
		}
		e := t.Elems()
		if len(e) == 3 && e[1].IsList() {
			line, column := metaInt(e[1], aLine), metaInt(e[1], aColumn)
			if line > 0 && (p.line == 0 || line < p.line || line == p.line && column < p.column) {
				p.line, p.column = line, column
			}
		}
		for _, part := range e {
			if part.IsTuple() || part.IsList() {
				visit(part)
			}
		}
	}
	visit(t)
	return p
}

func metaInt(meta term.Term, key term.Atom) int {
	pairs, _ := meta.Slice()
	for _, pair := range pairs {
		if e := pair.Elems(); len(e) == 2 && e[0].Is(key) {
			n, _ := e[1].AsInt()
			return int(n)
		}
	}
	return 0
}

// callOf decomposes a statement. It returns false if the form is not a call.
func callOf(file string, t term.Term) (call, bool) {
	e := t.Elems()
	if len(e) != 3 || !e[0].IsAtom() || !e[1].IsList() {
		return call{}, false
	}
	c := call{place: place{file, metaInt(e[1], aLine), metaInt(e[1], aColumn)}, name: e[0].Atom().String()}
	args, ok := e[2].Slice()
	if !ok {
		return c, e[2].IsAtom() // a variable
	}
	for len(args) > 0 {
		options, ok := keywords(args[len(args)-1])
		if !ok {
			break
		}
		c.options = append(options, c.options...)
		args = args[:len(args)-1]
	}
	c.args = args
	return c, true
}

// keywords returns the pairs of a keyword list. It returns false if the term is not one.
func keywords(t term.Term) ([]option, bool) {
	elems, ok := t.Slice()
	if !ok || len(elems) == 0 {
		return nil, false
	}
	var all []option
	for _, pair := range elems {
		e := pair.Elems()
		if len(e) != 2 || !e[0].IsAtom() {
			return nil, false
		}
		all = append(all, option{e[0].Atom().String(), e[1]})
	}
	return all, true
}

// statements returns the statements of a block.
func statements(t term.Term) []term.Term {
	if e := t.Elems(); len(e) == 3 && e[0].Is(aBlock) {
		if list, ok := e[2].Slice(); ok {
			return list
		}
	}
	return []term.Term{t}
}

// text formats a quoted form as Elixir code.
func text(t term.Term) string { return syntax.Format(t) }

// clausesText formats the clauses of a judge as Elixir code.
func clausesText(clauses []term.Term) string {
	out := ""
	for _, c := range clauses {
		e := c.Elems()
		head, _ := e[2].Slice()
		pattern, _ := head[0].Slice()
		out += text(pattern[0]) + " ->\n" + text(head[1]) + "\n"
	}
	return out
}

package lint

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/grade/script"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// Index finds the mistakes in the labs of an index. The argument project is the original project.
// The error is of type catalogue.Problems if the labs have mistakes.
func Index(c *catalogue.Catalogue, file string, project fs.FS) error {
	var all catalogue.Problems
	for _, off := range c.Unbalanced() {
		all = append(all, catalogue.Problem{File: file, Line: 1, Column: 1, Text: "the answers can be guessed: " + off})
	}
	for _, l := range c.Labs {
		found, err := lab(l, project)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	return orNil(all)
}

// Lab finds the mistakes in one lab. It returns the same kind of error as Index.
func Lab(l *catalogue.Lab, project fs.FS) error {
	all, err := lab(l, project)
	if err != nil {
		return err
	}
	for _, off := range (&catalogue.Catalogue{Labs: []*catalogue.Lab{l}}).Unbalanced() {
		all = append(all, l.Problem("the answers can be guessed: "+off, "steps"))
	}
	return orNil(all)
}

func orNil(all catalogue.Problems) error {
	if len(all) == 0 {
		return nil
	}
	return all
}

// lab finds the mistakes in a lab, except an unbalanced placement of right answers.
func lab(l *catalogue.Lab, project fs.FS) (catalogue.Problems, error) {
	c, err := newCompiler()
	if err != nil {
		return nil, err
	}
	defer c.close()
	c.references(l, project)
	for _, s := range l.Elixir() {
		c.snippet(s)
	}
	g, err := script.Load(l)
	var wrong catalogue.Problems
	switch {
	case errors.As(err, &wrong):
		c.found = append(c.found, wrong...)
	case err != nil:
		return nil, err
	case g != nil:
		for _, p := range g.Pieces {
			c.piece(p)
		}
		c.found = append(c.found, weights(l, g)...)
	}
	if err := c.files(l, project); err != nil {
		return nil, err
	}
	return c.found, nil
}

// weights reports weights of unknown checks, and weights that are all zero.
func weights(l *catalogue.Lab, g *script.Grade) (found catalogue.Problems) {
	sum, ids := 0.0, map[string]bool{}
	for _, check := range g.Checks {
		sum, ids[check.ID] = sum+l.Weight(check.ID), true
	}
	for _, id := range slices.Sorted(maps.Keys(l.Weights)) {
		if !ids[id] {
			found = append(found, l.Problem(fmt.Sprintf("there is no check %q in %s", id, catalogue.GradeFile), "weights", id))
		}
	}
	if sum == 0 {
		found = append(found, l.Problem("all weights are 0, so the lab gives no credit", "weights"))
	}
	return found
}

// references reports files of the lab that the project does not have, and files outside the
// project.
func (c *compiler) references(l *catalogue.Lab, project fs.FS) {
	missing := func(file string, at ...any) {
		if _, err := fs.Stat(project, file); err != nil {
			c.found = append(c.found, l.Problem("the project has no file "+file, at...))
		}
	}
	for i, file := range l.Files {
		rel, ok := strings.CutPrefix(file, catalogue.Project+"/")
		if !ok {
			c.found = append(c.found, l.Problem("files must be below "+catalogue.Project, "files", i))
			continue
		}
		missing(rel, "files", i)
	}
	if l.Proxy != nil {
		missing(l.Proxy.Config, "proxy", "config")
	}
}

// snippet parses and compiles Elixir code from YAML. It only parses lines that students type,
// because these use variables of earlier lines.
func (c *compiler) snippet(s catalogue.Snippet) {
	text := s.Text
	if s.Pattern {
		text = "case value do\n" + text + " -> true\n_ -> false\nend"
	}
	quoted, err := syntax.Parse(text, syntax.Options{File: s.File, Columns: true})
	at := func(line, column int) (int, int) {
		if s.Pattern {
			line--
		}
		if line <= 1 {
			return s.Line, s.Column + max(0, column-1)
		}
		return s.Line + line - 1, s.Column + max(0, column-1)
	}
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		line, column := at(wrong.Line, wrong.Column)
		c.found = append(c.found, catalogue.Problem{File: s.File, Line: line, Column: column, Text: wrong.Description})
		return
	}
	if s.Typed {
		return
	}
	for _, d := range c.compile(s.File, quoted, s.Known) {
		line, column := at(d.Line, d.Column)
		c.found = append(c.found, catalogue.Problem{File: s.File, Line: line, Column: column, Text: d.Text})
	}
}

var (
	aCase  = term.Intern("case")
	aDo    = term.Intern("do")
	aArrow = term.Intern("->")
	aFn    = term.Intern("fn")
)

// piece compiles Elixir code of a grade.
func (c *compiler) piece(p script.Piece) {
	quoted := p.Quoted
	switch p.Form {
	case script.Pattern:
		quoted = caseOf(term.List(arrow(p.Quoted, term.True), arrow(variable("_"), term.False)))
	case script.Clauses:
		quoted = caseOf(p.Quoted)
	}
	for _, d := range c.compile(p.File, quoted, p.Known) {
		if d.Line == 0 {
			d.Line, d.Column = p.Line, p.Column
		}
		c.found = append(c.found, d)
	}
}

func caseOf(clauses term.Term) term.Term {
	return term.Tup(aCase.Term(), term.Empty, term.List(variable("value"), term.List(term.Tup(aDo.Term(), clauses))))
}

func arrow(pattern, body term.Term) term.Term {
	return term.Tup(aArrow.Term(), term.Empty, term.List(term.List(pattern), body))
}

func variable(name string) term.Term { return term.Tup(term.Sym(name), term.Empty, term.Nil) }

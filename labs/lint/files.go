package lint

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file compiles a lab's solution and the programs that measure its checks.

// files compiles the project with the solution, and then each program.
func (c *compiler) files(l *catalogue.Lab, project fs.FS) error {
	if !l.HasSolution() && !l.HasPrograms() {
		return nil
	}
	texts, err := projectOf(l, project)
	if err != nil {
		return err
	}
	c.project(texts)
	if !l.HasPrograms() {
		return nil
	}
	corpus, err := catalogue.LoadCorpus(l, project)
	var wrong catalogue.Problems
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	c.found = append(c.found, wrong...)
	for _, p := range corpus.Programs {
		c.program(corpus, p)
	}
	return nil
}

// projectOf returns the texts of the project's Elixir files in lib, with the files of the solution
// in place of the original files. The keys are the names of the files in messages.
func projectOf(l *catalogue.Lab, project fs.FS) (map[string]string, error) {
	texts := map[string]string{}
	err := fs.WalkDir(project, "lib", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".ex" {
			return err
		}
		text, err := fs.ReadFile(project, name)
		texts[path.Join(catalogue.Project, name)] = string(text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the project: %w", err)
	}
	if !l.HasSolution() {
		return texts, nil
	}
	files, err := l.Solution()
	if err != nil {
		return nil, fmt.Errorf("reading the solution of lab %s: %w", l.ID, err)
	}
	for _, name := range files {
		if path.Ext(name) != ".ex" {
			continue
		}
		text, err := l.SolutionText(name)
		if err != nil {
			return nil, fmt.Errorf("reading the solution of lab %s: %w", l.ID, err)
		}
		delete(texts, path.Join(catalogue.Project, name))
		texts[l.Path(path.Join("solution", name))] = string(text)
	}
	return texts, nil
}

// project compiles files repeatedly, because files may depend on each other. It ends when all files
// compile, or when no other file can be compiled.
func (c *compiler) project(texts map[string]string) {
	for len(texts) > 0 {
		var wrong catalogue.Problems
		before := len(texts)
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			found := c.text(name, texts[name])
			if len(found) == 0 {
				delete(texts, name)
			}
			wrong = append(wrong, found...)
		}
		if len(texts) == before {
			c.found = append(c.found, wrong...)
			return
		}
	}
}

// program parses a program, and compiles it if that does not run any of its code.
func (c *compiler) program(corpus *catalogue.Corpus, p catalogue.Program) {
	text, first, margin := corpus.Put(p)
	texts := map[string]string{p.File: text}
	maps.Copy(texts, p.Files)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if path.Ext(name) != ".ex" {
			continue
		}
		found := c.compiled(name, texts[name])
		if p.Verdict == catalogue.Uncompiled || p.Verdict == catalogue.Refused {
			continue
		}
		for _, d := range found {
			at := catalogue.Problem{File: p.Source, Line: max(1, p.Line), Column: max(1, p.Column), Text: fmt.Sprintf("%s: %s:%d: %s", p.ID, name, d.Line, d.Text)}
			if lines := strings.Count(p.Code, "\n"); name == p.File && first > 0 && d.Line >= first && d.Line < first+max(1, lines) {
				at.Line, at.Column = p.Line+1+d.Line-first, max(1, p.Margin+d.Column-margin)
			}
			c.found = append(c.found, at)
		}
	}
}

func (c *compiler) compiled(name, text string) catalogue.Problems {
	quoted, err := syntax.Parse(text, syntax.Options{File: name, Columns: true})
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return catalogue.Problems{{File: name, Line: wrong.Line, Column: wrong.Column, Text: wrong.Description}}
	}
	if !still(quoted) {
		return nil
	}
	c.sealed = false
	found := c.text(name, text)
	if c.sealed { // checks report that themselves
		return nil
	}
	return found
}

// A module may contain these statements if compiling it must not run code of the program. The list
// definitions holds definitions, whose bodies do not run, and macros of libraries. The list
// containers holds statements that contain other statements.
var (
	definitions = []string{"def", "defp", "defmacro", "defmacrop", "defguard", "defguardp", "defdelegate", "@", "alias", "require",
		"import", "use", "defstruct", "plug", "get", "post", "live", "pipe_through", "attr", "slot"}
	containers = []string{"__block__", "defmodule", "pipeline", "scope", "defimpl"}
)

// still reports whether compiling the code runs none of it.
func still(quoted term.Term) bool {
	e := quoted.Elems()
	if len(e) != 3 || !e[0].IsAtom() {
		return false
	}
	name := e[0].Atom().String()
	args, _ := e[2].Slice()
	switch {
	case name == "@":
		return !calls(e[2])
	case slices.Contains(definitions, name):
		return true
	case !slices.Contains(containers, name):
		return false
	case name == "__block__":
		return !slices.ContainsFunc(args, func(t term.Term) bool { return !still(t) })
	}
	for _, a := range args {
		options, ok := a.Slice()
		if !ok {
			continue
		}
		for _, o := range options {
			if pair := o.Elems(); len(pair) == 2 && pair[0].Is(aDo) && !still(pair[1]) {
				return false
			}
		}
	}
	return true
}

// calls reports whether a form contains a call of a module's function.
func calls(t term.Term) bool {
	if list, ok := t.Slice(); ok {
		return slices.ContainsFunc(list, calls)
	}
	e := t.Elems()
	if len(e) == 3 && e[0].IsTuple() {
		return true
	}
	return slices.ContainsFunc(e, calls)
}

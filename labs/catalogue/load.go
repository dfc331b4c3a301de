package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// This file reads a catalogue and reports its problems by line and column.

// A Problem is a mistake in a catalogue.
type Problem struct {
	File         string
	Line, Column int
	Text         string
}

func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems lists the mistakes in a catalogue in the order of the file.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, problem := range ps {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// LabFile is the file in a lab's folder that defines the lab.
const LabFile = "lab.yaml"

// SharedDir is the folder for files that labs share, relative to the index.
const SharedDir = "exercises/shared"

// index is the content of labs.yaml.
type index struct {
	Format int      `yaml:"format"`
	Labs   []string `yaml:"labs"`
	// Short lists the ids of the labs on the route for a class of 90 minutes.
	Short []string `yaml:"short,omitempty"`
}

// Load reads the labs of an index from the folders next to the index. If their content has
// mistakes, the error is of type Problems. The Elixir files that labs share are in SharedDir next
// to the index. If that folder does not exist, they are in common.
func Load(root fs.FS, file string, common fs.FS) (*Catalogue, error) {
	var ix index
	doc, err := read(root, file, file, &ix)
	if err != nil {
		return nil, err
	}
	v := &validation{file: file, doc: doc}
	v.format(ix.Format)
	if len(ix.Labs) == 0 {
		v.at([]any{"labs"}, "there are no labs")
	}
	if own, err := fs.Sub(root, SharedDir); err == nil && exists(own, ".") {
		common = own
	}
	c := &Catalogue{}
	ids := map[string]bool{}
	for i, dir := range ix.Labs {
		at := []any{"labs", i}
		if !fs.ValidPath(dir) || !exists(root, path.Join(dir, LabFile)) {
			v.at(at, "there is no %s", path.Join(dir, LabFile))
			continue
		}
		folder, err := fs.Sub(root, dir)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", dir, err)
		}
		l, err := LoadLab(folder, dir, common)
		var wrong Problems
		switch {
		case errors.As(err, &wrong):
			v.problems = append(v.problems, wrong...)
			continue
		case err != nil:
			return nil, err
		case ids[l.ID]:
			v.at(at, "there is a lab %q already", l.ID)
		}
		ids[l.ID] = true
		v.problems = append(v.problems, c.replaced(l)...)
		c.Labs = append(c.Labs, l)
	}
	for i, id := range ix.Short {
		if l, ok := c.Lab(id); ok {
			l.Short = true
		} else {
			v.at([]any{"short", i}, "there is no lab %q", id)
		}
	}
	if len(v.problems) > 0 {
		return nil, v.problems
	}
	return c, nil
}

// replaced links the labs before l to l if l replaces them.
func (c *Catalogue) replaced(l *Lab) (wrong Problems) {
	for i, id := range l.Replaces {
		earlier, ok := c.Lab(id)
		if !ok {
			wrong = append(wrong, l.Problem(fmt.Sprintf("no lab before this one has the id %q", id), "replaces", i))
			continue
		}
		earlier.ReplacedBy = append(earlier.ReplacedBy, l)
	}
	return wrong
}

// LoadLab reads the lab in a folder. The argument dir is the name of the folder in messages.
func LoadLab(folder fs.FS, dir string, common fs.FS) (*Lab, error) {
	l := &Lab{Folder: folder, Shared: common, dir: dir}
	doc, err := read(folder, LabFile, l.Path(LabFile), l)
	if err != nil {
		return nil, err
	}
	l.doc = doc
	v := &validation{file: l.Path(LabFile), doc: doc}
	v.format(l.Format)
	v.lab(l)
	if len(v.problems) > 0 {
		return nil, v.problems
	}
	return l, nil
}

// Path returns the name of a file of the lab's folder for use in messages.
func (l *Lab) Path(name string) string { return path.Join(l.dir, name) }

// Problem returns a problem at the value in lab.yaml that the path at leads to.
func (l *Lab) Problem(text string, at ...any) Problem {
	v := &validation{file: l.Path(LabFile), doc: l.doc}
	v.at(at, "%s", text)
	return v.problems[0]
}

func exists(folder fs.FS, name string) bool {
	if folder == nil {
		return false
	}
	_, err := fs.Stat(folder, name)
	return err == nil
}

// read decodes a YAML file into a value. The argument shown is the name of the file in messages.
func read(folder fs.FS, name, shown string, into any) (*yaml.Node, error) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", shown, err)
	}
	if err := yaml.Load(text, into, yaml.WithKnownFields()); err != nil {
		return nil, problemsOf(shown, err)
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		return nil, problemsOf(shown, err)
	}
	return &doc, nil
}

func problemsOf(file string, err error) error {
	var many *yaml.LoadErrors
	if errors.As(err, &many) {
		problems := make(Problems, 0, len(many.Errors))
		for _, e := range many.Errors {
			problems = append(problems, problemOf(file, e))
		}
		return problems
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return Problems{problemOf(file, one)}
	}
	return fmt.Errorf("reading %s: %w", file, err)
}

func problemOf(file string, e *yaml.LoadError) Problem {
	return Problem{File: file, Line: max(1, e.Mark.Line), Column: max(1, e.Mark.Column), Text: messageOf(e)}
}

// unknownKey matches the YAML decoder's message about an unknown key.
var unknownKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^field (\S+) not found in type \S+$`) })

// messageOf returns the error's text without the position, because Problem prints the position
// itself.
func messageOf(e *yaml.LoadError) string {
	if e.Message != "" {
		return unknownKey().ReplaceAllString(e.Message, "there is no key $1 here: docs/authoring.md lists the keys")
	}
	return e.Error()
}

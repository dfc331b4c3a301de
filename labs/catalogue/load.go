package catalogue

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file reads a catalogue and reports what is wrong with it, by line and
// column.

// A Problem is one thing wrong with a catalogue.
type Problem struct {
	File         string
	Line, Column int
	Text         string
}

func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems is everything wrong with a catalogue, in the order of the file.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, problem := range ps {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Load reads a catalogue. file is its name in messages. The error is Problems
// where the text is at fault.
func Load(file string, text []byte) (*Catalogue, error) {
	var c Catalogue
	if err := yaml.Load(text, &c, yaml.WithKnownFields()); err != nil {
		return nil, problemsOf(file, err)
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		return nil, problemsOf(file, err)
	}
	v := &validation{file: file, doc: &doc}
	v.catalogue(&c)
	if len(v.problems) > 0 {
		return nil, v.problems
	}
	return &c, nil
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

// messageOf is the error without the position, which Problem prints itself.
func messageOf(e *yaml.LoadError) string {
	if e.Message != "" {
		return e.Message
	}
	return e.Error()
}

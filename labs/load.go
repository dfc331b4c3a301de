package labs

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file reads a catalogue and reports what is wrong with it, by line and
// column.

// A Fault is one thing wrong with a catalogue.
type Fault struct {
	File         string
	Line, Column int
	Text         string
}

func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Text)
}

// Faults is everything wrong with a catalogue, in the order of the file.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Load reads a catalogue. file is its name in messages. The error is Faults
// where the text is at fault.
func Load(file string, text []byte) (*Catalogue, error) {
	var c Catalogue
	if err := yaml.Load(text, &c, yaml.WithKnownFields()); err != nil {
		return nil, faultsOf(file, err)
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		return nil, faultsOf(file, err)
	}
	v := &validation{file: file, doc: &doc}
	v.catalogue(&c)
	if len(v.faults) > 0 {
		return nil, v.faults
	}
	return &c, nil
}

func faultsOf(file string, err error) error {
	var many *yaml.LoadErrors
	if errors.As(err, &many) {
		faults := make(Faults, 0, len(many.Errors))
		for _, e := range many.Errors {
			faults = append(faults, faultOf(file, e))
		}
		return faults
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return Faults{faultOf(file, one)}
	}
	return fmt.Errorf("reading %s: %w", file, err)
}

func faultOf(file string, e *yaml.LoadError) Fault {
	return Fault{File: file, Line: max(1, e.Mark.Line), Column: max(1, e.Mark.Column), Text: messageOf(e)}
}

// messageOf is the error without the position, which Fault prints itself.
func messageOf(e *yaml.LoadError) string {
	if e.Message != "" {
		return e.Message
	}
	return e.Error()
}

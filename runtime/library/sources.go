package library

import (
	"io/fs"
	"strings"
)

// A Source is an Elixir file of the library and the modules it defines.
type Source struct {
	File    string
	Modules []string
	subject Subject
}

// Read returns the file's name and text.
func (s Source) Read() (file, text string) {
	b, err := fs.ReadFile(s.subject.Sources, s.File)
	if err != nil {
		panic("BUG: embedded " + s.File + ": " + err.Error())
	}
	return s.subject.Name + "/" + s.File, string(b)
}

// System reports whether the file is of Elixir or Erlang/OTP, as opposed to a
// package that a project may bring itself.
func (s Source) System() bool { return s.subject.System }

// ModulesFile is the file of a subject that lists its sources: a line for each, the
// file and the modules that the parser finds in it. A test of runtime/lib
// compares it with the sources, and writes it (-update).
const ModulesFile = "modules.txt"

// Sources lists the Elixir files of subjects.
func Sources(subjects []Subject) []Source {
	var out []Source
	for _, subject := range subjects {
		if subject.Sources == nil {
			continue
		}
		index, err := fs.ReadFile(subject.Sources, ModulesFile)
		if err != nil {
			panic("BUG: the modules of " + subject.Name + ": " + err.Error())
		}
		for line := range strings.Lines(string(index)) {
			words := strings.Fields(line)
			out = append(out, Source{File: words[0], Modules: words[1:], subject: subject})
		}
	}
	return out
}

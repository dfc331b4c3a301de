package library

import (
	"io/fs"
	"strings"
)

// A Source is an Elixir file of the library and the modules that it defines.
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

// System reports whether the file belongs to Elixir or Erlang/OTP. All other files belong to
// packages, and a project may bring its own version of a package.
func (s Source) System() bool { return s.subject.System }

// ModulesFile is the name of the file that lists a subject's sources. Each line holds a file and
// the modules that it defines. A test of runtime/lib checks the file, and writes it with -update.
const ModulesFile = "modules.txt"

// Sources returns the Elixir files of the subjects.
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

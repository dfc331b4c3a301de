package library

import (
	"io/fs"
	"path"
	"regexp"
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

// Sources lists the Elixir files of subjects.
func Sources(subjects []Subject) []Source {
	var out []Source
	for _, subject := range subjects {
		if subject.Sources == nil {
			continue
		}
		err := fs.WalkDir(subject.Sources, ".", func(name string, _ fs.DirEntry, err error) error {
			if err != nil || path.Ext(name) != ".ex" {
				return err
			}
			src := Source{File: name, subject: subject}
			_, text := src.Read()
			src.Modules = definedModules(text)
			out = append(out, src)
			return nil
		})
		if err != nil {
			panic("BUG: embedded sources of " + subject.Name + ": " + err.Error())
		}
	}
	return out
}

var definition = regexp.MustCompile(`^( *)def(module|protocol|impl) +:?([A-Za-z_][\w.@]*)(.*)`)

// definedModules finds the modules that a source defines, from the lines that
// open them: how far a line is indented tells what it is nested in, as the
// formatter lays Elixir out. Modules made by macros are not found.
func definedModules(text string) []string {
	type open struct {
		indent int
		name   string
	}
	var stack []open
	var out []string
	for line := range strings.Lines(text) {
		d := definition.FindStringSubmatch(line)
		if d == nil {
			continue
		}
		indent := len(d[1])
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		if d[2] == "impl" {
			out = append(out, implementations(d[3], d[4])...)
			continue
		}
		name := d[3]
		if len(stack) > 0 && name[0] <= 'Z' {
			name = stack[len(stack)-1].name + "." + name
		}
		stack = append(stack, open{indent, name})
		out = append(out, name)
	}
	return out
}

var implFor = regexp.MustCompile(`for: *(\[[^\]]*\]|[\w.]+)`)

// implementations are the modules that defimpl makes: Protocol.Type for each type.
func implementations(protocol, rest string) []string {
	d := implFor.FindStringSubmatch(rest)
	if d == nil {
		return nil
	}
	var out []string
	for _, t := range strings.Split(strings.Trim(d[1], "[]"), ",") {
		out = append(out, protocol+"."+strings.TrimSpace(t))
	}
	return out
}

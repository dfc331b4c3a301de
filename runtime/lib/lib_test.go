package lib_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

var update = flag.Bool("update", false, "write the lists of the subjects' modules anew")

// TestModulesAreListed checks that the list of each subject contains the modules that its sources
// define.
func TestModulesAreListed(t *testing.T) {
	for _, subject := range lib.All() {
		if subject.Sources == nil {
			continue
		}
		var index strings.Builder
		for _, file := range sourcesOf(t, subject) {
			text, err := fs.ReadFile(subject.Sources, file)
			if err != nil {
				t.Fatal(err)
			}
			index.WriteString(file + " " + strings.Join(modulesOf(t, subject.Name+"/"+file, string(text)), " ") + "\n")
		}
		name := filepath.Join(subject.Name, library.ModulesFile)
		if *update {
			if err := os.WriteFile(name, []byte(index.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if listed, err := os.ReadFile(name); err != nil || string(listed) != index.String() {
			t.Errorf("runtime/lib/%s is not what its sources define (%v): go test ./runtime/lib -run TestModulesAreListed -update", name, err)
		}
	}
}

// sourcesOf returns the Elixir files in the folder of a subject and its subfolders. All of them
// must be embedded.
func sourcesOf(t *testing.T, subject library.Subject) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(subject.Name, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".ex" {
			return err
		}
		file := strings.TrimPrefix(filepath.ToSlash(name), subject.Name+"/")
		if _, err := fs.Stat(subject.Sources, file); err != nil {
			t.Errorf("runtime/lib/%s/subject.go does not embed %s: name it in go:embed, or move it up", subject.Name, file)
			return nil
		}
		files = append(files, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFoldersAreSubjects checks that each folder is a listed subject or serves the tests.
func TestFoldersAreSubjects(t *testing.T) {
	var names []string
	for _, s := range lib.All() {
		names = append(names, s.Name)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(names, e.Name()) && e.Name() != "station" && e.Name() != "testdata" {
			t.Errorf("runtime/lib/%s is not listed in lib.go", e.Name())
		}
	}
}

func modulesOf(t *testing.T, file, text string) []string {
	t.Helper()
	q, err := syntax.Parse(text, syntax.Options{File: file})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	collect(q, "", func(name string) { found = append(found, name) })
	return found
}

// collect calls found with the name of each module that a quoted form inside a module defines. It
// misses modules that macros define, and names that are computed.
func collect(q term.Term, inside string, found func(name string)) {
	if list, ok := q.Slice(); ok {
		for _, e := range list {
			collect(e, inside, found)
		}
		return
	}
	e := q.Elems()
	if len(e) == 2 {
		collect(e[1], inside, found)
	}
	if len(e) != 3 || !e[0].IsAtom() {
		return
	}
	args, _ := e[2].Slice()
	switch e[0].Atom().String() {
	case "quote", "def", "defp", "defmacro", "defmacrop", "@":
		return
	case "defmodule", "defprotocol":
		name, nested := moduleName(args[0])
		switch {
		case name == "":
			return
		case nested && inside != "":
			name = inside + "." + name
		}
		found(name)
		collect(term.List(args[1:]...), name, found)
	case "defimpl":
		protocol, _ := moduleName(args[0])
		for _, name := range implemented(args[1:], inside) {
			found(protocol + "." + name)
		}
	default:
		collect(e[2], inside, found)
	}
}

// moduleName returns the name in an alias or an atom. nested reports whether the name is relative
// to the enclosing module, as the name of an alias is.
func moduleName(q term.Term) (name string, nested bool) {
	if q.IsAtom() {
		return q.Atom().String(), false
	}
	e := q.Elems()
	if len(e) != 3 || !e[0].Is(term.Intern("__aliases__")) {
		return "", false
	}
	parts, _ := e[2].Slice()
	var names []string
	for _, p := range parts {
		if !p.IsAtom() {
			return "", false
		}
		names = append(names, p.Atom().String())
	}
	return strings.Join(names, "."), true
}

// implemented returns the types of a defimpl: the types after for:, or the enclosing module.
func implemented(args []term.Term, inside string) []string {
	for _, a := range args {
		options, _ := a.Slice()
		for _, o := range options {
			e := o.Elems()
			if len(e) != 2 || !e[0].Is(term.Intern("for")) {
				continue
			}
			types, isList := e[1].Slice()
			if !isList {
				types = []term.Term{e[1]}
			}
			var names []string
			for _, t := range types {
				if name, _ := moduleName(t); name != "" {
					names = append(names, name)
				}
			}
			return names
		}
	}
	if inside == "" {
		return nil
	}
	return []string{inside}
}

func TestModulesAreFound(t *testing.T) {
	const text = `
defmodule GenServer do
  @moduledoc """
  defmodule Shown do
  """
  defmodule Inner.Deep do
  end
  defprotocol Size do
  end
  defimpl String.Chars do
  end
  defmacro __using__(_), do: quote(do: defmodule Made do end)
end
defmodule :gen_server do
end
if true do
  defimpl Enumerable, for: [List, Map] do
  end
end
for module <- [Atom] do
  defimpl Inspect, for: unquote(module) do
  end
end
`
	want := []string{"GenServer", "GenServer.Inner.Deep", "GenServer.Size", "String.Chars.GenServer", "gen_server", "Enumerable.List", "Enumerable.Map"}
	if got := modulesOf(t, "a.ex", text); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestModulesHaveOneSource(t *testing.T) {
	seen := map[string]string{}
	for _, src := range lib.Sources() {
		if len(src.Modules) == 0 {
			t.Errorf("%s defines no module", src.File)
		}
		for _, m := range src.Modules {
			if other, twice := seen[m]; twice {
				t.Errorf("%s is defined in %s and in %s", m, other, src.File)
			}
			seen[m] = src.File
		}
	}
}

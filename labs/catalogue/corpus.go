package catalogue

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file reads a lab's solution and the programs that measure the quality of its checks.

// A Corpus is a set of programs with their expected verdicts.
type Corpus struct {
	// File is the default file of the programs, relative to the project.
	File     string    `yaml:"file"`
	Programs []Program `yaml:"programs"`
	// bases maps files to the texts into which the programs' functions are inserted.
	bases map[string]string
}

// A Program is a right or wrong solution of an exercise.
type Program struct {
	ID string `yaml:"id"`
	// Verdict is the expected verdict: Passes, Refused, Uncompiled, Failed, or the mistake that the
	// checks must name.
	Verdict string `yaml:"verdict"`
	// Code defines the functions of File that differ from the lab's solution. If it begins with a
	// module, it replaces the whole file.
	Code string `yaml:"code,omitempty"`
	// Replace maps texts of File to their replacements in this program.
	Replace map[string]string `yaml:"replace,omitempty"`
	File    string            `yaml:"file,omitempty"`
	// Files maps names of additional files of the project to their texts.
	Files map[string]string `yaml:"files,omitempty"`
	// Source is the file that defines the program. Line and Column are the position of its code
	// there. Margin is the indentation of the code's lines.
	Source               string `yaml:"-"`
	Line, Column, Margin int    `yaml:"-"`
}

// Passes is the verdict of a right program. Refused is the verdict of a wrong program for which
// the checks may name any mistake.
const (
	Passes  = "pass"
	Refused = "wrong"
)

// Uncompiled is the verdict of a program that does not compile. Failed is the verdict of a program
// that leaves nothing to observe. Neither verdict names a mistake.
const (
	Uncompiled = "compile"
	Failed     = "error"
)

// solutionDir and programsDir are subfolders of a lab. The files of the solution replace those of
// the project. The programs measure the quality of the checks.
const (
	solutionDir = "solution"
	programsDir = "programs"
)

// HasSolution reports whether the lab has a solution.
func (l *Lab) HasSolution() bool { return exists(l.Folder, solutionDir) }

// HasPrograms reports whether the lab has programs.
func (l *Lab) HasPrograms() bool { return exists(l.Folder, programsDir) }

// Solution lists the files of the lab's solution, relative to the project.
func (l *Lab) Solution() ([]string, error) {
	var files []string
	err := fs.WalkDir(l.Folder, solutionDir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name[len(solutionDir)+1:])
		}
		return err
	})
	return files, err
}

// SolutionText returns the text of a file of the solution.
func (l *Lab) SolutionText(file string) ([]byte, error) {
	return fs.ReadFile(l.Folder, path.Join(solutionDir, file))
}

// LoadCorpus reads the programs of a lab. The argument project is the original project. If the
// error is of type Problems, the corpus is returned as well.
func LoadCorpus(l *Lab, project fs.FS) (*Corpus, error) {
	names, err := fs.Glob(l.Folder, programsDir+"/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", l.Path(programsDir), err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("lab %s has no programs to certify its checks with (%s)", l.ID, l.Path(programsDir+"/*.yaml"))
	}
	c := &Corpus{bases: map[string]string{}}
	var problems Problems
	for _, name := range names {
		var part Corpus
		doc, err := read(l.Folder, name, l.Path(name), &part)
		if err != nil {
			return nil, err
		}
		v := &validation{file: l.Path(name), doc: doc}
		text, _ := fs.ReadFile(l.Folder, name) // cannot fail: the file has been read before
		lines := strings.Split(string(text), "\n")
		for i := range part.Programs {
			p := &part.Programs[i]
			p.File, p.Source = cmp.Or(p.File, part.File), l.Path(name)
			if n := find(doc, []any{"programs", i, "code"}); n != nil {
				p.Line, p.Column = n.Line, n.Column
				_, column := begins(n, lines)
				p.Margin = column - 1
			}
			c.add(v, []any{"programs", i}, l, *p, project)
		}
		problems = append(problems, v.problems...)
	}
	if len(problems) > 0 {
		return c, problems
	}
	return c, nil
}

// add adds a program. It reports a problem if the id is not new or the lab does not define the
// mistake.
func (c *Corpus) add(v *validation, at []any, l *Lab, p Program, project fs.FS) {
	if _, known := c.bases[p.File]; !known {
		text, err := l.SolutionText(p.File)
		if errors.Is(err, fs.ErrNotExist) {
			text, err = fs.ReadFile(project, p.File)
		}
		if err != nil {
			v.at(under(at, "file"), "the program is based on %s, which does not exist", p.File)
		}
		c.bases[p.File] = string(text)
	}
	for old := range p.Replace {
		if !strings.Contains(c.bases[p.File], old) {
			v.at(under(at, "replace"), "%s has no %q to replace", p.File, old)
		}
	}
	named := p.Verdict == Passes || p.Verdict == Uncompiled || p.Verdict == Failed || p.Verdict == Refused
	if !named && l.Mistake(p.Verdict) == "" {
		v.at(under(at, "verdict"), "lab %s has no mistake %q", l.ID, p.Verdict)
	}
	if p.ID == "" || slices.ContainsFunc(c.Programs, func(o Program) bool { return o.ID == p.ID }) {
		v.at(under(at, "id"), "id %q is taken", p.ID)
	}
	c.Programs = append(c.Programs, p)
}

// Sample reduces the corpus to n evenly spread programs. If n is 0, it keeps all.
func (c *Corpus) Sample(n int) {
	if n <= 0 || n >= len(c.Programs) {
		return
	}
	kept := make([]Program, n)
	for i := range kept {
		kept[i] = c.Programs[i*len(c.Programs)/n]
	}
	c.Programs = kept
}

// Only reduces the corpus to the programs with the given ids. It returns an error for an unknown
// id.
func (c *Corpus) Only(ids []string) error {
	var kept []Program
	for _, id := range ids {
		i := slices.IndexFunc(c.Programs, func(p Program) bool { return p.ID == id })
		if i < 0 {
			return fmt.Errorf("no program is called %s", id)
		}
		kept = append(kept, c.Programs[i])
	}
	c.Programs = kept
	return nil
}

var definition = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^defp? (\w+)`) })

// Text returns the text of the program's file, in which the program's functions replace the
// functions of the same name.
func (c *Corpus) Text(p Program) string {
	text, _, _ := c.Put(p)
	return text
}

// Put is like Text, but also returns the first line and the indentation of the program's code.
func (c *Corpus) Put(p Program) (text string, line, margin int) {
	if strings.HasPrefix(p.Code, "defmodule ") {
		return p.Code, 1, 0
	}
	text = c.bases[p.File]
	for old, instead := range p.Replace {
		text = strings.ReplaceAll(text, old, instead)
	}
	if p.Code == "" {
		return text, 0, 0
	}
	for _, m := range definition().FindAllStringSubmatch(p.Code, -1) {
		text = regexp.MustCompile(`(?ms)^(?:  @impl true\n)?  defp? `+m[1]+`\b.*?^  end\n`).ReplaceAllLiteralString(text, "")
	}
	end := strings.LastIndex(text, "end")
	var code strings.Builder
	for line := range strings.Lines(strings.TrimRight(p.Code, "\n") + "\n") {
		code.WriteString("  " + line)
	}
	before := text[:end] + "\n"
	return before + code.String() + text[end:], 1 + strings.Count(before, "\n"), 2
}

package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file reads the programs by which a lab's checks are themselves checked.

// A Corpus is a set of programs with the verdict that each deserves.
type Corpus struct {
	// File is what the programs change where they say nothing else, relative to the
	// project.
	File     string    `yaml:"file"`
	Programs []Program `yaml:"programs"`
	// bases are the texts that the programs' functions are put into, by file.
	bases map[string]string
}

// A Program is one way to do an exercise, right or wrong.
type Program struct {
	ID string `yaml:"id"`
	// Verdict is "pass", "compile" for what does not compile, or the mistake
	// that the checks must name.
	Verdict string `yaml:"verdict"`
	// Code defines the functions of File that differ from the lab's solution, or is
	// the whole file where it begins with a module.
	Code string `yaml:"code,omitempty"`
	// Replace is text of File, and what stands in its place in this program.
	Replace map[string]string `yaml:"replace,omitempty"`
	File    string            `yaml:"file,omitempty"`
	// Files are more files of the project, by their names, and their whole texts.
	Files map[string]string `yaml:"files,omitempty"`
}

// Passes is the verdict of a right program, and Refused that of a wrong one for which
// any mistake may be named.
const (
	Passes  = "pass"
	Refused = "wrong"
)

// The verdicts of programs for which no mistake is named: those that do not
// compile, and those after which nothing could be seen.
const (
	Uncompiled = "compile"
	Failed     = "error"
)

// corpus is the name of the lab's programs: lab1 for 1, hello for hello.
func (l *Lab) corpus() string {
	if _, err := strconv.Atoi(l.ID); err != nil {
		return l.ID
	}
	return "lab" + l.ID
}

// LoadCorpus reads the programs of a lab; exercises is the tree as shipped.
func LoadCorpus(l *Lab, exercises fs.FS) (*Corpus, error) {
	name := path.Join("grading", l.corpus()+".yaml")
	text, err := fs.ReadFile(exercises, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("lab %s has no programs to certify its checks with (%s)", l.ID, name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	var c Corpus
	if err := yaml.Load(text, &c, yaml.WithKnownFields()); err != nil {
		return nil, problemsOf(name, err)
	}
	c.bases = map[string]string{}
	for i := range c.Programs {
		p := &c.Programs[i]
		if p.File == "" {
			p.File = c.File
		}
		if c.bases[p.File], err = baseOf(l, p.File, exercises); err != nil {
			return nil, fmt.Errorf("reading what %s of %s builds on: %w", p.ID, name, err)
		}
	}
	return &c, c.check(name, l)
}

// baseOf is a file as it is with the lab's solution in place.
func baseOf(l *Lab, file string, exercises fs.FS) (string, error) {
	text, err := fs.ReadFile(exercises, path.Join("solutions", l.Solution, file))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = fs.ReadFile(exercises, path.Join(Project, file))
	}
	return string(text), err
}

// Sample keeps n of the programs, spread evenly over them all; 0 keeps all.
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

// check wants different names, and mistakes that the lab knows.
func (c *Corpus) check(name string, l *Lab) error {
	seen := map[string]bool{}
	for _, p := range c.Programs {
		known := l.Mistake(p.Verdict) != ""
		for old := range p.Replace {
			if !strings.Contains(c.bases[p.File], old) {
				return fmt.Errorf("%s: %s: %s has no %q to replace", name, p.ID, p.File, old)
			}
		}
		switch {
		case p.ID == "" || seen[p.ID]:
			return fmt.Errorf("%s: id %q must be new", name, p.ID)
		case !known && p.Verdict != Passes && p.Verdict != Uncompiled && p.Verdict != Failed && p.Verdict != Refused:
			return fmt.Errorf("%s: %s: lab %s knows no mistake %q", name, p.ID, l.ID, p.Verdict)
		}
		seen[p.ID] = true
	}
	return nil
}

var definition = regexp.MustCompile(`(?m)^defp? (\w+)`)

// Text is the program's file with the program in it: its functions take the place of those
// of the same name.
func (c *Corpus) Text(p Program) string {
	if strings.HasPrefix(p.Code, "defmodule ") {
		return p.Code
	}
	text := c.bases[p.File]
	for old, instead := range p.Replace {
		text = strings.ReplaceAll(text, old, instead)
	}
	if p.Code == "" {
		return text
	}
	for _, m := range definition.FindAllStringSubmatch(p.Code, -1) {
		text = regexp.MustCompile(`(?ms)^(?:  @impl true\n)?  defp? `+m[1]+`\b.*?^  end\n`).ReplaceAllLiteralString(text, "")
	}
	end := strings.LastIndex(text, "end")
	var code strings.Builder
	for line := range strings.Lines(strings.TrimRight(p.Code, "\n") + "\n") {
		code.WriteString("  " + line)
	}
	return text[:end] + "\n" + code.String() + text[end:]
}

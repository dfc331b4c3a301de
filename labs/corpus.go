package labs

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file reads the programs by which a lab's checks are themselves checked.

// A Corpus is a set of programs with the verdict that each deserves.
type Corpus struct {
	// File is what the programs change, relative to the project.
	File     string    `yaml:"file"`
	Programs []Program `yaml:"programs"`
	// base is the text of File that the programs' functions are put into.
	base string
}

// A Program is one way to do an exercise, right or wrong.
type Program struct {
	ID string `yaml:"id"`
	// Verdict is "pass", "compile" for what does not compile, or the mistake
	// that the checks must name.
	Verdict string `yaml:"verdict"`
	// Code defines the functions that differ from the lab's solution.
	Code string `yaml:"code"`
}

// Passes is the verdict of a right program.
const Passes = "pass"

// The verdicts of programs for which no mistake is named: those that do not
// compile, and those after which nothing could be seen.
const (
	compiles = "compile"
	failed   = "error"
)

// LoadCorpus reads the programs of a lab; exercises is the tree as shipped.
func LoadCorpus(l *Lab, exercises fs.FS) (*Corpus, error) {
	name := path.Join("grading", "lab"+l.ID+".yaml")
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
	base, err := fs.ReadFile(exercises, path.Join("solutions", l.Solution, c.File))
	if err != nil {
		return nil, fmt.Errorf("reading the solution that %s builds on: %w", name, err)
	}
	c.base = string(base)
	return &c, c.check(name, l)
}

// check wants different names, and mistakes that the lab knows.
func (c *Corpus) check(name string, l *Lab) error {
	seen := map[string]bool{}
	for _, p := range c.Programs {
		_, known := l.Mistakes[p.Verdict]
		switch {
		case p.ID == "" || seen[p.ID]:
			return fmt.Errorf("%s: id %q must be new", name, p.ID)
		case !known && p.Verdict != Passes && p.Verdict != compiles && p.Verdict != failed:
			return fmt.Errorf("%s: %s: lab %s knows no mistake %q", name, p.ID, l.ID, p.Verdict)
		}
		seen[p.ID] = true
	}
	return nil
}

var definition = regexp.MustCompile(`(?m)^def (\w+)`)

// Text is the file with the program in it: its functions take the place of those
// of the same name.
func (c *Corpus) Text(p Program) string {
	text := c.base
	for _, m := range definition.FindAllStringSubmatch(p.Code, -1) {
		text = regexp.MustCompile(`(?ms)^  def `+m[1]+`\b.*?^  end\n`).ReplaceAllLiteralString(text, "")
	}
	end := strings.LastIndex(text, "end")
	var code strings.Builder
	for line := range strings.Lines(strings.TrimRight(p.Code, "\n") + "\n") {
		code.WriteString("  " + line)
	}
	return text[:end] + "\n" + code.String() + text[end:]
}

// Said is the verdict of a result in the words of a corpus.
func (r LabResult) Said() string {
	switch {
	case r.Verdict == Passed:
		return Passes
	case r.Verdict == Unable:
		return "unable"
	case len(r.Checks) == 0:
		return compiles
	}
	for _, c := range r.Checks {
		if c.Mistake != "" {
			return c.Mistake
		}
	}
	return ""
}

// Bound is the greatest share of errors that agrees, at 95 %, with none among n
// independent programs: the p for which (1-p)^n is 0.05.
func Bound(n int) float64 {
	if n == 0 {
		return 1
	}
	return 1 - math.Pow(0.05, 1/float64(n))
}

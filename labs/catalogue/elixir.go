package catalogue

import (
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file extracts the Elixir code in lab.yaml.

// A Snippet is a piece of Elixir code with its position.
type Snippet struct {
	File         string
	Line, Column int // of the first character
	Text         string
	// Pattern reports whether the code is a pattern with an optional guard. Otherwise it is an
	// expression.
	Pattern bool
	// Typed reports whether students type the code, which may use variables of earlier lines.
	Typed bool
	// Known are the variables that the code may use.
	Known []string
}

// Elixir returns the code of the expectations, the commands and the watch.
func (l *Lab) Elixir() []Snippet {
	text, _ := fs.ReadFile(l.Folder, LabFile) // cannot fail: the file has been read before
	e := &elixir{lab: l, lines: strings.Split(string(text), "\n")}
	if l.Watch != nil {
		e.add(l.Watch.Names, false, []string{"pid"}, "watch", "names")
		e.add(l.Watch.Known, false, nil, "watch", "known")
	}
	for i, s := range l.Steps {
		for j, t := range s.Type {
			e.add(t.Code, false, nil, "steps", i, "type", j, "code")
			e.all[len(e.all)-1].Typed = true
		}
		for j, a := range s.Show {
			if a.Code != "" {
				e.add(a.Code, false, nil, "steps", i, "show", j, "code")
				e.all[len(e.all)-1].Typed = true
			}
		}
		for j, x := range s.Until {
			known := []string{"killed", "restarted"}
			if x.On == OnEach {
				known = append(known, "before")
			}
			e.add(x.Eval, false, known[:2], "steps", i, "until", j, "eval")
			e.add(x.Match, true, known, "steps", i, "until", j, "match")
			for k, was := range x.Was {
				e.add(was, true, known, "steps", i, "until", j, "was", k)
			}
		}
	}
	return e.all
}

type elixir struct {
	lab   *Lab
	lines []string
	all   []Snippet
}

func (e *elixir) add(text string, pattern bool, known []string, at ...any) {
	if text == "" {
		return
	}
	line, column := begins(find(e.lab.doc, at), e.lines)
	e.all = append(e.all, Snippet{File: e.lab.Path(LabFile), Line: line, Column: column, Text: text, Pattern: pattern, Known: known})
}

// begins returns the position of the first character of a scalar, after its quote or its block
// indicator.
func begins(n *yaml.Node, lines []string) (line, column int) {
	switch {
	case n == nil:
		return 1, 1
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return n.Line, n.Column + 1
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && n.Line < len(lines):
		below := lines[n.Line]
		return n.Line + 1, 1 + len(below) - len(strings.TrimLeft(below, " "))
	}
	return n.Line, n.Column
}

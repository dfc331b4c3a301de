package script

import (
	"errors"
	"io/fs"
	"path"
	"slices"

	"lab/labs/catalogue"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file reads the statements of a grade.

// Load reads the grade of a lab, or returns nil if it has none. If the file has mistakes, the
// error is of type catalogue.Problems.
func Load(l *catalogue.Lab) (*Grade, error) {
	if !l.Graded() {
		return nil, nil
	}
	r := &reader{lab: l, grade: &Grade{}, codes: map[string]*code{}}
	r.file(l.Folder, catalogue.GradeFile, l.Path(catalogue.GradeFile))
	r.unused()
	if len(r.problems) == 0 {
		validate(r)
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return r.grade, nil
}

type reader struct {
	lab      *catalogue.Lab
	grade    *Grade
	codes    map[string]*code
	problems catalogue.Problems
	known    []string // variables that are defined so far
}

// code is a named piece of Elixir code.
type code struct {
	place
	quoted term.Term
	used   bool
}

func (r *reader) at(p place, format string, args ...any) {
	r.problems = append(r.problems, p.problem(format, args...))
}

// file reads a file. The argument shown is its name in messages.
func (r *reader) file(folder fs.FS, name, shown string) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		r.at(place{file: shown}, "%v", err)
		return
	}
	quoted, err := syntax.Parse(string(text), syntax.Options{File: shown, Columns: true, TokenMetadata: true})
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		r.at(place{shown, wrong.Line, wrong.Column}, "%s", wrong.Description)
		return
	}
	for _, s := range statements(quoted) {
		r.statement(shown, s)
	}
}

// unused reports named code in the lab's own file that no action uses, because it would never be
// validated.
func (r *reader) unused() {
	for name, c := range r.codes {
		if !c.used && c.file == r.lab.Path(catalogue.GradeFile) {
			r.at(c.place, "nothing uses code :%s", name)
		}
	}
	slices.SortStableFunc(r.problems, func(a, b catalogue.Problem) int { return a.Line - b.Line })
}

const topLevel = "the statements of a grade are node, named, proxy, tap, boot, include, code, prepare, before and check"

func (r *reader) statement(file string, t term.Term) {
	c, ok := callOf(file, t)
	if !ok {
		r.at(where(file, t), topLevel)
		return
	}
	g := r.grade
	switch c.name {
	case "node":
		g.Nodes = append(g.Nodes, r.node(c))
	case "named":
		g.Named = true
		for _, a := range c.args {
			g.Names = append(g.Names, r.names(c, a)...)
		}
	case "proxy":
		o := r.options(c, "config", "port", "health")
		g.Proxy = &catalogue.Proxy{Config: o.str("config"), Port: o.number("port"), Health: o.str("health")}
		r.known = append(r.known, catalogue.ProxyPlace)
	case "tap":
		for _, a := range c.args {
			g.Tap = append(g.Tap, r.modules(c, a)...)
		}
	case "boot":
		r.boot(c)
	case "include":
		r.include(c)
	case "code":
		r.code(c)
	case "prepare":
		g.Prepare = append(g.Prepare, r.actions(c)...)
	case "before":
		g.Before = append(g.Before, r.actions(c)...)
	case "check":
		g.Checks = append(g.Checks, r.check(c))
	default:
		r.at(c.place, "%s is not known here: %s", c.name, topLevel)
	}
}

func (r *reader) node(c call) catalogue.NodeSpec {
	o := r.options(c, "project", "cookie", "hidden", "serve", "port", "env")
	n := catalogue.NodeSpec{Name: r.name(c, 0), Project: o.flag("project"), Cookie: o.str("cookie"), Hidden: o.flag("hidden"),
		Serve: o.flag("serve"), Port: o.number("port"), Env: o.texts("env")}
	r.known = append(r.known, n.Name)
	return n
}

// boot reads `boot ~r/output of a node/, :mistake`.
func (r *reader) boot(c call) {
	if len(c.args) != 2 {
		r.at(c.place, "boot takes a regular expression and the name of a mistake")
		return
	}
	r.grade.Boot = append(r.grade.Boot, BootMistake{r.regex(c), r.name(c, 1), c.place})
}

// regex returns the text of a ~r sigil.
func (r *reader) regex(c call) string {
	if e := c.args[0].Elems(); len(e) == 3 && e[0].Is(term.Intern("sigil_r")) {
		if args, ok := e[2].Slice(); ok && len(args) == 2 {
			parts, _ := args[0].Elems()[2].Slice()
			if s, ok := parts[0].AsStr(); ok && len(parts) == 1 {
				return s
			}
		}
	}
	r.at(c.place, "boot takes a regular expression, ~r/output of a node/")
	return ""
}

// include reads the statements of a shared file.
func (r *reader) include(c call) {
	name := r.name(c, 0)
	if name == "" {
		return
	}
	if r.lab.Shared == nil {
		r.at(c.place, "there is nothing to include")
		return
	}
	if _, err := fs.Stat(r.lab.Shared, name+".exs"); err != nil {
		r.at(c.place, "no file %s.exs is shared by the labs", name)
		return
	}
	r.file(r.lab.Shared, name+".exs", path.Join(catalogue.SharedDir, name+".exs"))
}

// code reads a named piece of Elixir code.
func (r *reader) code(c call) {
	name := r.name(c, 0)
	if r.codes[name] != nil {
		r.at(c.place, "there is code :%s already", name)
	}
	for _, o := range c.options {
		if o.key == "do" {
			r.codes[name] = &code{place: c.place, quoted: o.value}
			return
		}
	}
	r.at(c.place, "code :%s has no do", name)
}

// piece records Elixir code for later compilation by package lint.
func (r *reader) piece(file string, form Form, t term.Term) {
	p := where(file, t)
	r.grade.Pieces = append(r.grade.Pieces, Piece{file, p.line, p.column, form, t, slices.Clone(r.known)})
}

// name reads the argument at position i, which must be an atom.
func (r *reader) name(c call, i int) string {
	if i < len(c.args) && c.args[i].IsAtom() {
		return c.args[i].Atom().String()
	}
	r.at(c.place, "%s needs a name here: an atom, such as :red", c.name)
	return ""
}

func (r *reader) str(c call, i int) string {
	if i < len(c.args) {
		if s, ok := c.args[i].AsStr(); ok {
			return s
		}
	}
	r.at(c.place, "%s needs a text as argument %d", c.name, i+1)
	return ""
}

// names reads a list of node names that are distributed at random.
func (r *reader) names(c call, t term.Term) []string {
	list, ok := t.Slice()
	if !ok {
		r.at(c.place, "named needs a list of names, such as [:node1, :node2]")
	}
	var all []string
	for _, name := range list {
		all = append(all, name.Atom().String())
	}
	return all
}

// modules reads the name of a module, or a list of such names.
func (r *reader) modules(c call, t term.Term) []string {
	if list, ok := t.Slice(); ok {
		var all []string
		for _, m := range list {
			all = append(all, r.modules(c, m)...)
		}
		return all
	}
	if e := t.Elems(); len(e) == 3 && e[0].Is(term.Intern("__aliases__")) {
		return []string{text(t)}
	}
	r.at(c.place, "%s needs modules, such as PhoenixHello.Receiver", c.name)
	return nil
}

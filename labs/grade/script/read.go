package script

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"lab/labs/catalogue"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file reads the statements of a grade.

// Load reads the grade of a lab, nil where it has none. The error is
// catalogue.Problems where the file is at fault.
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
	known    []string // variables of the actions that were read
}

// code is Elixir with a name.
type code struct {
	place
	quoted term.Term
	used   bool
}

func (r *reader) at(p place, format string, args ...any) {
	r.problems = append(r.problems, p.problem(format, args...))
}

// file reads one file; shown is its name in messages.
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

// unused wants every name of the lab's own file to be used: what nobody evaluates is
// checked by nobody.
func (r *reader) unused() {
	for name, c := range r.codes {
		if !c.used && c.file == r.lab.Path(catalogue.GradeFile) {
			r.at(c.place, "nothing uses code :%s", name)
		}
	}
	slices.SortStableFunc(r.problems, func(a, b catalogue.Problem) int { return a.Line - b.Line })
}

const topLevel = "a grade is made of node, named, proxy, tap, boot, include, code, prepare, before and check"

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

// boot reads `boot ~r/what a node says/, :mistake`.
func (r *reader) boot(c call) {
	if len(c.args) != 2 {
		r.at(c.place, "boot takes a regular expression and the name of a mistake")
		return
	}
	r.grade.Boot = append(r.grade.Boot, BootMistake{r.regex(c), r.name(c, 1), c.place})
}

// regex is the text of a sigil.
func (r *reader) regex(c call) string {
	if e := c.args[0].Elems(); len(e) == 3 && e[0].Is(term.Intern("sigil_r")) {
		if args, ok := e[2].Slice(); ok && len(args) == 2 {
			parts, _ := args[0].Elems()[2].Slice()
			if s, ok := parts[0].AsStr(); ok && len(parts) == 1 {
				return s
			}
		}
	}
	r.at(c.place, "boot takes a regular expression, ~r/what a node says/")
	return ""
}

// include reads the statements of a file that labs share.
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
	r.file(r.lab.Shared, name+".exs", "exercises/shared/"+name+".exs")
}

// code reads Elixir that has a name.
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

func (r *reader) check(c call) *Check {
	o := r.options(c, "needs", "from", "times", "do")
	k := &Check{place: c.place, ID: r.str(c, 0), Title: r.str(c, 1), Needs: o.strs("needs"), From: o.names("from"), Times: o.number("times")}
	before := len(r.known)
	r.known = append(r.known, "nodes", "nonce")
	if len(k.From) > 0 {
		r.known = append(r.known, "here")
	}
	for _, s := range statements(o.get("do")) {
		if j, ok := callOf(c.file, s); ok && j.name == "judge" {
			r.judge(k, j)
			continue
		}
		if k.Judge != "" {
			r.at(where(c.file, s), "the judge is the last of a check")
		}
		if a, ok := r.action(c.file, s); ok {
			k.Do = append(k.Do, a)
		}
	}
	if k.Judge == "" {
		r.at(c.place, "the check has no judge")
	}
	// What a check has named is known to those after it, the rest is not.
	var named []string
	for _, a := range k.Do {
		if a.As != "" {
			named = append(named, a.As)
		}
	}
	r.known = append(r.known[:before:before], named...)
	return k
}

func (r *reader) judge(k *Check, c call) {
	k.judge = c.place
	for _, o := range c.options {
		clauses, ok := o.value.Slice()
		if o.key != "do" || !ok {
			break
		}
		for _, clause := range clauses {
			e := clause.Elems()
			if len(e) != 3 || !e[0].Is(aArrow) {
				r.at(c.place, "a judge has clauses, what was seen -> :pass or the name of a mistake")
				return
			}
			parts, _ := e[2].Slice()
			head, _ := parts[0].Slice()
			if len(head) != 1 {
				r.at(where(c.file, clause), "a clause has one pattern")
				return
			}
			r.says(k, c.file, parts[1])
		}
		k.Judge = clausesText(clauses)
		r.piece(c.file, Clauses, o.value)
		return
	}
	r.at(c.place, "a judge has clauses between do and end")
}

// says notes what the value of an expression can be: an atom, or an atom and a text.
func (r *reader) says(k *Check, file string, t term.Term) {
	p := where(file, t)
	if p.line == 0 {
		p = k.judge
	}
	if t.IsAtom() {
		k.says = append(k.says, said{p, t.Atom().String()})
		return
	}
	e := t.Elems()
	switch {
	case len(e) == 2 && e[0].IsAtom():
		k.says = append(k.says, said{p, e[0].Atom().String()})
		return
	case len(e) == 3 && e[0].IsAtom():
		if c, ok := callOf(file, t); ok && r.branches(k, c) {
			return
		}
		if e[0].Is(aBlock) {
			list := statements(t)
			r.says(k, file, list[len(list)-1])
			return
		}
	}
	r.at(p, "a clause says :pass, the name of a mistake, or {:mistake, text}")
}

// branches looks into if, unless, case, cond and with.
func (r *reader) branches(k *Check, c call) bool {
	if !slices.Contains([]string{"if", "unless", "case", "cond", "with"}, c.name) {
		return false
	}
	for _, o := range c.options {
		clauses, ok := o.value.Slice()
		if !ok {
			r.says(k, c.file, o.value)
			continue
		}
		for _, clause := range clauses {
			if e := clause.Elems(); len(e) == 3 && e[0].Is(aArrow) {
				parts, _ := e[2].Slice()
				r.says(k, c.file, parts[1])
			}
		}
	}
	return true
}

// piece keeps Elixir for who looks into it.
func (r *reader) piece(file string, form Form, t term.Term) {
	p := where(file, t)
	r.grade.Pieces = append(r.grade.Pieces, Piece{file, p.line, p.column, form, t, slices.Clone(r.known)})
}

// name is the argument at position i, an atom.
func (r *reader) name(c call, i int) string {
	if i < len(c.args) && c.args[i].IsAtom() {
		return c.args[i].Atom().String()
	}
	r.at(c.place, "%s wants a name here: an atom, such as :red", c.name)
	return ""
}

func (r *reader) str(c call, i int) string {
	if i < len(c.args) {
		if s, ok := c.args[i].AsStr(); ok {
			return s
		}
	}
	r.at(c.place, "%s wants a text as its argument number %d", c.name, i+1)
	return ""
}

// modules are the names of modules: one, or a list of them.
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
	r.at(c.place, "%s wants modules, such as PhoenixHello.Receiver", c.name)
	return nil
}

// options checks the names of a call's options.
func (r *reader) options(c call, known ...string) options {
	o := options{r, c, map[string]term.Term{}}
	for _, one := range c.options {
		if !slices.Contains(known, one.key) {
			r.at(c.place, "%s has no option %s; it has %v", c.name, one.key, known)
			continue
		}
		o.by[one.key] = one.value
	}
	return o
}

type options struct {
	r    *reader
	call call
	by   map[string]term.Term
}

func (o options) get(key string) term.Term {
	if t, ok := o.by[key]; ok {
		return t
	}
	return term.Nil
}

func (o options) wrong(key, want string) {
	o.r.at(o.call.place, "%s: wants %s", key, want)
}

func (o options) str(key string) string {
	t, there := o.by[key]
	if !there {
		return ""
	}
	s, ok := t.AsStr()
	if !ok {
		o.wrong(key, "a text")
	}
	return s
}

func (o options) number(key string) int {
	t, there := o.by[key]
	if !there {
		return 0
	}
	n, ok := t.AsInt()
	if !ok || n < 1 {
		o.wrong(key, "a number")
	}
	return int(n)
}

// within is a time in milliseconds, as Elixir has them.
func (o options) time(key string) time.Duration {
	return time.Duration(o.number(key)) * time.Millisecond
}

func (o options) flag(key string) bool {
	t, there := o.by[key]
	if there && !t.Is(term.ATrue) && !t.Is(term.AFalse) {
		o.wrong(key, "true or false")
	}
	return t.Is(term.ATrue)
}

// name is an atom.
func (o options) name(key string) string {
	t, there := o.by[key]
	if !there {
		return ""
	}
	if !t.IsAtom() {
		o.wrong(key, "a name, such as :red")
		return ""
	}
	return t.Atom().String()
}

func (o options) names(key string) []string {
	var all []string
	list, ok := o.get(key).Slice()
	if _, there := o.by[key]; there && !ok {
		o.wrong(key, "a list of names")
	}
	for _, t := range list {
		if !t.IsAtom() {
			o.wrong(key, "a list of names")
			return nil
		}
		all = append(all, t.Atom().String())
	}
	return all
}

func (o options) strs(key string) []string {
	var all []string
	list, ok := o.get(key).Slice()
	if _, there := o.by[key]; there && !ok {
		o.wrong(key, "a list of texts")
	}
	for _, t := range list {
		s, ok := t.AsStr()
		if !ok {
			o.wrong(key, "a list of texts")
			return nil
		}
		all = append(all, s)
	}
	return all
}

// texts are texts by name.
func (o options) texts(key string) map[string]string {
	t, there := o.by[key]
	if !there {
		return nil
	}
	all := map[string]string{}
	pairs, ok := keywords(t)
	for _, p := range pairs {
		s, isText := p.value.AsStr()
		ok = ok && isText
		all[p.key] = s
	}
	if !ok {
		o.wrong(key, "a list of texts by name, [name: \"Ava\"]")
	}
	return all
}

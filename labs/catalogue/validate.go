package catalogue

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file checks what the YAML reader cannot: that references resolve, that
// nothing needed is empty, and that no check can pass by itself.

var (
	idForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	nodeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	nameForm = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	failForm = regexp.MustCompile(`(?:->|do:|else:)\s*\{?:([a-z_][a-z0-9_]*)`)
)

type validation struct {
	file     string
	doc      *yaml.Node
	problems Problems
}

// at reports a problem at the value that path leads to; a path is keys of mappings
// and positions in sequences.
func (v *validation) at(path []any, format string, args ...any) {
	line, column := 1, 1
	if n := find(v.doc, path); n != nil {
		line, column = n.Line, n.Column
	}
	v.problems = append(v.problems, Problem{v.file, line, column, fmt.Sprintf(format, args...)})
}

// find follows path as far as it goes.
func find(n *yaml.Node, path []any) *yaml.Node {
	if n != nil && n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for _, key := range path {
		next := child(n, key)
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

func child(n *yaml.Node, key any) *yaml.Node {
	switch key := key.(type) {
	case string:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Kind == yaml.MappingNode && n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && key < len(n.Content) {
			return n.Content[key]
		}
	}
	return nil
}

func under(path []any, more ...any) []any {
	return append(slices.Clone(path), more...)
}

func (v *validation) need(path []any, key, value string) {
	if strings.TrimSpace(value) == "" {
		v.at(under(path, key), "%s is missing or empty", key)
	}
}

func (v *validation) catalogue(c *Catalogue) {
	if c.Format != Format {
		v.at([]any{"format"}, "format is %d; this program reads format %d", c.Format, Format)
	}
	if len(c.Labs) == 0 {
		v.at([]any{"labs"}, "there are no labs")
	}
	seen := map[string]bool{}
	for i, l := range c.Labs {
		path := []any{"labs", i}
		if seen[l.ID] {
			v.at(under(path, "id"), "there is a lab %q already", l.ID)
		}
		seen[l.ID] = true
		v.lab(path, l)
	}
}

func (v *validation) lab(path []any, l *Lab) {
	if !idForm.MatchString(l.ID) {
		v.at(under(path, "id"), "id %q must be lower-case letters, digits and hyphens, at most 32", l.ID)
	}
	v.need(path, "title", l.Title)
	v.need(path, "summary", l.Summary)
	if len(l.Learn) == 0 {
		v.at(under(path, "learn"), "learn is empty: say what the student will know afterwards")
	}
	nodes := v.nodes(under(path, "nodes"), l.Nodes)
	v.proxy(under(path, "proxy"), l.Proxy, l.Nodes)
	v.page(path, l)
	v.watch(path, l)
	if len(l.Steps) == 0 {
		v.at(under(path, "steps"), "the lab has no steps")
	}
	ids := map[string]bool{}
	for i, s := range l.Steps {
		at := under(path, "steps", i)
		if ids[s.ID] {
			v.at(under(at, "id"), "there is a step %q already", s.ID)
		}
		ids[s.ID] = true
		v.step(at, s, nodes)
		v.seen(at, l, i)
		if s.Graded && l.Grade == nil {
			v.at(under(at, "graded"), "the step is graded, but the lab has no grade")
		}
	}
	if l.Grade != nil {
		v.grade(under(path, "grade"), l)
	}
}

// watch wants to know what is counted where a forecast asks for a count.
func (v *validation) watch(path []any, l *Lab) {
	if l.Watch != nil {
		v.need(under(path, "watch"), "module", l.Watch.Module)
		v.need(under(path, "watch"), "called", l.Watch.Called)
	}
	for i, f := range l.Forecasts {
		at := under(path, "forecasts", i)
		v.need(at, "ask", f.Ask)
		if l.Watch == nil {
			v.at(at, "a forecast counts processes, and the lab has no watch to say which")
		}
		for j, kind := range f.Faults {
			if !slices.Contains(FaultKinds, kind) {
				v.at(under(at, "faults", j), "%q is none of %s", kind, faultNames())
			}
		}
		if len(f.Faults) == 0 || f.After <= 0 {
			v.at(at, "a forecast needs faults, and after: how long after them it is looked")
		}
	}
}

func (v *validation) nodes(path []any, specs []NodeSpec) []string {
	var names []string
	for i, n := range specs {
		if !nodeForm.MatchString(n.Name) {
			v.at(under(path, i, "name"), "node name %q must be what stands before the @: lower-case letters, digits, _", n.Name)
		}
		if slices.Contains(names, n.Name) {
			v.at(under(path, i, "name"), "there is a node %q already", n.Name)
		}
		names = append(names, n.Name)
		v.port(under(path, i), n, specs[:i])
	}
	if len(names) == 0 {
		v.at(path, "there are no nodes")
	}
	return names
}

func (v *validation) on(path []any, name string, nodes []string, also ...string) {
	if slices.Contains(nodes, name) || slices.Contains(also, name) {
		return
	}
	v.at(under(path, "on"), "no node %q here; there are %s", name, strings.Join(append(slices.Clone(nodes), also...), ", "))
}

func (v *validation) grade(path []any, l *Lab) {
	g := l.Grade
	nodes := v.nodes(under(path, "nodes"), g.Nodes)
	v.proxy(under(path, "proxy"), g.Proxy, g.Nodes)
	used := map[string]bool{}
	for i, b := range g.Boot {
		at := under(path, "boot", i)
		if _, err := regexp.Compile(b.Says); err != nil || b.Says == "" {
			v.at(under(at, "says"), "says must be a regular expression: %v", err)
		}
		if l.Mistake(b.Mistake) == "" {
			v.at(under(at, "mistake"), "mistakes has no hint for %q", b.Mistake)
		}
		used[b.Mistake] = true
	}
	for i, a := range g.Prepare {
		v.action(under(path, "prepare", i), a, g, nodes, OnEach)
	}
	for i, a := range g.Before {
		v.action(under(path, "before", i), a, g, nodes, OnEach)
	}
	if len(g.Checks) == 0 {
		v.at(under(path, "checks"), "a grade without checks would pass everything")
	}
	var ids []string
	for i, c := range g.Checks {
		at := under(path, "checks", i)
		v.check(at, l, c, nodes, ids, used)
		ids = append(ids, c.ID)
	}
	for name := range l.Mistakes {
		if !used[name] {
			v.at([]any{path[0], path[1], "mistakes", name}, "no judge says :%s", name)
		}
	}
}

func (v *validation) check(path []any, l *Lab, c *Check, nodes, earlier []string, used map[string]bool) {
	if !idForm.MatchString(c.ID) || slices.Contains(earlier, c.ID) {
		v.at(under(path, "id"), "id %q must be new, of lower-case letters, digits and hyphens", c.ID)
	}
	v.need(path, "title", c.Title)
	for i, need := range c.Needs {
		if !slices.Contains(earlier, need) {
			v.at(under(path, "needs", i), "no check %q stands before this one", need)
		}
	}
	for i, from := range c.From {
		if !slices.Contains(nodes, from) {
			v.at(under(path, "from", i), "no node %q here; there are %s", from, strings.Join(nodes, ", "))
		}
	}
	also := []string{OnEach}
	if len(c.From) > 0 {
		also = append(also, OnHere)
	}
	for i, a := range c.Do {
		v.action(under(path, "do", i), a, l.Grade, nodes, also...)
	}
	v.judge(path, l, c, used)
}

// kindsOf lists what an action does; it is to be one thing.
func kindsOf(a Action) []string {
	var kinds []string
	for _, k := range []struct {
		name string
		is   bool
	}{
		{"fault", a.Fault != ""}, {"browse", a.Browse != ""}, {"eval", a.Eval != ""},
		{"attempt", a.Attempt != ""}, {"heard", a.Heard}, {"count", a.Count != ""}, {"served", a.Served},
	} {
		if k.is {
			kinds = append(kinds, k.name)
		}
	}
	return kinds
}

func (v *validation) action(path []any, a Action, g *Grade, nodes []string, also ...string) {
	if does := kindsOf(a); len(does) != 1 {
		v.at(path, "an action is one of fault, browse, eval, attempt, heard, count and served; this one is %s", cmp.Or(strings.Join(does, " and "), "none"))
		return
	}
	if a.Fault != "" {
		if a.On+a.As+a.Until != "" {
			v.at(path, "a fault has neither on nor as nor until")
		}
		if g.Proxy == nil || a.Fault != RestartProxy {
			v.fault(under(path, "fault"), a.Fault, nodes)
		}
		return
	}
	if a.Until == "" && a.Within+a.Steady != 0 {
		v.at(path, "within and steady need until: what is waited for?")
	}
	if a.As != "" && !nameForm.MatchString(a.As) {
		v.at(under(path, "as"), "as %q is not an Elixir variable name", a.As)
	}
	if a.Browse != "" {
		v.browse(path, a, g)
		return
	}
	if a.Visitor+a.Get+a.Click+a.Press+a.Opened != "" || len(a.Fill) > 0 || a.Visits+a.Trials != 0 {
		v.at(path, "visitor, get, fill, click, press, visits, trials and opened need browse: of which node is the page?")
	}
	if a.Heard && len(g.Tap) == 0 {
		v.at(path, "heard needs the grade's tap: what reaches which processes?")
	}
	if a.Eval != "" || a.Attempt != "" {
		v.on(path, a.On, nodes, append(also, OnChecker)...)
	}
	if a.On == OnChecker && (a.Eval == "" || a.Until != "") {
		v.at(path, "on the checker, values are made of those that are there: eval without until")
	}
}

func (v *validation) fault(path []any, text string, nodes []string) {
	f, err := ParseFault(text)
	if err != nil {
		v.at(path, "%v", err)
		return
	}
	for _, name := range f.at() {
		if !slices.Contains(nodes, name) {
			v.at(path, "no node %q here; there are %s", name, strings.Join(nodes, ", "))
		}
	}
}

// Judge wants at least one clause that passes and one that does not, and a hint
// for every mistake that is named.
func (v *validation) judge(path []any, l *Lab, c *Check, used map[string]bool) {
	var passes, fails bool
	for _, m := range failForm.FindAllStringSubmatch(c.Judge, -1) {
		if m[1] == "pass" {
			passes = true
			continue
		}
		fails, used[m[1]] = true, true
		if l.Mistake(m[1]) == "" {
			v.at(under(path, "judge"), "the judge says :%s, for which mistakes has no hint", m[1])
		}
	}
	if !passes || !fails {
		v.at(under(path, "judge"), "the judge of %s must be able to say :pass and a mistake", strconv.Quote(c.ID))
	}
}

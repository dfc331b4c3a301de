package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// This file validates what the YAML decoder cannot: references must resolve, required values must
// not be empty, and no check may pass trivially.

var (
	idForm   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`) })
	nodeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`) })
)

// maxWeight is the maximum weight of a check.
const maxWeight = 1000

type validation struct {
	file     string
	doc      *yaml.Node
	problems Problems
}

// at reports a problem at the value that path leads to. A path consists of keys of mappings and
// indexes of sequences.
func (v *validation) at(path []any, format string, args ...any) {
	line, column := 1, 1
	if n := find(v.doc, path); n != nil {
		line, column = n.Line, n.Column
	}
	v.problems = append(v.problems, Problem{v.file, line, column, fmt.Sprintf(format, args...)})
}

// find follows a path as far as it exists.
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

func (v *validation) format(n int) {
	if n != Format {
		v.at([]any{"format"}, "format is %d; this program reads format %d", n, Format)
	}
}

func (v *validation) lab(l *Lab) {
	var path []any
	if !idForm().MatchString(l.ID) {
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
	for check, weight := range l.Weights {
		if !(weight >= 0 && weight <= maxWeight) {
			v.at(under(path, "weights", check), "a weight is a number from 0 to %d", maxWeight)
		}
	}
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
		v.step(at, l, s, nodes)
		v.seen(at, l, i)
		if s.Graded && !l.Graded() {
			v.at(under(at, "graded"), "the step is graded, but the lab has no %s", GradeFile)
		}
	}
}

// watch reports a problem if a forecast asks for a count but the lab counts nothing.
func (v *validation) watch(path []any, l *Lab) {
	if l.Watch != nil {
		v.need(under(path, "watch"), "module", l.Watch.Module)
		v.need(under(path, "watch"), "called", l.Watch.Called)
	}
	for i, f := range l.Forecasts {
		at := under(path, "forecasts", i)
		v.need(at, "ask", f.Ask)
		if l.Watch == nil {
			v.at(at, "a forecast counts processes; add watch to say which")
		}
		for j, kind := range f.Faults {
			if _, known := kind.Form(); !known {
				v.at(under(at, "faults", j), "%q is not one of %s", kind, faultNames())
			}
		}
		if len(f.Faults) == 0 || f.After <= 0 {
			v.at(at, "a forecast needs faults, and after, the time until the count")
		}
	}
}

func (v *validation) nodes(path []any, specs []NodeSpec) []string {
	var names []string
	for i, n := range specs {
		if !nodeForm().MatchString(n.Name) {
			v.at(under(path, i, "name"), "node name %q must be the part before the @: lower-case letters, digits, _", n.Name)
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
	v.at(under(path, "on"), "there is no node %q here; use one of %s", name, strings.Join(append(slices.Clone(nodes), also...), ", "))
}

// WrongNodes returns the problems of the nodes and the proxy that a lab's grade.exs defines.
func WrongNodes(nodes []NodeSpec, p *Proxy) []string {
	v := &validation{doc: &yaml.Node{}}
	v.nodes(nil, nodes)
	v.proxy(nil, p, nodes)
	var all []string
	for _, problem := range v.problems {
		all = append(all, problem.Text)
	}
	return all
}

// IsID reports whether a text is a valid id of a lab, a step or a check.
func IsID(text string) bool { return idForm().MatchString(text) }

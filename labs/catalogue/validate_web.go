package catalogue

import (
	"slices"
	"strings"
)

// This file checks what a catalogue says of web servers, the proxy and pages.

// maxPort is the last port that there is.
const maxPort = 65535

func (v *validation) port(path []any, n NodeSpec, before []NodeSpec) {
	switch {
	case n.Serve && !n.Project:
		v.at(under(path, "serve"), "serve needs project: true: whose pages are they?")
	case n.Serve && (n.Port < 1 || n.Port > maxPort):
		v.at(under(path, "port"), "a node that serves needs a port, from 1 to %d", maxPort)
	case !n.Serve && n.Port != 0:
		v.at(under(path, "port"), "port needs serve: true")
	case n.Serve && slices.ContainsFunc(before, func(o NodeSpec) bool { return o.Port == n.Port }):
		v.at(under(path, "port"), "another node serves on port %d already", n.Port)
	}
}

func (v *validation) proxy(path []any, p *Proxy, nodes []NodeSpec) {
	if p == nil {
		return
	}
	v.need(path, "config", p.Config)
	if p.Port < 1 || p.Port > maxPort {
		v.at(under(path, "port"), "the proxy needs the port that its file has it listen on")
	}
	if len(Serving(nodes)) == 0 {
		v.at(path, "there is no node with serve: true for the proxy to stand in front of")
	}
	if slices.ContainsFunc(nodes, func(n NodeSpec) bool { return n.Port == p.Port }) {
		v.at(under(path, "port"), "a node serves on port %d", p.Port)
	}
}

func (v *validation) page(path []any, l *Lab) {
	if l.Page == "" {
		return
	}
	if !strings.HasPrefix(l.Page, "/") {
		v.at(under(path, "page"), "page %q must be a path that begins with /", l.Page)
	}
	if len(Serving(l.Nodes)) == 0 {
		v.at(under(path, "page"), "there is no node with serve: true to have a page")
	}
}

func (v *validation) browse(path []any, a Action, g *Grade) {
	if a.On+a.Eval != "" {
		v.at(path, "an action is either something to evaluate or a page to look at")
	}
	places := Serving(g.Nodes)
	if g.Proxy != nil {
		places = append(places, ProxyPlace)
	}
	if !slices.Contains(places, a.Browse) {
		v.at(under(path, "browse"), "no pages of %q here; there are those of %s", a.Browse, strings.Join(places, ", "))
	}
	if a.Get != "" && !strings.HasPrefix(a.Get, "/") {
		v.at(under(path, "get"), "get %q must be a path that begins with /", a.Get)
	}
	if (a.Visits != 0 || a.Trials != 0) && (a.Get == "" || a.Click+a.Press+a.Visitor != "" || len(a.Fill) > 0 || a.Visits*a.Trials != 0) {
		v.at(path, "visits and trials take get, and neither visitor nor fill nor click nor each other")
	}
	if a.Press != "" && a.Click != "" {
		v.at(path, "an action clicks, or presses what a value names")
	}
	if a.Opened != "" && a.Trials == 0 {
		v.at(path, "opened needs trials: when is it to be evaluated?")
	}
	if a.Visitor != "" && !nameForm.MatchString(a.Visitor) {
		v.at(under(path, "visitor"), "visitor %q must be lower-case letters, digits, _", a.Visitor)
	}
}

// Serving are the names of the nodes that have pages.
func Serving(nodes []NodeSpec) []string {
	var names []string
	for _, n := range nodes {
		if n.Serve {
			names = append(names, n.Name)
		}
	}
	return names
}

package catalogue

import (
	"slices"
	"strings"
)

// This file validates web servers, the proxy and pages.

// maxPort is the highest port number.
const maxPort = 65535

func (v *validation) port(path []any, n NodeSpec, before []NodeSpec) {
	switch {
	case n.Serve && !n.Project:
		v.at(under(path, "serve"), "serve needs project: true")
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
		v.at(under(path, "port"), "the proxy needs port, the port in its Caddyfile")
	}
	if len(Serving(nodes)) == 0 {
		v.at(path, "the proxy needs a node with serve: true")
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
		v.at(under(path, "page"), "a page needs a node with serve: true")
	}
}

// Serving returns the names of the nodes that serve pages.
func Serving(nodes []NodeSpec) []string {
	var names []string
	for _, n := range nodes {
		if n.Serve {
			names = append(names, n.Name)
		}
	}
	return names
}

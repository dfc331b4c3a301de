package main

import (
	"slices"
	"strings"
)

// A graph is which packages a package imports, by name.
type graph map[string][]string

// rows puts each package one row above the highest that it imports, from the ground up, each
// row in the order of the rooms.
func (g graph) rows() [][]string {
	level := map[string]int{}
	var of func(name string) int
	of = func(name string) int {
		if n, ok := level[name]; ok {
			return n
		}
		n := 0
		for _, to := range g[name] {
			n = max(n, of(to)+1)
		}
		level[name] = n
		return n
	}
	var rows [][]string
	for name := range g {
		for len(rows) <= of(name) {
			rows = append(rows, nil)
		}
		rows[of(name)] = append(rows[of(name)], name)
	}
	for _, row := range rows {
		slices.SortFunc(row, func(a, b string) int {
			if c := roomOf(a) - roomOf(b); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
	}
	return rows
}

// direct are the imports of a package that no other of its imports leads to.
func (g graph) direct(name string) []string {
	var out []string
	for _, to := range g[name] {
		if !slices.ContainsFunc(g[name], func(by string) bool { return by != to && g.leads(by, to) }) {
			out = append(out, to)
		}
	}
	slices.Sort(out)
	return out
}

// leads reports whether imports lead from one package to another.
func (g graph) leads(from, to string) bool {
	return slices.ContainsFunc(g[from], func(next string) bool { return next == to || g.leads(next, to) })
}

// rooms are the folders of the top, in the order in which they stand in a row, each with
// its colour.
var rooms = []struct{ folder, colour string }{
	{"runtime", "#dbe9f6"}, {"labs", "#e2f0d9"}, {"repl", "#fbe5d6"}, {"cli", "#ead9f0"}, {"", "#eeeeee"},
}

func roomOf(name string) int {
	return slices.IndexFunc(rooms, func(r struct{ folder, colour string }) bool {
		return r.folder == "" || name == r.folder || strings.HasPrefix(name, r.folder+"/")
	})
}

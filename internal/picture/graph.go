package main

import (
	"slices"
	"strings"
)

// A graph maps the name of a package to the names of the packages it imports.
type graph map[string][]string

// rows returns the rows from the bottom up. Each package is one row above the highest package that
// it imports. Each row is in the order of topFolders.
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
			if c := folderOf(a) - folderOf(b); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
	}
	return rows
}

// direct returns the imports of a package that none of its other imports reaches.
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

// leads reports whether a chain of imports leads from one package to another.
func (g graph) leads(from, to string) bool {
	return slices.ContainsFunc(g[from], func(next string) bool { return next == to || g.leads(next, to) })
}

// topFolders are the top-level folders in their order within a row, each with its colour.
var topFolders = []struct{ folder, colour string }{
	{"runtime", "#dbe9f6"}, {"labs", "#e2f0d9"}, {"repl", "#fbe5d6"}, {"cli", "#ead9f0"}, {"", "#eeeeee"},
}

func folderOf(name string) int {
	return slices.IndexFunc(topFolders, func(r struct{ folder, colour string }) bool {
		return r.folder == "" || name == r.folder || strings.HasPrefix(name, r.folder+"/")
	})
}

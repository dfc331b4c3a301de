package expand

import (
	"cmp"
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file rejects patterns whose variables are defined in terms of themselves: {x = {:ok, x}}.

// A joint is a match inside a pattern: two patterns for the same value.
type joint struct{ left, right term.Term }

// A named is a variable of a pattern.
type named struct {
	version int64
	name    string
}

// definedBy maps each variable of a pattern to the variables in its value.
type definedBy map[named][]named

// CheckRecursive fails if a variable of the last expanded patterns is defined by itself. shown
// returns the source code of these patterns.
func (x *Expander) CheckRecursive(meta term.Term, shown func() string) {
	joints := x.joints
	x.joints = nil
	if len(joints) == 0 {
		return
	}
	by := definedBy{}
	for _, j := range joints {
		if v, ok := by.add(j); !ok {
			x.Fail(meta, diagnostic.DefinedByItself, shown(), v.name)
		}
	}
	for _, v := range by.sorted() {
		switch path := by.cycle(v, v, nil, map[named]bool{}); len(path) {
		case 0:
		case 2:
			x.Fail(meta, diagnostic.DefinedByEachOther, shown(), path[0].name, path[1].name)
		default:
			names := make([]string, len(path))
			for i, p := range path {
				names[i] = p.name
			}
			x.Fail(meta, diagnostic.DefinedInCycle, shown(), strings.Join(names, ", "))
		}
	}
}

// add records the definitions in a joint. ok is false if a variable is defined by itself.
func (by definedBy) add(j joint) (itself named, ok bool) {
	left, right := variablesOf(j.left, nil), variablesOf(j.right, nil)
	_, isLeft := versionOf(j.left)
	if r, isRight := versionOf(j.right); isRight && !isLeft {
		left, right = []named{r}, left
	}
	for _, v := range left {
		if slices.Contains(right, v) {
			return v, false
		}
		by[v] = append(by[v], right...)
	}
	return named{}, true
}

func (by definedBy) sorted() []named {
	out := make([]named, 0, len(by))
	for v := range by {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b named) int {
		return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.version, b.version))
	})
	return out
}

// cycle returns the path from v back to start, or nil. tried holds the variables already visited.
func (by definedBy) cycle(start, v named, path []named, tried map[named]bool) []named {
	tried[v] = true
	path = append(path, v)
	for _, next := range by[v] {
		if next == start {
			return path
		}
		if tried[next] {
			continue
		}
		if found := by.cycle(start, next, path, tried); found != nil {
			return found
		}
	}
	return nil
}

// versionOf returns the variable that t denotes, with its version. ok is false if t is not a
// variable with a version.
func versionOf(t term.Term) (named, bool) {
	name, meta, ctx, ok := quoted.IsVar(t)
	if !ok {
		return named{}, false
	}
	version, ok := quoted.KwGet(meta, quoted.AVersion)
	if !ok {
		return named{}, false
	}
	n, _ := version.AsInt()
	return named{n, `"` + name.String() + `"` + contextInfo(ctx)}, true
}

// variablesOf appends the variables that a pattern defines to found. Pinned variables and
// variables in sizes are not defined by the pattern.
func variablesOf(t term.Term, found []named) []named {
	if v, ok := versionOf(t); ok {
		if slices.Contains(found, v) {
			return found
		}
		return append(found, v)
	}
	for c := t.Cons(); c != nil; c = t.Cons() {
		found, t = variablesOf(c.Head, found), c.Tail
	}
	el := t.Elems()
	switch {
	case len(el) == 2:
		return variablesOf(el[1], variablesOf(el[0], found))
	case len(el) != 3 || el[0].Is(quoted.APin):
		return found
	case el[0].Is(quoted.AColons):
		return variablesOf(quoted.Slice(el[2])[0], found)
	}
	return variablesOf(el[2], found)
}

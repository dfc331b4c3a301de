package code

import (
	"slices"

	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file implements the functions of Module that inspect a module during its definition.

func (s *Server) definitionNatives() {
	m := s.m
	m.Native("Module", "get_definition", 2, s.opened("get_definition/3", (*module).getDefinition))
	m.Native("Module", "get_definition", 3, s.opened("get_definition/3", (*module).getDefinition))
	m.Native("Module", "delete_definition", 2, s.opened("delete_definition/2", (*module).deleteDefinition))
	m.Native("Module", "overridables_in", 1, s.opened("overridables_in/1", (*module).overridablesIn))
	m.Native("Module", "attributes_in", 1, s.opened("attributes_in/1", (*module).attributesIn))
	m.Native("Module", "get_last_attribute", 2, s.moduleLast)
	m.Native("Module", "get_last_attribute", 3, s.moduleLast)
	m.Native("Module", "defines_type?", 2, s.opened("defines_type?/2", (*module).definesType))
}

// getDefinition implements Module.get_definition. It returns {:v1, kind, meta, clauses} or nil.
func (m *module) getDefinition(a []term.Term) (term.Term, error) {
	n, _ := quoted.NameArityOf(a[1])
	d := m.defs[n]
	if d == nil {
		return m.structDefinition(n), nil
	}
	clauses := term.Term(term.Empty)
	skip := false
	if len(a) == 3 {
		v, _ := quoted.KwGet(a[2], term.Intern("skip_clauses"))
		skip = v.Is(term.ATrue)
	}
	if !skip {
		clauses = d.expandedTerm()
	}
	return term.Tup(term.Sym("v1"), d.kind.Term(), d.meta, clauses), nil
}

// structDefinition returns the definition of a function that defstruct generates.
func (m *module) structDefinition(n quoted.NameArity) term.Term {
	if !m.structFn(n) || n.Arity > 1 {
		return term.Nil
	}
	return term.Tup(term.Sym("v1"), quoted.ADef.Term(), quoted.LineMeta(m.structure.Line), term.Empty)
}

// expandedTerm returns the expanded clauses as {meta, args, guards, body}.
func (d *definition) expandedTerm() term.Term {
	var out []term.Term
	for _, c := range d.clauses {
		if c.done {
			out = append(out, term.Tup(c.meta, term.List(c.out.Args...), term.List(c.out.Guards...), c.out.Body))
		}
	}
	return term.List(out...)
}

// deleteDefinition implements Module.delete_definition.
func (m *module) deleteDefinition(a []term.Term) (term.Term, error) {
	n, _ := quoted.NameArityOf(a[1])
	d := m.defs[n]
	if d == nil {
		return term.False, nil
	}
	delete(m.defs, n)
	m.order = slices.DeleteFunc(m.order, func(o *definition) bool { return o == d })
	if m.last == d {
		m.last = nil
	}
	return term.True, nil
}

func (m *module) overridablesIn(a []term.Term) (term.Term, error) {
	set := map[quoted.NameArity]bool{}
	for n := range m.overridable {
		set[n] = true
	}
	return quoted.NamesTerm(quoted.SortedNames(set)), nil
}

func (m *module) attributesIn(a []term.Term) (term.Term, error) {
	var names []term.Atom
	for n, at := range m.attrs {
		if at != nil {
			names = append(names, n)
		}
	}
	expand.SortAtoms(names)
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = n.Term()
	}
	return term.List(out...), nil
}

func (m *module) definesType(a []term.Term) (term.Term, error) {
	n, _ := quoted.NameArityOf(a[1])
	for _, t := range m.types {
		el := t.Elems()
		if got, ok := specName(el[1]); ok && got == n && typeKinds[el[0].Atom().String()] {
			return term.True, nil
		}
	}
	return term.False, nil
}

// typeKinds holds the attributes that define types.
var typeKinds = map[string]bool{"type": true, "typep": true, "opaque": true}

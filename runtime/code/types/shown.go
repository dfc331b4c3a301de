package types

import (
	"slices"
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file formats types as Elixir shows them.

// A writer formats types. fields returns the fields of a struct. With collapse, fields that can be
// anything are omitted.
type writer struct {
	collapse bool
	fields   func(mod term.Atom) []term.Atom
}

// text formats a type. Wide types are broken into lines.
func (w writer) text(t Type) string { return syntax.Format(w.form(t)) }

func call(name string, args ...term.Term) term.Term { return quoted.Node(name, term.Empty, args...) }

// form returns the quoted form of a type. The dynamic part comes first.
func (w writer) form(t Type) term.Term {
	if !t.dynamic {
		return or(w.parts(t.sure))
	}
	if t.sure.all() {
		return call("term")
	}
	return or(append(w.dynamic(t.maybe), w.parts(t.sure)...))
}

func (w writer) set(s *set) term.Term { return or(w.parts(s)) }

// dynamic returns the parts of a dynamic set. A single kind without parts is shown without
// dynamic(), because it cannot be narrowed.
func (w writer) dynamic(s *set) []term.Term {
	if s.all() {
		return []term.Term{call("dynamic")}
	}
	parts := w.parts(s)
	if s != nil && s.atoms.none() && len(s.maps)+len(s.tuples)+len(s.lists) == 0 && len(parts) == 1 {
		return parts
	}
	if len(parts) == 0 {
		return []term.Term{call("none")}
	}
	return []term.Term{call("dynamic", or(parts))}
}

// or joins the parts of a union.
func or(parts []term.Term) term.Term {
	if len(parts) == 0 {
		return call("none")
	}
	out := parts[0]
	for _, p := range parts[1:] {
		out = call("or", out, p)
	}
	return out
}

var kindNames = []struct {
	kind kinds
	name string
}{{binaries, "binary"}, {emptyLists, "empty_list"}, {integers, "integer"}, {floats, "float"}, {pids, "pid"}, {ports, "port"},
	{references, "reference"}, {functions, "fun"}}

// parts returns the members of a union, sorted by Erlang's order of their forms.
func (w writer) parts(s *set) []term.Term {
	if s == nil {
		return nil
	}
	if s.all() {
		return []term.Term{call("term")}
	}
	var out []term.Term
	rest, name := s.kinds, "non_empty_list"
	if lists := usefulLists(s.lists); s.has(emptyLists) && len(lists) > 0 {
		rest &^= emptyLists
		name = "list"
	}
	for _, l := range usefulLists(s.lists) {
		args := []term.Term{w.set(l.head)}
		if !covered(l.tail, emptyList.sure) {
			args = append(args, w.set(l.tail))
		}
		out = append(out, call(name, args...))
	}
	for _, k := range kindNames {
		if rest&k.kind != 0 {
			out = append(out, call(k.name))
		}
	}
	out = append(out, atomForms(s.atoms)...)
	for _, t := range fusedTuples(s.tuples) {
		out = append(out, w.tuple(t))
	}
	for _, r := range fusedRecords(s.maps) {
		out = append(out, w.record(r))
	}
	slices.SortFunc(out, term.Compare)
	return out
}

func atomForms(a atoms) []term.Term {
	if a.all {
		return []term.Term{call("atom")}
	}
	var out []term.Term
	booleans := a.has(term.ATrue) && a.has(term.AFalse)
	if booleans {
		out = append(out, call("boolean"))
	}
	for _, n := range a.names {
		if !booleans || n != term.ATrue && n != term.AFalse {
			out = append(out, literal(n))
		}
	}
	return out
}

// literal returns the form of an atom. The name of a module becomes an alias.
func literal(n term.Atom) term.Term {
	name, ok := strings.CutPrefix(n.String(), "Elixir.")
	if !ok || strings.HasPrefix(term.Inspect(n.Term(), term.Opts{}), ":") {
		return quoted.Node("__block__", term.Empty, n.Term())
	}
	var segments []term.Term
	for s := range strings.SplitSeq(name, ".") {
		segments = append(segments, term.Sym(s))
	}
	return quoted.Node("__aliases__", term.Empty, segments...)
}

func (w writer) tuple(t tuple) term.Term {
	var args []term.Term
	for _, e := range t.elems {
		args = append(args, w.set(e))
	}
	if t.open {
		args = append(args, quoted.Variable("...", term.Empty, term.ANil))
	}
	return quoted.Node("{}", term.Empty, args...)
}

func (w writer) record(r record) term.Term {
	if !r.open && len(r.fields) == 0 {
		return call("empty_map")
	}
	if mod, ok := r.structName(); ok {
		rest := record{fields: slices.DeleteFunc(slices.Clone(r.fields), func(f field) bool { return f.key == term.AStruct })}
		return quoted.Node("%", term.Empty, literal(mod), quoted.Node("%{}", term.Empty, w.fieldForms(w.collapsed(mod, rest))...))
	}
	var args []term.Term
	if r.open {
		args = append(args, quoted.Variable("...", term.Empty, term.ANil))
	}
	return quoted.Node("%{}", term.Empty, append(args, w.fieldForms(r)...)...)
}

// structName returns the name of the struct that a record describes.
func (r record) structName() (term.Atom, bool) {
	i, ok := r.at(term.AStruct)
	if !ok || r.open {
		return 0, false
	}
	v := r.fields[i].value
	if v == nil || !onlyAtoms(v) || v.atoms.all || len(v.atoms.names) != 1 {
		return 0, false
	}
	return v.atoms.names[0], true
}

// collapsed removes the fields of a struct that can be anything.
func (w writer) collapsed(mod term.Atom, r record) record {
	if !w.collapse || w.fields == nil {
		return r
	}
	known := w.fields(mod)
	for _, k := range known {
		if _, ok := r.at(k); !ok {
			return r
		}
	}
	return record{fields: slices.DeleteFunc(r.fields, func(f field) bool {
		return slices.Contains(known, f.key) && !f.value.has(unset) && f.value.all()
	})}
}

func (w writer) fieldForms(r record) []term.Term {
	keyword := !slices.ContainsFunc(r.fields, func(f field) bool { return strings.HasPrefix(f.key.String(), "Elixir.") })
	var out []term.Term
	for _, f := range r.fields {
		value, optional := split(f.value)
		if r.open && optional && value.all() {
			continue
		}
		key := literal(f.key)
		if keyword {
			key = f.key.Term()
		}
		form := w.set(value)
		switch {
		case optional && empty(value):
			form = call("not_set")
		case optional:
			form = call("if_set", form)
		}
		out = append(out, term.Tup(key, form))
	}
	return out
}

// usefulLists removes empty list types, and list types contained in other list types.
func usefulLists(ls []list) []list {
	var out []list
next:
	for _, l := range ls {
		if empty(l.head) || empty(l.tail) {
			continue
		}
		for i, m := range out {
			switch {
			case l.within(m):
				continue next
			case m.within(l):
				out[i] = l
				continue next
			case covered(l.head, m.head) && covered(m.head, l.head):
				out[i] = list{m.head, plus(m.tail, l.tail)}
				continue next
			}
		}
		out = append(out, l)
	}
	return out
}

// fusedTuples joins tuples of the same size that differ in one element.
func fusedTuples(ts []tuple) []tuple {
	var out []tuple
next:
	for _, t := range ts {
		if slices.ContainsFunc(t.elems, empty) {
			continue
		}
		for i, u := range out {
			if t.open != u.open || len(t.elems) != len(u.elems) {
				continue
			}
			differ := 0
			elems := slices.Clone(t.elems)
			for j, e := range u.elems {
				if !equal(e, t.elems[j]) {
					differ++
					elems[j] = plus(t.elems[j], e)
				}
			}
			if differ <= 1 {
				out[i].elems = elems
				continue next
			}
		}
		out = append(out, t)
	}
	return out
}

// fusedRecords joins records with the same keys if the result is equivalent.
func fusedRecords(rs []record) []record {
	var out []record
next:
	for _, r := range rs {
		if r.empty() {
			continue
		}
		for i, s := range out {
			if r.open == s.open && len(r.fields) == len(s.fields) {
				if f, ok := r.fused(s); ok {
					out[i] = f
					continue next
				}
			}
		}
		out = append(out, r)
	}
	return out
}

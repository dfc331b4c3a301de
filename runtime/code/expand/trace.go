package expand

import (
	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file tells the tracers of the compiler (Code.put_compiler_option(:tracers, ..)) what the
// code uses.

// Trace passes an event to the tracers of the environment.
func (x *Expander) Trace(event string, meta term.Term, rest ...term.Term) {
	if len(x.Env.Tracers) == 0 {
		return
	}
	if err := x.Host.TellTracers(x.Env, term.Tup(append([]term.Term{term.Sym(event), meta}, rest...)...)); err != nil {
		x.Raise(err)
	}
}

// traceCall tells of a call of mod.name/arity.
func (x *Expander) traceCall(event string, meta term.Term, mod, name term.Atom, arity int) {
	if len(x.Env.Tracers) > 0 {
		x.Trace(event, meta, mod.Term(), name.Term(), term.Int(int64(arity)))
	}
}

// traceImport tells of a call of an imported function or macro. If a quote brought the import, the
// call is like one that names its module.
func (x *Expander) traceImport(meta term.Term, mod, name term.Atom, arity int, macro bool) {
	event := "imported_function"
	switch byMeta := x.importedByMeta(meta, arity); {
	case byMeta && macro:
		event = "remote_macro"
	case byMeta:
		event = "remote_function"
		if m, n, ok := kernel.Inlined(mod, name, arity); ok {
			mod, name = m, n
		}
	case macro:
		event = "imported_macro"
	}
	x.traceCall(event, meta, mod, name, arity)
}

// traceQuoted tells of the imports that a quoted call takes along, one event for each module.
func (x *Expander) traceQuoted(meta term.Term, name term.Atom, found []term.Term) {
	if len(x.Env.Tracers) == 0 {
		return
	}
	arities := map[term.Atom][]term.Term{}
	var mods []term.Atom
	for _, f := range found {
		mod := f.Elems()[1].Atom()
		if arities[mod] == nil {
			mods = append(mods, mod)
		}
		arities[mod] = append(arities[mod], f.Elems()[0])
	}
	for _, mod := range mods {
		x.Trace("imported_quoted", meta, mod.Term(), name.Term(), term.List(arities[mod]...))
	}
}

// traceStruct tells of the use of a struct with some of its fields.
func (x *Expander) traceStruct(meta term.Term, mod term.Atom, fields []term.Term) {
	if len(x.Env.Tracers) == 0 {
		return
	}
	keys := make([]term.Term, 0, len(fields))
	for _, f := range fields {
		keys = append(keys, f.Elems()[0])
	}
	x.Trace("struct_expansion", meta, mod.Term(), term.List(keys...))
}

// resolve returns the module that an alias stands for.
func (x *Expander) resolve(meta term.Term, parts []term.Atom) term.Atom {
	if len(x.Env.Tracers) > 0 && len(parts) > 0 {
		if to, ok := x.Env.LookupAlias(meta, parts[:1]); ok {
			x.Trace("alias_expansion", meta, lexical.ConcatAlias(parts[:1]).Term(), to.Term())
		}
	}
	return x.Env.ExpandAlias(meta, parts)
}

// Named expands the module that alias, require, import or defmodule names. Such a name does not
// count as a reference to the module.
func (x *Expander) Named(ref term.Term) term.Term {
	if meta, parts, ok := quoted.IsCallOf(ref, quoted.AAliases, -1); ok {
		return x.moduleOf(ref, meta, parts)
	}
	return x.Expand(ref)
}

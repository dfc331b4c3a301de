package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file runs the simple statements in the bodies of embedded modules without compiling them:
// definitions, documentation and types.

// direct runs a statement if the statement is simple, and reports whether it has run.
func (r *bodyRun) direct(t term.Term) bool {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok {
		return false
	}
	switch name {
	case quoted.ADef, quoted.ADefp, quoted.ADefmacro, quoted.ADefmacrop:
		return r.directDef(name, meta, args)
	case term.Intern("@"):
		return len(args) == 1 && r.directAttribute(args[0])
	case quoted.AAlias, quoted.AImport, quoted.ARequire:
		_, err := expand.Guarded(func() term.Term { return r.x.Expand(t) })
		if err != nil {
			return false
		}
		return true
	}
	return false
}

func (r *bodyRun) directDef(kind term.Atom, meta term.Term, args []term.Term) bool {
	if r.mod.protocol || len(args) == 0 || len(args) > 2 || expand.HasUnquotes(args[0]) || len(args) == 2 && expand.HasUnquotes(args[1]) {
		return false
	}
	if len(r.mod.definitionHooks()) > 0 {
		return false
	}
	if mod, _ := r.x.FindImport(meta, kind, len(args)); mod != quoted.AKernel {
		return false
	}
	site := &defSite{kind: kind, env: *r.x.Env, meta: meta, call: args[0]}
	if len(args) == 2 {
		site.body = args[1]
	}
	site.env.Scope = nil
	_, err := expand.Guarded(func() term.Term {
		x := newExpander(r.s, r.job, &site.env, r.mod)
		d, _ := x.store(site)
		return d.name.Term()
	})
	return err == nil
}

// whole returns a definition with a parsed body. The parser may have left the body as text.
func (r *bodyRun) whole(t term.Term) (term.Term, error) {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok || len(args) != 2 {
		return t, nil
	}
	do, ok := quoted.KwGet(args[1], quoted.ADo)
	if !ok {
		return t, nil
	}
	if _, _, late := syntax.Late(do); !late {
		return t, nil
	}
	do, err := syntax.ReadLate(do, r.mod.file)
	return quoted.Node(name.String(), meta, args[0], term.List(quoted.Pair("do", do))), err
}

func (r *bodyRun) directAttribute(t term.Term) bool {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok || len(args) != 1 {
		return false
	}
	if typeAttributes[name.String()] {
		if expand.HasUnquotes(args[0]) {
			return false
		}
		r.mod.addType(name.String(), args[0], 0)
		return true
	}
	v := args[0]
	switch v.Kind() {
	case term.KindBits, term.KindAtom, term.KindInt:
	default:
		return false
	}
	line := quoted.LineOf(meta)
	switch name.String() {
	case "doc", "moduledoc", "typedoc":
		v = term.Tup(term.Int(int64(line)), v)
	}
	return r.mod.putAttribute(name, v, line) == nil
}

package code

import (
	"strings"

	"lab/runtime/term"
)

// This file expands aliases, alias, require and import.

func (x *expander) expandAliases(t, meta term.Term, args []term.Term) term.Term {
	parts := make([]term.Atom, len(args))
	whole := true
	for i, a := range args {
		parts[i] = a.Atom()
		whole = whole && a.IsAtom()
	}
	if whole {
		return x.env.expandAlias(meta, parts).Term()
	}
	first := x.expand(args[0])
	if !first.IsAtom() {
		x.fail(meta, "invalid alias: \"%s\". If you wanted to define an alias, an alias must expand to an atom at compile time but it did not, you may use Module.concat/2 to build it at runtime. If instead you wanted to invoke a function or access a field, wrap the function or field name in double quotes", x.s.text(t))
	}
	parts[0] = first.Atom()
	for i, p := range parts {
		if p == 0 {
			x.fail(meta, "invalid alias: \"%s\"", x.s.text(args[i]))
		}
	}
	return concatAlias(parts).Term()
}

func formAlias(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*expander).doAlias)
}

func formRequire(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*expander).doRequire)
}

func formImport(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*expander).doImport)
}

// moduleForm takes the module and options of alias, require or import apart.
func (x *expander) moduleForm(t, meta term.Term, args []term.Term, f func(x *expander, meta term.Term, mod term.Atom, ref, opts term.Term)) (term.Term, bool) {
	opts := term.Term(term.Empty)
	switch len(args) {
	case 1:
	case 2:
		opts = x.formOpts(meta, args[1])
	default:
		return t, false
	}
	name := t.Elems()[0].Atom()
	if base, parts, ok := multi(args[0]); ok {
		return x.multiForm(name, meta, base, parts, opts), true
	}
	mod := x.expand(args[0])
	if !mod.IsAtom() || mod.Is(term.ANil) || mod.Is(term.ATrue) || mod.Is(term.AFalse) {
		x.fail(meta, "invalid argument for %s, expected a compile time atom or alias, got: %s", name, x.s.text(args[0]))
	}
	f(x, meta, mod.Atom(), args[0], opts)
	return mod, true
}

// formOpts expands the options, where :as keeps its alias.
func (x *expander) formOpts(meta, opts term.Term) term.Term {
	if !keyword(opts) {
		opts = x.expand(opts)
	}
	var out []term.Term
	for _, o := range slice(opts) {
		el := o.Elems()
		if len(el) != 2 {
			x.fail(meta, "invalid options, expected a keyword list")
		}
		if el[0].Is(aAs) {
			out = append(out, term.Tup(el[0], x.asName(meta, el[1])))
			continue
		}
		out = append(out, term.Tup(el[0], x.expand(el[1])))
	}
	return term.List(out...)
}

// asName is the plain name given as :as.
func (x *expander) asName(meta, t term.Term) term.Term {
	if _, a, ok := isCallOf(t, aAliases, 1); ok && a[0].IsAtom() {
		return term.Sym("Elixir." + a[0].Atom().String())
	}
	if t.IsAtom() {
		return t
	}
	x.fail(meta, "invalid value for option :as, expected a simple alias, got: %s", x.s.text(t))
	return t
}

// multi takes Base.{A, B} apart.
func multi(t term.Term) (base term.Term, parts []term.Term, ok bool) {
	h, _, a, ok := isNode(t)
	if !ok {
		return
	}
	_, dot, ok := isCallOf(h, aDot, 2)
	if !ok || !dot[1].Is(aTuple) {
		return base, nil, false
	}
	parts, ok = a.Slice()
	return dot[0], parts, ok
}

func (x *expander) multiForm(name term.Atom, meta, base term.Term, parts []term.Term, opts term.Term) term.Term {
	b := x.expand(base)
	var mods []term.Term
	for _, p := range parts {
		var ref term.Term
		if _, a, ok := isCallOf(p, aAliases, -1); ok {
			ref = concatAlias(append([]term.Atom{b.Atom()}, atomsFrom(term.List(a...))...)).Term()
		} else if p.IsAtom() {
			ref = concatAlias([]term.Atom{b.Atom(), p.Atom()}).Term()
		} else {
			x.fail(meta, "expected a list of aliases in multi-alias, got: %s", x.s.text(p))
		}
		args := []term.Term{ref}
		if !opts.IsEmpty() {
			args = append(args, opts)
		}
		mods = append(mods, x.expand(form(name.Term(), meta, args...)))
	}
	return term.List(mods...)
}

func lastPart(mod term.Atom) term.Atom {
	s := mod.String()
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	return term.Intern("Elixir." + s)
}

func counterOf(meta term.Term) int64 {
	v, _ := kwGet(meta, aCounter)
	n, _ := v.AsInt()
	return n
}

func (x *expander) doAlias(meta term.Term, mod term.Atom, ref, opts term.Term) {
	as, ok := kwGet(opts, aAs)
	name := lastPart(mod)
	if ok {
		name = as.Atom()
	} else if s := mod.String(); !strings.HasPrefix(s, "Elixir.") {
		x.fail(meta, "alias cannot be inferred automatically for module: %s, please use the :as option. Implicit aliasing is only supported with Elixir modules", inspect(mod.Term()))
	}
	x.env.addAlias(name, mod, counterOf(meta))
}

func (x *expander) doRequire(meta term.Term, mod term.Atom, ref, opts term.Term) {
	if _, ok := kwGet(meta, aDefined); !ok {
		x.ensureLoaded(meta, mod)
	}
	x.env.require(mod)
	if as, ok := kwGet(opts, aAs); ok {
		x.env.addAlias(as.Atom(), mod, counterOf(meta))
	}
}

// ensureLoaded waits for mod to be there, or fails.
func (x *expander) ensureLoaded(meta term.Term, mod term.Atom) {
	if x.s.ensureLoaded(x.job, mod) {
		return
	}
	name := inspect(mod.Term())
	for _, c := range x.env.Contexts {
		if c == mod && x.s.beingDefined(mod) {
			x.fail(meta, "you are trying to use/import/require the module %s which is currently being defined.\n\n"+
				"This may happen if you accidentally override the module you want to use. For example:\n\n"+
				"    defmodule MyApp do\n      defmodule Supervisor do\n        use Supervisor\n      end\n    end\n\n"+
				"In the example above, the new Supervisor conflicts with Elixir's Supervisor. This may be fixed by using the fully qualified name in the definition:\n\n"+
				"    defmodule MyApp.Supervisor do\n      use Supervisor\n    end\n", name)
		}
	}
	for _, c := range x.env.Contexts {
		if c == mod {
			x.fail(meta, "module %s is not loaded but was defined. This happens when you depend on a module in the same context in which it is defined. For example:\n\n"+
				"    defmodule MyApp do\n      defmodule Mod do\n      end\n\n      use Mod\n    end\n\n"+
				"Try defining the module outside the context that uses it:\n\n    defmodule MyApp.Mod do\n    end\n\n    defmodule MyApp do\n      use MyApp.Mod\n    end\n\n"+
				"If the module is defined at the top-level and you are trying to use it at the top-level, this is not supported by Elixir", name)
		}
	}
	if x.s.Absent != nil && x.s.Absent(mod) {
		x.fail(meta, "module %s is not part of lab", name)
	}
	hint := ""
	if x.s.isUnavailable(mod) {
		hint = " This may happen when you have circular dependencies."
	}
	x.fail(meta, "module %s is not loaded and could not be found%s", name, hint)
}

func (x *expander) doImport(meta term.Term, mod term.Atom, ref, opts term.Term) {
	x.ensureLoaded(meta, mod)
	x.env.require(mod)
	fns, macros := x.s.exportsOf(x.job, mod)
	only, hasOnly := kwGet(opts, aOnly)
	except, hasExcept := kwGet(opts, aExcept)
	oldF, oldM := importedFrom(x.env.Functions, mod), importedFrom(x.env.Macros, mod)
	switch {
	case hasOnly && only.IsAtom():
		switch only.Atom() {
		case aFunctions:
			macros = nil
		case aMacros:
			fns = nil
		case aSigils:
			fns, macros = sigilsOf(fns), sigilsOf(macros)
		default:
			x.fail(meta, "invalid :only option for import, expected value to be an atom :functions, :macros, or a literal keyword list of function names with arity as values, got: %s", inspect(only))
		}
		if hasExcept {
			fns, macros = without(fns, except), without(macros, except)
		}
	case hasOnly:
		x.checkOnly(meta, mod, only, fns, macros)
		fns, macros = onlyNames(fns, only), onlyNames(macros, only)
	case hasExcept:
		if oldF != nil || oldM != nil {
			fns, macros = oldF, oldM
		}
		fns, macros = without(fns, except), without(macros, except)
	default:
		fns, macros = plainNames(fns), plainNames(macros)
	}
	if !hasOnly {
		fns, macros = plainNames(fns), plainNames(macros)
	}
	x.env.Functions = withImport(x.env.Functions, mod, fns)
	x.env.Macros = withImport(x.env.Macros, mod, macros)
}

func (x *expander) checkOnly(meta term.Term, mod term.Atom, only term.Term, fns, macros map[nameArity]bool) {
	for _, o := range slice(only) {
		n, ok := nameArityOf(o)
		if !ok {
			x.fail(meta, "invalid :only option for import, expected a keyword list with integer values, got: %s", inspect(only))
		}
		if !fns[n] && !macros[n] {
			x.fail(meta, "cannot import %s.%s because it is undefined or private", inspect(mod.Term()), n)
		}
	}
}

func importedFrom(is []imported, mod term.Atom) map[nameArity]bool {
	for _, i := range is {
		if i.module == mod {
			return i.names
		}
	}
	return nil
}

func withImport(is []imported, mod term.Atom, names map[nameArity]bool) []imported {
	out := []imported{}
	if len(names) > 0 {
		out = append(out, newImported(mod, names))
	}
	for _, i := range is {
		if i.module != mod {
			out = append(out, i)
		}
	}
	return out
}

func selectNames(set map[nameArity]bool, keep func(nameArity) bool) map[nameArity]bool {
	out := map[nameArity]bool{}
	for n := range set {
		if keep(n) {
			out[n] = true
		}
	}
	return out
}

func namesOf(t term.Term) map[nameArity]bool {
	out := map[nameArity]bool{}
	for _, o := range slice(t) {
		if n, ok := nameArityOf(o); ok {
			out[n] = true
		}
	}
	return out
}

func without(set map[nameArity]bool, except term.Term) map[nameArity]bool {
	no := namesOf(except)
	return selectNames(set, func(n nameArity) bool { return !no[n] })
}

func onlyNames(set map[nameArity]bool, only term.Term) map[nameArity]bool {
	yes := namesOf(only)
	return selectNames(set, func(n nameArity) bool { return yes[n] })
}

func sigilsOf(set map[nameArity]bool) map[nameArity]bool {
	return selectNames(set, func(n nameArity) bool { return n.arity == 2 && strings.HasPrefix(n.name.String(), "sigil_") })
}

// plainNames leaves out the names that begin with an underscore.
func plainNames(set map[nameArity]bool) map[nameArity]bool {
	return selectNames(set, func(n nameArity) bool { return !strings.HasPrefix(n.name.String(), "_") })
}

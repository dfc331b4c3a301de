package expand

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands aliases, alias, require and import.

func (x *Expander) expandAliases(t, meta term.Term, args []term.Term) term.Term {
	mod := x.moduleOf(t, meta, args)
	x.Trace("alias_reference", meta, mod)
	return mod
}

// moduleOf returns the module that an alias names.
func (x *Expander) moduleOf(t, meta term.Term, args []term.Term) term.Term {
	parts := make([]term.Atom, len(args))
	whole := true
	for i, a := range args {
		parts[i] = a.Atom()
		whole = whole && a.IsAtom()
	}
	if whole {
		return x.resolve(meta, parts).Term()
	}
	first := x.Expand(args[0])
	if !first.IsAtom() {
		x.Fail(meta, diagnostic.AliasOfValue, written(t))
	}
	parts[0] = first.Atom()
	for i, p := range parts {
		if p == 0 {
			x.Fail(meta, diagnostic.InvalidAlias, written(args[i]))
		}
	}
	return lexical.ConcatAlias(parts).Term()
}

func formAlias(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*Expander).Alias)
}

func formRequire(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*Expander).Require)
}

func formImport(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
	return x.moduleForm(t, meta, args, (*Expander).Import)
}

// moduleForm handles alias, require and import: it expands the module and the options, and calls f
// for each module.
func (x *Expander) moduleForm(t, meta term.Term, args []term.Term, f func(x *Expander, meta term.Term, mod term.Atom, ref, opts term.Term)) (term.Term, bool) {
	x.noMatch(t, meta)
	opts := term.Term(term.Empty)
	switch len(args) {
	case 1:
	case 2:
		opts = x.formOpts(t.Elems()[0].Atom(), meta, args[1])
	default:
		return t, false
	}
	name := t.Elems()[0].Atom()
	if base, parts, ok := Multi(args[0]); ok {
		return x.multiForm(name, meta, base, parts, opts), true
	}
	mod := x.Named(args[0])
	if !mod.IsAtom() {
		x.Fail(meta, diagnostic.NotAModule, name, written(args[0]))
	}
	f(x, meta, mod.Atom(), args[0], opts)
	return mod, true
}

// formOpts expands the options. The alias in :as is not expanded.
func (x *Expander) formOpts(form term.Atom, meta, opts term.Term) term.Term {
	if !quoted.Keyword(opts) {
		opts = x.Expand(opts)
	}
	var out []term.Term
	for _, o := range quoted.Slice(opts) {
		el := o.Elems()
		if len(el) != 2 {
			x.Fail(meta, diagnostic.InvalidModuleOptions)
		}
		if !el[0].IsAtom() || !slices.Contains(optionsOf[form], el[0].Atom().String()) {
			x.Fail(meta, diagnostic.UnsupportedModuleOption, diagnostic.Inspect(el[0]), form)
		}
		if el[0].Is(quoted.AAs) {
			out = append(out, term.Tup(el[0], x.asName(meta, el[1])))
			continue
		}
		out = append(out, term.Tup(el[0], x.Expand(el[1])))
	}
	return term.List(out...)
}

var optionsOf = map[term.Atom][]string{quoted.AAlias: {"as", "warn"}, quoted.ARequire: {"as", "warn"}, quoted.AImport: {"only", "except", "warn"}}

// asName returns the name given as :as.
func (x *Expander) asName(meta, t term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(t, quoted.AAliases, 1); ok && a[0].IsAtom() {
		return term.Sym("Elixir." + a[0].Atom().String())
	}
	if _, parts, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok && len(parts) > 1 {
		x.Fail(meta, diagnostic.NestedAs, written(t))
	}
	t = x.Expand(t)
	if name := t.Atom().String(); t.IsAtom() && strings.HasPrefix(name, "Elixir.") && isAliasName(name[len("Elixir."):]) {
		return t
	}
	x.Fail(meta, diagnostic.InvalidAs, written(t))
	return t
}

// isAliasName reports whether a name can be written as an alias.
func isAliasName(name string) bool { return name != "" && 'A' <= name[0] && name[0] <= 'Z' }

// Multi splits Base.{A, B} into Base and its parts.
func Multi(t term.Term) (base term.Term, parts []term.Term, ok bool) {
	h, _, a, ok := quoted.IsNode(t)
	if !ok {
		return
	}
	_, dot, ok := quoted.IsCallOf(h, quoted.ADot, 2)
	if !ok || !dot[1].Is(quoted.ATuple) {
		return base, nil, false
	}
	parts, ok = a.Slice()
	return dot[0], parts, ok
}

func (x *Expander) multiForm(name term.Atom, meta, base term.Term, parts []term.Term, opts term.Term) term.Term {
	if _, ok := quoted.KwGet(opts, quoted.AAs); ok {
		x.Fail(meta, diagnostic.AsOfMany)
	}
	b := x.Named(base)
	var mods []term.Term
	for _, p := range parts {
		var ref term.Term
		if _, a, ok := quoted.IsCallOf(p, quoted.AAliases, -1); ok {
			ref = lexical.ConcatAlias(append([]term.Atom{b.Atom()}, lexical.AtomsFrom(term.List(a...))...)).Term()
		} else if p.IsAtom() {
			ref = lexical.ConcatAlias([]term.Atom{b.Atom(), p.Atom()}).Term()
		} else {
			x.Fail(meta, diagnostic.NotAModule, name, written(p))
		}
		args := []term.Term{ref}
		if !opts.IsEmpty() {
			args = append(args, opts)
		}
		mods = append(mods, x.Expand(quoted.Form(name.Term(), meta, args...)))
	}
	return term.List(mods...)
}

func LastPart(mod term.Atom) term.Atom {
	s := mod.String()
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	return term.InternDerived("Elixir." + s)
}

func CounterOf(meta term.Term) int64 {
	v, _ := quoted.KwGet(meta, quoted.ACounter)
	n, _ := v.AsInt()
	return n
}

func (x *Expander) Alias(meta term.Term, mod term.Atom, ref, opts term.Term) {
	as, ok := quoted.KwGet(opts, quoted.AAs)
	name := LastPart(mod)
	if ok {
		name = as.Atom()
	} else if s := mod.String(); !strings.HasPrefix(s, "Elixir.") {
		x.Fail(meta, diagnostic.AliasNotInferred, diagnostic.Inspect(mod.Term()))
	}
	x.Env.AddAlias(name, mod, CounterOf(meta))
	x.Trace("alias", meta, mod.Term(), name.Term(), opts)
	x.Env.Tracker.Alias(name, meta, warnsOf(meta, opts))
}

func (x *Expander) Require(meta term.Term, mod term.Atom, ref, opts term.Term) {
	if _, ok := quoted.KwGet(meta, quoted.ADefined); !ok {
		x.ensureLoaded(meta, mod)
		x.Trace("require", meta, mod.Term(), opts)
	}
	x.Env.Require(mod)
	if as, ok := quoted.KwGet(opts, quoted.AAs); ok {
		x.Env.AddAlias(as.Atom(), mod, CounterOf(meta))
		x.Trace("alias", meta, mod.Term(), as, opts)
		x.Env.Tracker.Alias(as.Atom(), meta, warnsOf(meta, opts))
	}
}

// ensureLoaded waits until mod is loaded, and fails if mod cannot be loaded.
func (x *Expander) ensureLoaded(meta term.Term, mod term.Atom) {
	if x.Host.Load(mod) {
		return
	}
	name := diagnostic.Inspect(mod.Term())
	for _, c := range x.Env.Contexts {
		if c == mod && x.Host.BeingDefined(mod) {
			x.Fail(meta, diagnostic.ModuleBeingDefined, name)
		}
	}
	for _, c := range x.Env.Contexts {
		if c == mod {
			x.Fail(meta, diagnostic.ModuleInSameContext, name)
		}
	}
	if x.Host.Absent(mod) {
		x.Fail(meta, diagnostic.ModuleNotOfLab, name)
	}
	hint := ""
	if x.Host.BeingDefined(mod) {
		hint = " This may happen when you have circular dependencies."
	}
	x.Fail(meta, diagnostic.ModuleNotFound, name, hint)
}

func (x *Expander) Import(meta term.Term, mod term.Atom, ref, opts term.Term) {
	x.ensureLoaded(meta, mod)
	x.Env.Require(mod)
	fns, macros := x.Host.Names(mod)
	only, hasOnly := quoted.KwGet(opts, quoted.AOnly)
	except, hasExcept := quoted.KwGet(opts, quoted.AExcept)
	oldF, oldM := importedFrom(x.Env.Functions, mod), importedFrom(x.Env.Macros, mod)
	switch {
	case hasOnly && only.IsAtom():
		switch only.Atom() {
		case quoted.AFunctions:
			macros = nil
		case quoted.AMacros:
			fns = nil
		case quoted.ASigils:
			fns, macros = sigilsOf(fns), sigilsOf(macros)
		default:
			x.Fail(meta, diagnostic.InvalidOnly, written(only))
		}
		if hasExcept {
			x.checkExcept(meta, except)
			fns, macros = withoutNames(fns, except), withoutNames(macros, except)
		}
	case hasOnly:
		if hasExcept {
			x.Fail(meta, diagnostic.OnlyAndExcept)
		}
		x.checkOnly(meta, mod, only, opts, fns, macros)
		fns, macros = onlyNames(fns, only), onlyNames(macros, only)
	case hasExcept:
		x.checkExcept(meta, except)
		if oldF != nil || oldM != nil {
			fns, macros = oldF, oldM
		}
		fns, macros = withoutNames(fns, except), withoutNames(macros, except)
	default:
		fns, macros = plainNames(fns), plainNames(macros)
	}
	if !hasOnly {
		fns, macros = plainNames(fns), plainNames(macros)
	}
	fns, macros = x.notSpecial(meta, mod, opts, fns), x.notSpecial(meta, mod, opts, macros)
	var each []quoted.NameArity
	if hasOnly && !only.IsAtom() {
		each = quoted.SortedNames(namesOf(only))
	}
	if len(each) == 0 || len(fns)+len(macros) > 0 {
		x.Env.Tracker.Import(mod, meta, each, warnsOf(meta, opts))
	}
	x.Trace("import", meta, mod.Term(), opts)
	x.Trace("require", meta, mod.Term(), opts)
	x.Env.Functions = withImport(x.Env.Functions, mod, fns)
	x.Env.Macros = withImport(x.Env.Macros, mod, macros)
}

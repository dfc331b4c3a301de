package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
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
		return x.env.ExpandAlias(meta, parts).Term()
	}
	first := x.expand(args[0])
	if !first.IsAtom() {
		x.fail(meta, diagnostic.AliasOfValue, x.s.text(t))
	}
	parts[0] = first.Atom()
	for i, p := range parts {
		if p == 0 {
			x.fail(meta, diagnostic.InvalidAlias, x.s.text(args[i]))
		}
	}
	return lexical.ConcatAlias(parts).Term()
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
		opts = x.formOpts(t.Elems()[0].Atom(), meta, args[1])
	default:
		return t, false
	}
	name := t.Elems()[0].Atom()
	if base, parts, ok := multi(args[0]); ok {
		return x.multiForm(name, meta, base, parts, opts), true
	}
	mod := x.expand(args[0])
	if !mod.IsAtom() {
		x.fail(meta, diagnostic.NotAModule, name, x.s.text(args[0]))
	}
	f(x, meta, mod.Atom(), args[0], opts)
	return mod, true
}

// formOpts expands the options, where :as keeps its alias.
func (x *expander) formOpts(form term.Atom, meta, opts term.Term) term.Term {
	if !quoted.Keyword(opts) {
		opts = x.expand(opts)
	}
	var out []term.Term
	for _, o := range quoted.Slice(opts) {
		el := o.Elems()
		if len(el) != 2 {
			x.fail(meta, diagnostic.InvalidModuleOptions)
		}
		if !el[0].IsAtom() || !slices.Contains(optionsOf[form], el[0].Atom().String()) {
			x.fail(meta, diagnostic.UnsupportedModuleOption, inspect(el[0]), form)
		}
		if el[0].Is(quoted.AAs) {
			out = append(out, term.Tup(el[0], x.asName(meta, el[1])))
			continue
		}
		out = append(out, term.Tup(el[0], x.expand(el[1])))
	}
	return term.List(out...)
}

var optionsOf = map[term.Atom][]string{quoted.AAlias: {"as", "warn"}, quoted.ARequire: {"as", "warn"}, quoted.AImport: {"only", "except", "warn"}}

// asName is the plain name given as :as.
func (x *expander) asName(meta, t term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(t, quoted.AAliases, 1); ok && a[0].IsAtom() {
		return term.Sym("Elixir." + a[0].Atom().String())
	}
	if _, parts, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok && len(parts) > 1 {
		x.fail(meta, diagnostic.NestedAs, x.s.text(t))
	}
	t = x.expand(t)
	if name := t.Atom().String(); t.IsAtom() && strings.HasPrefix(name, "Elixir.") && isAliasName(name[len("Elixir."):]) {
		return t
	}
	x.fail(meta, diagnostic.InvalidAs, x.s.text(t))
	return t
}

// isAliasName reports whether a name can be written as an alias.
func isAliasName(name string) bool { return name != "" && 'A' <= name[0] && name[0] <= 'Z' }

// multi takes Base.{A, B} apart.
func multi(t term.Term) (base term.Term, parts []term.Term, ok bool) {
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

func (x *expander) multiForm(name term.Atom, meta, base term.Term, parts []term.Term, opts term.Term) term.Term {
	if _, ok := quoted.KwGet(opts, quoted.AAs); ok {
		x.fail(meta, diagnostic.AsOfMany)
	}
	b := x.expand(base)
	var mods []term.Term
	for _, p := range parts {
		var ref term.Term
		if _, a, ok := quoted.IsCallOf(p, quoted.AAliases, -1); ok {
			ref = lexical.ConcatAlias(append([]term.Atom{b.Atom()}, lexical.AtomsFrom(term.List(a...))...)).Term()
		} else if p.IsAtom() {
			ref = lexical.ConcatAlias([]term.Atom{b.Atom(), p.Atom()}).Term()
		} else {
			x.fail(meta, diagnostic.NotAModule, name, x.s.text(p))
		}
		args := []term.Term{ref}
		if !opts.IsEmpty() {
			args = append(args, opts)
		}
		mods = append(mods, x.expand(quoted.Form(name.Term(), meta, args...)))
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
	v, _ := quoted.KwGet(meta, quoted.ACounter)
	n, _ := v.AsInt()
	return n
}

func (x *expander) doAlias(meta term.Term, mod term.Atom, ref, opts term.Term) {
	as, ok := quoted.KwGet(opts, quoted.AAs)
	name := lastPart(mod)
	if ok {
		name = as.Atom()
	} else if s := mod.String(); !strings.HasPrefix(s, "Elixir.") {
		x.fail(meta, diagnostic.AliasNotInferred, inspect(mod.Term()))
	}
	x.env.AddAlias(name, mod, counterOf(meta))
	x.env.Tracker.Alias(name, meta, warnsOf(meta, opts))
}

func (x *expander) doRequire(meta term.Term, mod term.Atom, ref, opts term.Term) {
	if _, ok := quoted.KwGet(meta, quoted.ADefined); !ok {
		x.ensureLoaded(meta, mod)
	}
	x.env.Require(mod)
	if as, ok := quoted.KwGet(opts, quoted.AAs); ok {
		x.env.AddAlias(as.Atom(), mod, counterOf(meta))
		x.env.Tracker.Alias(as.Atom(), meta, warnsOf(meta, opts))
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
			x.fail(meta, diagnostic.ModuleBeingDefined, name)
		}
	}
	for _, c := range x.env.Contexts {
		if c == mod {
			x.fail(meta, diagnostic.ModuleInSameContext, name)
		}
	}
	if x.s.Absent != nil && x.s.Absent(mod) {
		x.fail(meta, diagnostic.ModuleNotOfLab, name)
	}
	hint := ""
	if x.s.isUnavailable(mod) {
		hint = " This may happen when you have circular dependencies."
	}
	x.fail(meta, diagnostic.ModuleNotFound, name, hint)
}

func (x *expander) doImport(meta term.Term, mod term.Atom, ref, opts term.Term) {
	x.ensureLoaded(meta, mod)
	x.env.Require(mod)
	fns, macros := x.s.exportsOf(x.job, mod)
	only, hasOnly := quoted.KwGet(opts, quoted.AOnly)
	except, hasExcept := quoted.KwGet(opts, quoted.AExcept)
	oldF, oldM := importedFrom(x.env.Functions, mod), importedFrom(x.env.Macros, mod)
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
			x.fail(meta, diagnostic.InvalidOnly, x.s.text(only))
		}
		if hasExcept {
			x.checkExcept(meta, except)
			fns, macros = withoutNames(fns, except), withoutNames(macros, except)
		}
	case hasOnly:
		if hasExcept {
			x.fail(meta, diagnostic.OnlyAndExcept)
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
	x.env.Tracker.Import(mod, meta, each, warnsOf(meta, opts))
	x.env.Functions = withImport(x.env.Functions, mod, fns)
	x.env.Macros = withImport(x.env.Macros, mod, macros)
}

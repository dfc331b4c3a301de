package code

import (
	"strings"

	"lab/runtime/term"
)

// This file holds the macros that define modules and functions.

func moduleMacros() {
	defMacro("defmodule", 2, macroDefmodule)
	for _, kind := range []term.Atom{aDef, aDefp, aDefmacro, aDefmacrop} {
		kind := kind
		defMacro(kind.String(), 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
			return x.define(kind, meta, a[0], term.Term{})
		})
		defMacro(kind.String(), 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
			return x.define(kind, meta, a[0], a[1])
		})
	}
	defMacro("@", 1, macroAttribute)
	defMacro("use", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.use(meta, a[0], term.Empty) })
	defMacro("use", 2, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.use(meta, a[0], a[1]) })
	defMacro("defoverridable", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		x.inModule(meta, "defoverridable/1")
		return remote(meta, term.Sym("Elixir.Module"), "make_overridable", x.env.Module.Term(), a[0])
	})
	defMacro("defdelegate", 2, macroDelegate)
	defMacro("defguard", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.defguard("defmacro", meta, a[0]) })
	defMacro("defguardp", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.defguard("defmacrop", meta, a[0]) })
}

// inModule fails outside of a module, as Kernel's macros do.
func (x *expander) inModule(meta term.Term, what string) {
	if x.env.Module == 0 {
		x.raise(argumentError("cannot invoke %s outside module", what))
	}
}

func macroDefmodule(x *expander, meta term.Term, a []term.Term) term.Term {
	body, ok := kwGet(a[1], aDo)
	if !ok {
		x.raise(argumentError("missing :do option in \"defmodule\""))
	}
	name := x.expand(a[0])
	env := *x.env
	if name.IsAtom() {
		if full, from, ok := x.nestedName(a[0], name.Atom()); ok {
			name = full.Term()
			x.env.addAlias(from, full, 0)
			env.Aliases = x.env.Aliases
		}
		x.env.require(name.Atom())
		x.env.Contexts = append([]term.Atom{name.Atom()}, x.env.Contexts...)
	}
	if l := lineOf(meta); l > 0 {
		env.Line = l
	}
	vars, values := x.visible()
	env.Scope = nil
	id := x.s.newBlock(&quotedBlock{job: x.job, env: env, meta: meta, body: body, vars: vars})
	call := remote(meta, aElixirMod.Term(), "compile", name, term.Int(int64(id)), term.List(values...))
	return call
}

// visible lists the variables in scope and quotes them.
func (x *expander) visible() ([]*binding, []term.Term) {
	var bs []*binding
	var vs []term.Term
	type key struct {
		name term.Atom
		kind int64
	}
	seen := map[key]bool{}
	for b := x.env.Scope; b != nil; b = b.next {
		k := key{b.name, b.kind}
		if seen[k] {
			continue
		}
		seen[k] = true
		bs = append(bs, b)
		vs = append(vs, expanded(versioned(b.name, term.Empty, b.version, term.ANil)))
	}
	return bs, vs
}

// nestedName is the full name of a module defined within another one, and the
// alias that stands for it there.
func (x *expander) nestedName(ref term.Term, mod term.Atom) (full, from term.Atom, ok bool) {
	m, parts, isAlias := isCallOf(ref, aAliases, -1)
	if !isAlias || x.env.Module == 0 || len(parts) == 0 || !parts[0].IsAtom() || parts[0].Is(aElixir) {
		return 0, 0, false
	}
	if _, found := x.env.lookupAlias(m, atomsFrom(term.List(parts...))); found {
		return 0, 0, false
	}
	full = concatAlias(append([]term.Atom{x.env.Module}, atomsFrom(term.List(parts...))...))
	first := concatAlias([]term.Atom{x.env.Module, parts[0].Atom()})
	from = term.Intern("Elixir." + parts[0].Atom().String())
	if len(parts) > 1 {
		x.env.addAlias(from, first, 0)
		// The alias is for the first part; the rest follows from it.
		return full, lastPart(full), true
	}
	return full, from, true
}

// define makes the code that stores a function or macro.
func (x *expander) define(kind term.Atom, meta, call, body term.Term) term.Term {
	what := kind.String() + "/2"
	if x.env.Module == 0 {
		x.raise(argumentError("cannot invoke %s outside module", what))
	}
	if x.env.Function != nil {
		x.raise(argumentError("cannot invoke %s inside function/macro", what))
	}
	m := x.mod
	if m == nil || m.name != x.env.Module {
		m = x.s.definedModule(x.env.Module)
	}
	if m == nil {
		x.raise(argumentError("could not call %s because the module %s is already compiled", what, inspect(x.env.moduleTerm())))
	}
	if m.protocol && kind == aDef {
		return x.protocolDef(m, meta, call)
	}
	site := &defSite{kind: kind, env: *x.env, meta: meta, call: call, body: body}
	site.env.Scope = nil
	_, site.ctx = kwGet(meta, aContext)
	if l := lineOf(meta); l > 0 {
		site.env.Line = l
	}
	m.mu.Lock()
	m.sites = append(m.sites, site)
	i := len(m.sites) - 1
	m.mu.Unlock()
	args := []term.Term{m.name.Term(), term.Int(int64(i))}
	inBody := !body.IsNone() && hasUnquotes(body)
	if hasUnquotes(call) || inBody {
		b := term.Term(aOpaque.Term())
		switch {
		case inBody:
			b = x.escapeUnquoting(body)
		case !body.IsNone():
			b = x.escapeUnquoting(body)
		}
		args = append(args, x.escapeUnquoting(call), b)
	}
	return remote(meta, aElixirDef.Term(), "store", args...)
}

func (x *expander) use(meta, mods, opts term.Term) term.Term {
	if x.env.Function != nil {
		x.raise(argumentError("cannot invoke use/%d inside function/macro", 2))
	}
	refs := []term.Term{mods}
	if base, parts, ok := multi(mods); ok {
		b := x.expand(base)
		refs = nil
		for _, p := range parts {
			_, a, _ := isCallOf(p, aAliases, -1)
			refs = append(refs, concatAlias(append([]term.Atom{b.Atom()}, atomsFrom(term.List(a...))...)).Term())
		}
	}
	var out []term.Term
	for _, r := range refs {
		mod := x.expand(r)
		if !mod.IsAtom() {
			x.raise(argumentError("invalid arguments for use, expected a compile time atom or alias, got: %s", x.s.text(r)))
		}
		out = append(out, node("require", meta, mod), remote(meta, mod, "__using__", opts))
	}
	return block(meta, out...)
}

func macroDelegate(x *expander, meta term.Term, a []term.Term) term.Term {
	to, ok := kwGet(a[1], term.Intern("to"))
	if !ok {
		x.raise(argumentError("expected to: to be given as argument"))
	}
	var out []term.Term
	heads := []term.Term{a[0]}
	if l, ok := a[0].Slice(); ok {
		heads = l
	}
	for _, h := range heads {
		name, hm, args, ok := isCall(h)
		if !ok {
			n, m, _, isv := isVar(h)
			if !isv {
				x.raise(argumentError("invalid syntax in defdelegate %s", x.s.text(h)))
			}
			name, hm, args = n, m, nil
		}
		as := term.Term(name.Term())
		if v, ok := kwGet(a[1], aAs); ok {
			as = v
		}
		pass := make([]term.Term, len(args))
		for i, arg := range args {
			pass[i] = arg
			if _, d, ok := isCallOf(arg, term.Intern("\\\\"), 2); ok {
				pass[i] = d[0]
			}
		}
		head := form(name.Term(), hm, args...)
		var body term.Term
		if as.IsAtom() {
			body = form(term.Tup(aDot.Term(), meta, term.List(to, as)), meta, pass...)
		} else {
			body = erlang(meta, "apply", to, as, term.List(pass...))
		}
		out = append(out, node("def", meta, head, term.List(pair("do", body))))
	}
	return block(meta, out...)
}

// defguard makes a macro that is its guard in guards, and evaluates its
// arguments once elsewhere.
func (x *expander) defguard(kind string, meta, t term.Term) term.Term {
	_, a, ok := isCallOf(t, aWhen, 2)
	if !ok {
		x.fail(meta, "invalid syntax in defguard %s, only variables are allowed as arguments, with a guard after when", x.s.text(t))
	}
	head := a[0]
	name, hm, args, ok := isCall(head)
	if !ok {
		n, m, _, _ := isVar(head)
		name, hm, args = n, m, nil
	}
	params := map[term.Atom]bool{}
	for _, p := range args {
		if n, _, _, ok := isVar(p); ok {
			params[n] = true
		} else if _, d, ok := isCallOf(p, term.Intern("\\\\"), 2); ok {
			n, _, _, _ := isVar(d[0])
			params[n] = true
		}
	}
	replaced := postwalk(a[1], func(t term.Term) term.Term {
		if n, _, _, ok := isVar(t); ok && params[n] {
			return node("unquote", meta, term.Tup(n.Term(), meta, term.Nil))
		}
		return t
	})
	inner := node("quote", meta, term.List(pair("do", replaced)))
	body := inner
	if len(params) > 0 {
		body = x.guardOutside(meta, args, inner, a[1])
	}
	return node(kind, meta, form(name.Term(), hm, args...), term.List(pair("do", body)))
}

// guardOutside chooses between the guard with the arguments in place and one
// that binds them first.
func (x *expander) guardOutside(meta term.Term, args []term.Term, inGuard, guard term.Term) term.Term {
	var binds []term.Term
	for _, p := range args {
		if _, d, ok := isCallOf(p, term.Intern("\\\\"), 2); ok {
			p = d[0]
		}
		n, _, _, ok := isVar(p)
		if !ok {
			continue
		}
		v := term.Tup(n.Term(), meta, term.Nil)
		binds = append(binds, node("=", meta, v, node("unquote", meta, v)))
	}
	outside := node("quote", meta, term.List(pair("do", block(meta, append(binds, guard)...))))
	ctx := form(term.Tup(aDot.Term(), meta, term.List(variable("__CALLER__", meta, term.ANil), aContext.Term())),
		kwStore(meta, aNoParens, term.True))
	test := erlang(meta, "=:=", ctx, term.Nil)
	return node("case", meta, test, term.List(pair("do", term.List(
		arrow(meta, outside, term.True), arrow(meta, inGuard, term.False)))))
}

var typeAttributes = map[string]bool{"type": true, "typep": true, "opaque": true, "spec": true, "callback": true, "macrocallback": true}

// macroAttribute expands @name, @name value.
func macroAttribute(x *expander, meta term.Term, a []term.Term) term.Term {
	if x.env.Module == 0 {
		x.raise(argumentError("cannot invoke @/1 outside module"))
	}
	name, am, args, ok := isCall(a[0])
	if !ok {
		n, m, _, isv := isVar(a[0])
		if !isv {
			x.raise(argumentError("expected 0 or 1 argument for @, got: %s", x.s.text(a[0])))
		}
		name, am, args = n, m, nil
	}
	_ = am
	if len(args) > 1 {
		x.raise(argumentError("expected 0 or 1 argument for @%s, got: %d", name, len(args)))
	}
	if len(args) == 1 && typeAttributes[name.String()] {
		return remote(meta, aElixirMod.Term(), "typespec", x.env.Module.Term(), name.Term(), x.escapeUnquoting(args[0]), term.Int(int64(lineOf(meta))))
	}
	if len(args) == 1 {
		if x.env.Function != nil {
			x.raise(argumentError("cannot set attribute @%s inside function/macro", name))
		}
		if name.String() == "behavior" {
			x.warn(meta, "@behavior attribute is not supported, please use @behaviour instead")
		}
		return remote(meta, aElixirMod.Term(), "put_attribute", x.env.Module.Term(), name.Term(), args[0], term.Int(int64(lineOf(meta))))
	}
	if x.env.Function == nil {
		return remote(meta, aElixirMod.Term(), "get_attribute", x.env.Module.Term(), name.Term(), term.Int(int64(lineOf(meta))))
	}
	m := x.mod
	if m == nil || m.name != x.env.Module {
		m = x.s.moduleState(x.env.Module)
	}
	if m == nil {
		return term.Nil
	}
	v, found := m.readAttribute(name)
	if !found {
		x.warn(meta, "undefined module attribute @%s, please remove access to @%s or explicitly set it before access", name, name)
	}
	if strings.HasPrefix(name.String(), "_") && v.IsNone() {
		v = term.Nil
	}
	return escape(v)
}

package code

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the macros that define modules and functions.

func moduleMacros() {
	defModuleMacro("defmodule", 2, macroDefmodule)
	for _, kind := range []term.Atom{quoted.ADef, quoted.ADefp, quoted.ADefmacro, quoted.ADefmacrop} {
		kind := kind
		defModuleMacro(kind.String(), 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
			return x.define(kind, meta, a[0], term.Term{})
		})
		defModuleMacro(kind.String(), 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
			return x.define(kind, meta, a[0], a[1])
		})
	}
	defModuleMacro("@", 1, macroAttribute)
	defModuleMacro("use", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.use(meta, a[0], term.Empty) })
	defModuleMacro("use", 2, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.use(meta, a[0], a[1]) })
	defModuleMacro("defoverridable", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		if x.Env.Module == 0 {
			x.Raise(expand.ArgumentError("could not call Module.make_overridable/2 because the module nil is already compiled"))
		}
		return quoted.Remote(meta, term.Sym("Elixir.Module"), "make_overridable", x.Env.Module.Term(), a[0])
	})
	defModuleMacro("defdelegate", 2, macroDelegate)
	defModuleMacro("defguard", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.defguard("defmacro", meta, a[0]) })
	defModuleMacro("defguardp", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.defguard("defmacrop", meta, a[0]) })
}

// inModule raises outside of a module, as Kernel's macros do.
func (x *expander) inModule(meta term.Term, what string) {
	if x.Env.Module == 0 {
		x.Raise(expand.ArgumentError("cannot invoke %s outside module", what))
	}
}

func macroDefmodule(x *expander, meta term.Term, a []term.Term) term.Term {
	body, ok := quoted.KwGet(a[1], quoted.ADo)
	if !ok || len(quoted.Slice(a[1])) != 1 {
		x.Raise(vm.FunctionClause("Kernel", "defmodule", a))
	}
	name := x.Named(a[0])
	env := *x.Env
	if name.IsAtom() {
		if full, first, from, ok := x.nestedName(a[0]); ok {
			name = full.Term()
			opts := term.List(quoted.Pair("as", from.Term()), quoted.Pair("warn", term.False))
			x.Trace("alias", quoted.MetaOf(a[0]), first.Term(), from.Term(), opts)
			x.Env.AddAlias(from, first, expand.CounterOf(quoted.MetaOf(a[0])))
			env.Aliases, env.MacroAliases = x.Env.Aliases, x.Env.MacroAliases
		}
		x.Env.Contexts = append([]term.Atom{name.Atom()}, x.Env.Contexts...)
	}
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	vars, values := x.visible()
	for _, b := range vars {
		*b.Used = true // the body can use it
	}
	env.Scope = nil
	id := x.s.newBlock(&quotedBlock{job: x.job, env: env, meta: meta, body: body, vars: vars})
	call := quoted.Remote(meta, quoted.AElixirMod.Term(), "compile", name, term.Int(int64(id)), term.List(values...))
	return call
}

// visible returns the variables in scope, and their quoted forms.
func (x *expander) visible() ([]*lexical.Binding, []term.Term) {
	var bs []*lexical.Binding
	var vs []term.Term
	type key struct {
		name term.Atom
		kind int64
	}
	seen := map[key]bool{}
	for b := x.Env.Scope; b != nil; b = b.Next {
		k := key{b.Name, b.Kind}
		if seen[k] {
			continue
		}
		seen[k] = true
		bs = append(bs, b)
		vs = append(vs, expand.Expanded(expand.Versioned(b.Name, term.Empty, b.Version, term.ANil)))
	}
	return bs, vs
}

// nestedName returns the full name of a nested module, the module that the first part of the
// reference names, and the alias for that module. The other parts get no alias. ok is false if the
// name is not relative to a surrounding module.
func (x *expander) nestedName(ref term.Term) (full, first, from term.Atom, ok bool) {
	_, parts, isAlias := quoted.IsCallOf(ref, quoted.AAliases, -1)
	if !isAlias || x.Env.Module == 0 || len(parts) == 0 || !parts[0].IsAtom() || len(parts) > 1 && parts[0].Is(quoted.AElixir) {
		return 0, 0, 0, false
	}
	full = lexical.ConcatAlias(append([]term.Atom{x.Env.Module}, lexical.AtomsFrom(term.List(parts...))...))
	first = lexical.ConcatAlias([]term.Atom{x.Env.Module, parts[0].Atom()})
	return full, first, term.InternDerived("Elixir." + parts[0].Atom().String()), true
}

// define returns the code that stores a function or macro.
func (x *expander) define(kind term.Atom, meta, call, body term.Term) term.Term {
	what := kind.String() + "/2"
	if x.Env.Module == 0 {
		x.Raise(expand.ArgumentError("cannot invoke %s outside module", what))
	}
	if x.Env.Function != nil {
		x.Raise(expand.ArgumentError("cannot invoke %s inside function/macro", what))
	}
	m := x.mod
	if m == nil || m.name != x.Env.Module {
		m = x.s.definedModule(x.Env.Module)
	}
	if m == nil {
		x.Raise(expand.ArgumentError("could not call %s because the module %s is already compiled", what, diagnostic.Inspect(x.Env.ModuleTerm())))
	}
	if m.protocol && kind == quoted.ADef {
		return x.protocolDef(m, meta, call)
	}
	return x.defines(m, kind, meta, call, body)
}

// defines returns the code that stores a definition in a module.
func (x *expander) defines(m *module, kind term.Atom, meta, call, body term.Term) term.Term {
	site := &defSite{kind: kind, env: *x.Env, meta: meta, call: call, body: body}
	site.env.Scope = nil
	if ctx, ok := quoted.KwGet(meta, quoted.AContext); ok {
		site.ctx = ctx.Atom()
	}
	if l := quoted.LineOf(meta); l > 0 {
		site.env.Line = l
	}
	m.mu.Lock()
	m.sites = append(m.sites, site)
	i := len(m.sites) - 1
	m.mu.Unlock()
	args := []term.Term{m.name.Term(), term.Int(int64(i))}
	inBody := !body.IsNone() && expand.HasUnquotes(body)
	if expand.HasUnquotes(call) || inBody {
		b := term.Term(quoted.AOpaque.Term())
		switch {
		case inBody:
			b = x.EscapeUnquoting(body)
		case !body.IsNone():
			b = x.EscapeUnquoting(body)
		}
		args = append(args, x.EscapeUnquoting(call), b)
	}
	return quoted.Remote(meta, quoted.AElixirDef.Term(), "store", args...)
}

func (x *expander) use(meta, mods, opts term.Term) term.Term {
	refs := []term.Term{mods}
	if base, parts, ok := expand.Multi(mods); ok {
		b := x.Expand(base)
		refs = nil
		for _, p := range parts {
			_, a, alias := quoted.IsCallOf(p, quoted.AAliases, -1)
			if !alias {
				a = []term.Term{p}
			}
			refs = append(refs, lexical.ConcatAlias(append([]term.Atom{b.Atom()}, lexical.AtomsFrom(term.List(a...))...)).Term())
		}
	}
	var out []term.Term
	for _, r := range refs {
		mod := x.MacroExpand(r)
		if !mod.IsAtom() {
			x.Raise(expand.ArgumentError("invalid arguments for use, expected a compile time atom or alias, got: %s", x.s.text(r)))
		}
		out = append(out, quoted.Node("require", quoted.KwDelete(meta, quoted.AColumn), mod), quoted.Remote(meta, mod, "__using__", opts))
	}
	return quoted.Block(meta, out...)
}

func macroDelegate(x *expander, meta term.Term, a []term.Term) term.Term {
	to, ok := quoted.KwGet(a[1], term.Intern("to"))
	if !ok {
		x.Raise(expand.ArgumentError("expected to: to be given as argument"))
	}
	if _, as := quoted.KwGet(a[1], quoted.AAs); !as && isOwn(x, to) {
		x.Raise(expand.ArgumentError("defdelegate function is calling itself, which will lead to an infinite loop. You should either change the value of the :to option or specify the :as option"))
	}
	var out []term.Term
	at := quoted.LineMeta(quoted.LineOf(meta))
	heads := []term.Term{a[0]}
	if l, ok := a[0].Slice(); ok {
		x.Warn(meta, diagnostic.DelegateOfList)
		heads = l
	}
	for _, h := range heads {
		name, hm, args := x.delegated(h)
		as := name
		if v, ok := quoted.KwGet(a[1], quoted.AAs); ok {
			as = v
		}
		pass := make([]term.Term, len(args))
		for i, arg := range args {
			pass[i] = arg
			if _, d, ok := quoted.IsCallOf(arg, term.Intern("\\\\"), 2); ok {
				pass[i] = d[0]
			}
			if _, _, _, ok := quoted.IsVar(pass[i]); !ok && !expand.HasUnquotes(pass[i]) {
				x.Raise(expand.ArgumentError("defdelegate/2 only accepts function parameters, got: %s", x.s.text(pass[i])))
			}
		}
		head := quoted.Form(name, hm, args...)
		body := quoted.Erlang(at, "apply", atDefinition(to), atDefinition(as), term.List(pass...))
		if as.IsAtom() {
			body = quoted.Form(term.Tup(quoted.ADot.Term(), at, term.List(atDefinition(to), as)), at, pass...)
		}
		target := quoted.Node("{}", meta, to, outside(as), term.Int(int64(len(args))))
		doc := quoted.Node("doc", meta, term.List(quoted.Pair("delegate_to", target)))
		out = append(out, quoted.Remote(meta, quoted.AKernel.Term(), "@", doc), quoted.Node("def", meta, head, term.List(quoted.Pair("do", body))))
	}
	return quoted.Block(meta, out...)
}

// outside returns the argument of an unquote fragment, which is evaluated before the definition.
func outside(t term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(t, quoted.AUnquote, 1); ok {
		return a[0]
	}
	return t
}

// isOwn reports whether t names the current module.
func isOwn(x *expander, t term.Term) bool {
	if _, _, alias := quoted.IsCallOf(t, quoted.AAliases, -1); !alias && !t.IsAtom() {
		n, _, _, ok := quoted.IsVar(t)
		return ok && n == quoted.AModuleVar
	}
	return x.Expand(t).Is(x.Env.Module)
}

// delegated splits the head of a defdelegate. Its name can be unquote(name).
func (x *expander) delegated(h term.Term) (name, meta term.Term, args []term.Term) {
	if _, w, ok := quoted.IsCallOf(h, quoted.AWhen, 2); ok {
		x.Raise(expand.ArgumentError("guards are not allowed in defdelegate/2, got: when %s", x.s.text(w[1])))
	}
	if n, m, as, ok := quoted.IsCall(h); ok && n != quoted.AUnquote {
		return n.Term(), m, as
	}
	if n, m, _, ok := quoted.IsVar(h); ok {
		return n.Term(), m, nil
	}
	if n, m, as, ok := quoted.IsNode(h); ok && as.IsList() {
		if _, _, ok := quoted.IsCallOf(n, quoted.AUnquote, 1); ok {
			return n, m, quoted.Slice(as)
		}
		if n.Is(quoted.AUnquote) {
			return h, m, nil
		}
	}
	x.Raise(expand.ArgumentError("invalid syntax in defdelegate %s", x.s.text(h)))
	return
}

// atDefinition makes an option of defdelegate be evaluated where the function is defined.
func atDefinition(t term.Term) term.Term {
	if _, _, alias := quoted.IsCallOf(t, quoted.AAliases, -1); alias || t.IsAtom() || expand.HasUnquotes(t) {
		return t
	}
	return quoted.Node("unquote", term.Empty, t)
}

var typeAttributes = map[string]bool{"type": true, "typep": true, "opaque": true, "spec": true, "callback": true, "macrocallback": true}

// attributeWithBlock fails for `@name call do ... end`, in which the block belongs to @name.
func (x *expander) attributeWithBlock(name term.Atom, args []term.Term) {
	h, m, a, ok := quoted.IsNode(args[0])
	if !ok {
		return
	}
	call := quoted.Form(h, m, append(quoted.Slice(a), args[1])...)
	code := "@" + name.String() + " (" + x.s.text(call) + ")"
	x.Raise(expand.ArgumentError("expected 0 or 1 argument for @%s, got 2.\n\nIt seems you are trying to use the do-syntax with @module attributes but the do-block binds to the attribute name. "+
		"You probably want to wrap the argument value in parentheses, like this:\n\n    %s\n", name, strings.ReplaceAll(code, "\n", "\n    ")))
}

// macroAttribute expands @name and @name value.
func macroAttribute(x *expander, meta term.Term, a []term.Term) term.Term {
	if x.Env.Module == 0 {
		x.Raise(expand.ArgumentError("cannot invoke @/1 outside module"))
	}
	if _, _, ok := quoted.IsCallOf(a[0], quoted.AAliases, -1); ok {
		x.Raise(expand.ArgumentError("module attributes set via @ cannot start with an uppercase letter"))
	}
	if x.Env.Function == nil && x.Env.Context != 0 {
		x.Raise(expand.ArgumentError("invalid usage of module attributes. Module attributes cannot be used inside pattern matching (and guards) outside of a function. " +
			"If you are trying to define an attribute, do not do this:\n\n    @foo = :value\n\nInstead, do this:\n\n    @foo :value\n"))
	}
	name, am, args, ok := quoted.IsCall(a[0])
	if !ok {
		n, m, _, isv := quoted.IsVar(a[0])
		if !isv {
			x.Raise(expand.ArgumentError("expected 0 or 1 argument for @, got: %s", x.s.text(a[0])))
		}
		name, am, args = n, m, nil
	}
	if ok && len(args) == 0 {
		x.Warn(am, diagnostic.AttributeWithParentheses, name, name)
	}
	if len(args) == 2 && quoted.Keyword(args[1]) && !args[1].IsEmpty() {
		x.attributeWithBlock(name, args)
	}
	if len(args) > 1 {
		x.Raise(expand.ArgumentError("expected 0 or 1 argument for @%s, got: %d", name, len(args)))
	}
	if len(args) == 1 && typeAttributes[name.String()] {
		return quoted.Remote(meta, quoted.AElixirMod.Term(), "typespec", x.Env.Module.Term(), name.Term(), x.EscapeUnquoting(args[0]), term.Int(int64(quoted.LineOf(meta))))
	}
	if len(args) == 1 {
		if x.Env.Function != nil {
			x.Raise(expand.ArgumentError("cannot set attribute @%s inside function/macro", name))
		}
		if name.String() == "behavior" {
			x.Raise(expand.ArgumentError("@behavior attribute is not supported, please use @behaviour instead"))
		}
		line := quoted.LineOf(meta)
		if _, made := quoted.KwGet(meta, quoted.AContext); made {
			line = 0 // an attribute set by a macro need not be read
		}
		return quoted.Remote(meta, quoted.AElixirMod.Term(), "put_attribute", x.Env.Module.Term(), name.Term(), args[0], term.Int(int64(line)))
	}
	if x.Env.Function == nil {
		return quoted.Remote(meta, quoted.AElixirMod.Term(), "get_attribute", x.Env.Module.Term(), name.Term(), term.Int(int64(quoted.LineOf(meta))))
	}
	m := x.mod
	if m == nil || m.name != x.Env.Module {
		m = x.s.moduleState(x.Env.Module)
	}
	if m == nil {
		return term.Nil
	}
	v, found := m.readAttribute(name)
	if err := x.s.shallow(v); err != nil {
		x.Raise(expand.AsException(err))
	}
	if bad := expand.Unescapable(v); bad != "" && !m.lazy {
		x.Raise(expand.ArgumentError("cannot inject attribute @%s into function/macro because %s", name, bad))
	}
	if !found {
		env := *x.Env
		env.Function = nil
		x.Print(diagnostic.UndefinedAttribute.At(&env, quoted.LineMeta(quoted.LineOf(meta)), name))
	}
	if strings.HasPrefix(name.String(), "_") && v.IsNone() {
		v = term.Nil
	}
	return quoted.Escape(v)
}

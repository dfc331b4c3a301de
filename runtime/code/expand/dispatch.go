package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file resolves calls: it decides whether a call is a macro, an imported, a local or a remote
// function, and expands the call.

// ImportsOf returns {arity, module} for each function and macro imported under a name.
func ImportsOf(e *lexical.Env, name term.Atom) []term.Term {
	var out []term.Term
	for arity := 0; arity <= 8; arity++ {
		n := quoted.NameArity{Name: name, Arity: arity}
		for _, set := range [2][]lexical.Imported{e.Functions, e.Macros} {
			for _, i := range set {
				if i.Names[n] {
					e.Tracker.UseImport(i.Module, n)
					out = append(out, term.Tup(term.Int(int64(arity)), i.Module.Term()))
				}
			}
		}
	}
	return out
}

func importOf(imports term.Term, arity int) (term.Atom, bool) {
	for c := imports.Cons(); c != nil; c = c.Tail.Cons() {
		el := c.Head.Elems()
		if len(el) == 2 {
			if n, ok := el[0].AsInt(); ok && int(n) == arity {
				return el[1].Atom(), true
			}
		}
	}
	return 0, false
}

// FindImport returns the module that a name is imported from, or 0, and whether the name is a
// macro.
func (x *Expander) FindImport(meta term.Term, name term.Atom, arity int) (term.Atom, bool) {
	if im, ok := quoted.KwGet(meta, quoted.AImports); ok {
		if _, ok := quoted.KwGet(meta, quoted.AContext); ok {
			if mod, ok := importOf(im, arity); ok {
				return mod, x.MacroIn(mod, name, arity) != nil
			}
		}
	}
	n := quoted.NameArity{Name: name, Arity: arity}
	var found term.Atom
	macro := false
	for i, set := range [2][]lexical.Imported{x.Env.Functions, x.Env.Macros} {
		for _, im := range set {
			if !im.Names[n] {
				continue
			}
			if found != 0 && found != im.Module {
				x.Fail(meta, diagnostic.AmbiguousImport, n, diagnostic.Inspect(found.Term()), diagnostic.Inspect(im.Module.Term()))
			}
			found, macro = im.Module, i == 1
		}
	}
	if found != 0 {
		x.Env.Tracker.UseImport(found, n)
	}
	return found, macro
}

// dispatchImport expands the call name(args) of a local or an imported function or macro.
func (x *Expander) dispatchImport(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	x.checkAmbiguous(name, meta, args)
	arity := len(args)
	if x.passesOn(name, arity) {
		return x.expandLocal(t, name, meta, args)
	}
	mod, macro := x.FindImport(meta, name, arity)
	if mod == x.Env.Module && !macro && !isBuiltin(kernel.MFA{Mod: mod, Name: name, Arity: arity}) {
		mod = 0 // a module does not import itself
	}
	if x.Host.Module() != nil && x.Host.Module().Lazy() && x.definesLocally(name, arity) && !x.importedByMeta(meta, arity) {
		mod = 0
	}
	if mod == 0 || x.definesLocally(name, arity) && !x.importedByMeta(meta, arity) {
		if x.localMacro(name, arity) {
			if mod != 0 && !x.Host.Module().Lazy() {
				x.Fail(meta, diagnostic.LocalMacroConflictsWithImport, name, arity, diagnostic.Inspect(mod.Term()), name, arity)
			}
			return x.expandLocalMacro(name, meta, args)
		}
		if mod != 0 && x.Host.Module() != nil && x.Host.Module().InDefinition() && !x.Host.Module().Lazy() {
			x.Fail(meta, diagnostic.ImportConflictsWithLocal, diagnostic.Inspect(mod.Term()), name, arity)
		}
	}
	if !x.importedByMeta(meta, arity) {
		x.noteImport(mod, name, arity)
	}
	if mod == 0 {
		return x.expandLocal(t, name, meta, args)
	}
	x.traceImport(meta, mod, name, arity, macro)
	if macro {
		return x.expandMacro(mod, name, meta, args)
	}
	return x.expandCallOf(mod, name, meta, meta, args)
}

// noteImport records that a function of the module calls an imported name.
func (x *Expander) noteImport(mod, name term.Atom, arity int) {
	if m := x.Host.Module(); mod == 0 || m == nil || m.Lazy() || x.Env.Function == nil || mod == x.Env.Module {
		return
	}
	x.Host.Module().NoteImport(mod, quoted.NameArity{Name: name, Arity: arity})
}

// isBuiltin reports whether a function of Kernel compiles to a function of Erlang. Kernel's own
// source may call such a function, like any other module.
func isBuiltin(f kernel.MFA) bool {
	_, inline := kernel.Inlines[f]
	return inline || kernel.Rewrites[f] != nil
}

func (x *Expander) importedByMeta(meta term.Term, arity int) bool {
	im, ok := quoted.KwGet(meta, quoted.AImports)
	if !ok {
		return false
	}
	_, ok = importOf(im, arity)
	return ok
}

// expandLocal expands a call of a local function.
func (x *Expander) expandLocal(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	if x.Env.Context != 0 && x.Env.Function != nil {
		x.Fail(meta, diagnostic.LocalInContext,
			name, len(args), x.contextName(), x.contextName(), written(t))
	}
	if x.Env.Function == nil {
		x.undefinedLocal(t, name, meta, args)
	}
	x.functionCall(name, len(args), meta)
	if Forms[name] != nil {
		// The compiler would take the call for the special form of that name. A call of the
		// captured function avoids this.
		own := quoted.Node("&", meta, quoted.Node("/", meta, quoted.Variable(name.String(), meta, term.ANil), term.Int(int64(len(args)))))
		return quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(own)), meta, x.ExpandArgs(args)...)
	}
	return quoted.Form(name.Term(), meta, x.ExpandArgs(args)...)
}

// checkAmbiguous fails for `a -1` if a is a variable.
func (x *Expander) checkAmbiguous(name term.Atom, meta term.Term, args []term.Term) {
	if v, ok := quoted.KwGet(meta, quoted.AAmbiguousOp); ok && len(args) == 1 && v.IsAtom() {
		if x.Env.Scope.Find(name, int64(v.Atom())) != nil {
			arg := written(args[0])
			x.Fail(meta, diagnostic.VariableLooksLikeCall,
				name, arg, name, name, arg, name)
		}
	}
}

func (x *Expander) undefinedLocal(t term.Term, name term.Atom, meta term.Term, args []term.Term) {
	if v, _ := quoted.KwGet(meta, aIfUndefined); v.Is(aApply) && len(args) == 0 { // the call was written like a variable
		x.Fail(meta, diagnostic.UndefinedName, name)
	}
	x.Fail(meta, diagnostic.UndefinedFunction, name, len(args))
}

// contextName returns the name of the context for messages.
func (x *Expander) contextName() string {
	if x.sizes {
		return "bitstring size specifier"
	}
	return x.Env.Context.String()
}

// expandRemote expands mod.name(args).
func (x *Expander) expandRemote(modT term.Term, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	if field, ok := x.envField(modT, name, args); ok {
		return field
	}
	if x.Env.Context == quoted.AMatchCtx {
		return x.remoteInMatch(modT, name, dotMeta, meta, args)
	}
	base := x.Env.Scope
	mod := x.Expand(modT)
	if _, field := quoted.KwGet(meta, quoted.ANoParens); field && (mod.Is(term.ANil) || mod.Is(term.ATrue) || mod.Is(term.AFalse)) {
		return quoted.Erlang(meta, "error", quoted.Node("{}", meta, term.Sym("badkey"), name.Term(), mod))
	}
	if mod.IsAtom() {
		return x.remoteOf(mod.Atom(), name, dotMeta, meta, args)
	}
	if mod.IsNumber() || mod.IsBits() || mod.IsList() {
		x.failNear(meta, diagnostic.InvalidCall, written(quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(mod, name.Term())), meta, args...)))
	}
	if x.Env.Context == quoted.AGuard {
		if _, bare := quoted.KwGet(meta, quoted.ANoParens); len(args) == 0 && !bare {
			x.Fail(meta, diagnostic.MapLookupInContext, x.contextName(), written(modT), name)
		}
		if len(args) == 0 {
			return quoted.Erlang(meta, "map_get", name.Term(), mod)
		}
		x.Fail(meta, diagnostic.RemoteInGuard)
	}
	after := x.Env.Scope
	x.Env.Scope = base
	out := x.ExpandArgs(args)
	for _, b := range after.Since(base) {
		c := *b
		c.Next = x.Env.Scope
		x.Env.Scope = &c
	}
	return quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(mod, name.Term())), meta, out...)
}

// envField expands __ENV__.field to its value, which is known at compile time.
func (x *Expander) envField(modT term.Term, name term.Atom, args []term.Term) (term.Term, bool) {
	v, meta, _, ok := quoted.IsVar(modT)
	if !ok || v != quoted.AEnvVar || len(args) != 0 {
		return modT, false
	}
	env := *x.Env
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	f, ok := env.Term().Map().Get(name.Term())
	return constant(f), ok
}

func (x *Expander) remoteInMatch(modT term.Term, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	mod := x.Expand(modT)
	if !mod.IsAtom() {
		x.Fail(meta, diagnostic.RemoteInMatch, written(modT), name, len(args))
	}
	return x.remoteOf(mod.Atom(), name, dotMeta, meta, args)
}

// remoteOf expands a call to a known module.
func (x *Expander) remoteOf(mod, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	if x.macroOf(mod, name, len(args), meta) != nil {
		x.traceCall("remote_macro", meta, mod, name, len(args))
		return x.expandMacro(mod, name, meta, args)
	}
	x.traceCall("remote_function", meta, mod, name, len(args))
	return x.expandCallOf(mod, name, dotMeta, meta, args)
}

// expandCallOf expands a call of a function in a known module.
func (x *Expander) expandCallOf(mod, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	out := args
	if len(args) != 1 || !args[0].IsNumber() { // a sign in a pattern is part of the number
		out = x.ExpandArgs(args)
	}
	if mod == aStringChars && name == aToString && len(out) == 1 && out[0].IsBits() && x.inlinesText(meta) {
		return out[0]
	}
	c := kernel.Call(meta, dotMeta, mod, name, out)
	if x.Env.Context == 0 {
		x.remoteCall(mod, quoted.NameArity{Name: name, Arity: len(args)}, meta)
		return c
	}
	cm, cn, _, ca, ok := quoted.IsRemote(c)
	if !ok {
		return c
	}
	n := quoted.NameArity{Name: cn, Arity: len(ca)}
	if x.Env.Context == quoted.AMatchCtx {
		return x.callInMatch(cm, cn, ca, meta, n)
	}
	if !cm.Is(quoted.AErlang) || !kernel.GuardBIFs[n] {
		x.Fail(meta, diagnostic.FunctionInContext, diagnostic.Inspect(cm), n, x.contextName())
	}
	return c
}

var (
	aStringChars = vm.ModuleAtom("String.Chars")
	aToString    = term.Intern("to_string")
)

// inlinesText reports whether a call of to_string with a binary can be replaced by the binary. This
// is possible in interpolation and in patterns.
func (x *Expander) inlinesText(meta term.Term) bool {
	_, ok := quoted.KwGet(meta, quoted.AFromInterpolation)
	return ok || x.Env.Context == quoted.AMatchCtx
}

// callInMatch expands a call in a pattern. Only ++ on a literal list is allowed.
func (x *Expander) callInMatch(cm term.Term, cn term.Atom, ca []term.Term, meta term.Term, n quoted.NameArity) term.Term {
	if !cm.Is(quoted.AErlang) || cn.String() != "++" || len(ca) != 2 {
		x.Fail(meta, diagnostic.FunctionInMatch, diagnostic.Inspect(cm), n)
	}
	left, ok := ca[0].Slice()
	if !ok || len(left) > 0 && isCell(left[len(left)-1]) {
		x.Fail(meta, diagnostic.AppendInMatch, written(ca[0]))
	}
	if len(left) == 0 {
		return ca[1]
	}
	if right, ok := ca[1].Slice(); ok {
		return term.List(append(left, right...)...)
	}
	last := len(left) - 1
	left[last] = quoted.Node("|", meta, left[last], ca[1])
	return term.List(left...)
}

func isCell(t term.Term) bool {
	_, _, ok := quoted.IsCallOf(t, quoted.APipe, 2)
	return ok
}

// expandFunCall expands f.(args).
func (x *Expander) expandFunCall(f, dotMeta, meta term.Term, args []term.Term) term.Term {
	if x.Env.Context != 0 {
		x.notHere(meta, "anonymous call")
	}
	all := x.ExpandArgs(append([]term.Term{f}, args...))
	if all[0].IsAtom() {
		x.Fail(meta, diagnostic.CallOfAtom, all[0].Atom())
	}
	return quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(all[0])), meta, all[1:]...)
}

package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file decides what a call is: a macro, an imported, a local or a remote
// function, and expands it.

// importsOf lists {arity, module} of everything imported under a name.
func importsOf(e *lexical.Env, name term.Atom) []term.Term {
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

// findImport returns the module a name is imported from, 0 for none, and
// whether it is a macro there.
func (x *expander) findImport(meta term.Term, name term.Atom, arity int) (term.Atom, bool) {
	if im, ok := quoted.KwGet(meta, quoted.AImports); ok {
		if _, ok := quoted.KwGet(meta, quoted.AContext); ok {
			if mod, ok := importOf(im, arity); ok {
				return mod, x.macroIn(mod, name, arity) != nil
			}
		}
	}
	n := quoted.NameArity{Name: name, Arity: arity}
	var found term.Atom
	macro := false
	for i, set := range [2][]lexical.Imported{x.env.Functions, x.env.Macros} {
		for _, im := range set {
			if !im.Names[n] {
				continue
			}
			if found != 0 && found != im.Module {
				x.fail(meta, diagnostic.AmbiguousImport, n, inspect(found.Term()), inspect(im.Module.Term()))
			}
			found, macro = im.Module, i == 1
		}
	}
	if found != 0 {
		x.env.Tracker.UseImport(found, n)
	}
	return found, macro
}

// dispatchImport expands name(args).
func (x *expander) dispatchImport(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	arity := len(args)
	if x.passesOn(name, arity) {
		return x.expandLocal(t, name, meta, args)
	}
	mod, macro := x.findImport(meta, name, arity)
	if mod == x.env.Module && !macro && !isBuiltin(kernel.MFA{Mod: mod, Name: name, Arity: arity}) {
		mod = 0 // a module does not import from itself
	}
	if x.mod != nil && x.mod.lazy && x.definesLocally(name, arity) && !x.importedByMeta(meta, arity) {
		mod = 0
	}
	if mod == 0 || x.definesLocally(name, arity) && !x.importedByMeta(meta, arity) {
		if x.localMacro(name, arity) {
			if mod != 0 && !x.mod.lazy {
				x.fail(meta, diagnostic.LocalMacroConflictsWithImport, name, arity, inspect(mod.Term()), name, arity)
			}
			return x.expandLocalMacro(name, meta, args)
		}
		if mod != 0 && x.def != nil && !x.mod.lazy {
			x.fail(meta, diagnostic.ImportConflictsWithLocal, inspect(mod.Term()), name, arity)
		}
	}
	if !x.importedByMeta(meta, arity) {
		x.noteImport(mod, name, arity)
	}
	switch {
	case mod == 0:
		return x.expandLocal(t, name, meta, args)
	case macro:
		return x.expandMacro(mod, name, meta, args)
	}
	return x.expandCallOf(mod, name, meta, meta, args)
}

// noteImport notes that a function of the module calls a name that is imported.
func (x *expander) noteImport(mod, name term.Atom, arity int) {
	if mod == 0 || x.mod == nil || x.mod.lazy || x.env.Function == nil || mod == x.env.Module {
		return
	}
	x.mod.mu.Lock()
	defer x.mod.mu.Unlock()
	if x.mod.imported == nil {
		x.mod.imported = map[quoted.NameArity]term.Atom{}
	}
	x.mod.imported[quoted.NameArity{Name: name, Arity: arity}] = mod
}

// checkConflicts tells of functions with the name of one that was imported and called before.
func (r *bodyRun) checkConflicts() {
	for _, d := range r.mod.order {
		mod, ok := r.mod.imported[d.name]
		if !ok {
			continue
		}
		env := r.mod.env
		r.s.diagnose(r.job, diagnostic.ImportedConflictsWithLocal.At(&env, d.meta, inspect(mod.Term()), d.name))
		r.mod.taint()
	}
}

// isBuiltin reports whether a function of Kernel is one of Erlang's, which
// Kernel's own source may call as any other module does.
func isBuiltin(f kernel.MFA) bool {
	_, inline := kernel.Inlines[f]
	return inline || kernel.Rewrites[f] != nil
}

func (x *expander) importedByMeta(meta term.Term, arity int) bool {
	im, ok := quoted.KwGet(meta, quoted.AImports)
	if !ok {
		return false
	}
	_, ok = importOf(im, arity)
	return ok
}

// expandLocal expands a call of a function of the module itself.
func (x *expander) expandLocal(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	if x.env.Context != 0 && (x.env.Function != nil || x.env.Context == quoted.AGuard && !x.sizes) {
		x.fail(meta, diagnostic.LocalInContext,
			name, len(args), x.contextName(), x.contextName(), x.s.text(t))
	}
	if x.env.Function == nil {
		x.undefinedLocal(t, name, meta, args)
	}
	x.functionCall(name, len(args), meta)
	if specialForms[name] != nil {
		// The expanded form would be taken for the special form of that name.
		own := quoted.Node("&", meta, quoted.Node("/", meta, quoted.Variable(name.String(), meta, term.ANil), term.Int(int64(len(args)))))
		return quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(own)), meta, x.expandArgs(args)...)
	}
	return quoted.Form(name.Term(), meta, x.expandArgs(args)...)
}

func (x *expander) undefinedLocal(t term.Term, name term.Atom, meta term.Term, args []term.Term) {
	if v, ok := quoted.KwGet(meta, quoted.AAmbiguousOp); ok && len(args) == 1 && v.IsAtom() {
		if x.env.Scope.Find(name, int64(v.Atom())) != nil {
			arg := x.s.text(args[0])
			x.fail(meta, diagnostic.VariableLooksLikeCall,
				name, arg, name, name, arg, name)
		}
	}
	if v, _ := quoted.KwGet(meta, aIfUndefined); v.Is(aApply) && len(args) == 0 { // it was written as a variable
		x.fail(meta, diagnostic.UndefinedName, name)
	}
	x.fail(meta, diagnostic.UndefinedFunction, name, len(args))
}

// contextName is the context as messages call it.
func (x *expander) contextName() string {
	if x.sizes {
		return "bitstring size specifier"
	}
	return x.env.Context.String()
}

// expandRemote expands mod.name(args).
func (x *expander) expandRemote(modT term.Term, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	if field, ok := x.envField(modT, name, args); ok {
		return field
	}
	if x.env.Context == quoted.AMatchCtx {
		return x.remoteInMatch(modT, name, dotMeta, meta, args)
	}
	base := x.env.Scope
	mod := x.expand(modT)
	if _, field := quoted.KwGet(meta, quoted.ANoParens); field && (mod.Is(term.ANil) || mod.Is(term.ATrue) || mod.Is(term.AFalse)) {
		return quoted.Erlang(meta, "error", quoted.Node("{}", meta, term.Sym("badkey"), name.Term(), mod))
	}
	if mod.IsAtom() {
		return x.remoteOf(mod.Atom(), name, dotMeta, meta, args)
	}
	if mod.IsNumber() || mod.Bits() != nil {
		x.fail(meta, diagnostic.InvalidCall, x.s.text(quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(mod, name.Term())), meta, args...)))
	}
	if x.env.Context == quoted.AGuard {
		if _, bare := quoted.KwGet(meta, quoted.ANoParens); len(args) == 0 && !bare {
			x.fail(meta, diagnostic.MapLookupInContext, x.contextName(), x.s.text(modT), name)
		}
		if len(args) == 0 {
			return quoted.Erlang(meta, "map_get", name.Term(), mod)
		}
		x.fail(meta, diagnostic.RemoteInGuard)
	}
	after := x.env.Scope
	x.env.Scope = base
	out := x.expandArgs(args)
	for _, b := range after.Since(base) {
		c := *b
		c.Next = x.env.Scope
		x.env.Scope = &c
	}
	return quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(mod, name.Term())), meta, out...)
}

// envField is __ENV__.field, which is known at once.
func (x *expander) envField(modT term.Term, name term.Atom, args []term.Term) (term.Term, bool) {
	v, meta, _, ok := quoted.IsVar(modT)
	if !ok || v != quoted.AEnvVar || len(args) != 0 {
		return modT, false
	}
	env := *x.env
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	f, ok := env.Term().Map().Get(name.Term())
	return constant(f), ok
}

func (x *expander) remoteInMatch(modT term.Term, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	mod := x.expand(modT)
	if !mod.IsAtom() {
		x.fail(meta, diagnostic.RemoteInMatch, x.s.text(modT), name, len(args))
	}
	return x.remoteOf(mod.Atom(), name, dotMeta, meta, args)
}

// remoteOf expands a call into a known module.
func (x *expander) remoteOf(mod, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	if x.macroOf(mod, name, len(args), meta) != nil {
		return x.expandMacro(mod, name, meta, args)
	}
	return x.expandCallOf(mod, name, dotMeta, meta, args)
}

// expandCallOf expands a call of a function of a known module.
func (x *expander) expandCallOf(mod, name term.Atom, dotMeta, meta term.Term, args []term.Term) term.Term {
	out := args
	if len(args) != 1 || !args[0].IsNumber() { // a sign in a pattern belongs to its number
		out = x.expandArgs(args)
	}
	if mod == aStringChars && name == aToString && len(out) == 1 && out[0].Bits() != nil && x.inlinesText(meta) {
		return out[0]
	}
	c := kernel.Call(meta, dotMeta, mod, name, out)
	if x.env.Context == 0 {
		x.remoteCall(mod, quoted.NameArity{Name: name, Arity: len(args)}, meta)
		return c
	}
	cm, cn, _, ca, ok := quoted.IsRemote(c)
	if !ok {
		return c
	}
	n := quoted.NameArity{Name: cn, Arity: len(ca)}
	if x.env.Context == quoted.AMatchCtx {
		return x.callInMatch(c, cm, cn, ca, meta, n)
	}
	if !cm.Is(quoted.AErlang) || !kernel.GuardBIFs[n] {
		x.fail(meta, diagnostic.FunctionInContext, inspect(cm), n, x.contextName())
	}
	return c
}

var (
	aStringChars = vm.ModuleAtom("String.Chars")
	aToString    = term.Intern("to_string")
	aFromCode    = term.Intern("from_interpolation")
)

// inlinesText reports a call of to_string that stands for its argument where that is a
// text: of an interpolation, which patterns may have too.
func (x *expander) inlinesText(meta term.Term) bool {
	_, ok := quoted.KwGet(meta, aFromCode)
	return ok || x.env.Context == quoted.AMatchCtx
}

// callInMatch allows ++ on a literal list in patterns.
func (x *expander) callInMatch(c, cm term.Term, cn term.Atom, ca []term.Term, meta term.Term, n quoted.NameArity) term.Term {
	if cm.Is(quoted.AErlang) && cn.String() == "++" && len(ca) == 2 {
		if left, ok := ca[0].Slice(); ok {
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
	}
	x.fail(meta, diagnostic.FunctionInMatch, inspect(cm), n)
	return c
}

// expandFunCall expands f.(args).
func (x *expander) expandFunCall(f, dotMeta, meta term.Term, args []term.Term) term.Term {
	if x.env.Context != 0 {
		x.notHere(meta, "anonymous call")
	}
	all := x.expandArgs(append([]term.Term{f}, args...))
	if all[0].IsAtom() {
		x.fail(meta, diagnostic.CallOfAtom, all[0].Atom())
	}
	return quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(all[0])), meta, all[1:]...)
}

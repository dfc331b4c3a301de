package code

import (
	"cmp"
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file runs the macros of a module during its definition, and records calls of its own
// functions.

// IsMacro reports whether n is a macro that can be called already.
func (x *expander) IsMacro(n quoted.NameArity) bool {
	d := x.localDef(n)
	return d != nil && isMacroKind(d.kind) && (x.mod.lazy || len(d.clauses) > 0)
}

// Defines reports whether the module has a definition of n.
func (x *expander) Defines(n quoted.NameArity) bool { return x.localDef(n) != nil }

func (x *expander) localDef(n quoted.NameArity) *definition {
	if x.mod == nil {
		return nil
	}
	x.mod.mu.Lock()
	defer x.mod.mu.Unlock()
	return x.mod.defs[n]
}

// CallMacro runs a macro of the module itself.
func (x *expander) CallMacro(name term.Atom, meta term.Term, args []term.Term) term.Term {
	d := x.localDef(quoted.NameArity{Name: name, Arity: len(args)})
	x.localCall(name, len(args), meta)
	f, err := x.mod.runnable(d)
	if err != nil {
		x.Raise(err)
	}
	args = append([]term.Term{x.CallerEnv(meta)}, args...)
	out, err := x.s.within(x.job, func(p *vm.Process) vm.Step {
		return p.TailCall(funTerm(f), args...)
	})
	if err != nil {
		x.Raise(err)
	}
	return x.Linify(meta, x.mod.name, out)
}

// runnable compiles a definition, together with the functions that it calls, before the module is
// complete.
func (m *module) runnable(d *definition) (*vm.Func, error) {
	if m.lazy {
		f := m.unit.Function(d.callName(), d.callArity())
		m.mu.Lock()
		closed := m.closed
		m.mu.Unlock()
		if !closed {
			for _, o := range m.order {
				m.later(m.unit.Function(o.callName(), o.callArity()), o)
			}
		}
		return f, nil
	}
	seen := map[quoted.NameArity]bool{}
	var define func(d *definition) error
	define = func(d *definition) error {
		if seen[d.name] {
			return nil
		}
		seen[d.name] = true
		for n := range d.calls {
			m.mu.Lock()
			o := m.defs[n]
			m.mu.Unlock()
			if o != nil {
				if err := define(o); err != nil {
					return err
				}
			}
		}
		_, err := m.unit.Define(d.callName(), d.callArity(), stackFile(d.file), d.outClauses())
		return err
	}
	if err := define(d); err != nil {
		return nil, err
	}
	return m.unit.Function(d.callName(), d.callArity()), nil
}

// NoteLocal records a call of a function. A macro of that name may still be defined later.
func (x *expander) NoteLocal(n quoted.NameArity, meta term.Term) {
	x.localCall(n.Name, n.Arity, meta)
	if x.def == nil || x.mod.lazy {
		return
	}
	if x.def.plain == nil {
		x.def.plain = map[quoted.NameArity]term.Term{}
	}
	if _, ok := x.def.plain[n]; !ok {
		x.def.plain[n] = meta
	}
	if n == x.def.name && isMacroKind(x.def.kind) {
		x.Fault(meta, diagnostic.MacroBeforeDefinition, n)
	}
}

// localCall records a call of another local function or macro. In a lazy module it records only the
// first such call in each definition.
func (x *expander) localCall(name term.Atom, arity int, meta term.Term) {
	n := quoted.NameArity{Name: name, Arity: arity}
	if x.def == nil || n == x.def.name {
		return
	}
	x.mod.mu.Lock()
	defer x.mod.mu.Unlock()
	if before := x.def.calls[n]; len(before) == 0 || !x.mod.lazy {
		x.def.calls[n] = append(before, meta)
	}
}

// NoteRemote records a call of a function by the name of its module.
func (x *expander) NoteRemote(mod term.Atom, fn quoted.NameArity, meta term.Term) {
	if x.mod.lazy || mod == quoted.AErlang && erlangReason(mod, fn) == "" {
		return
	}
	env := *x.Env
	x.mod.mu.Lock()
	x.mod.remotes = append(x.mod.remotes, remoteRef{mod, fn, meta, &env})
	x.mod.mu.Unlock()
}

// checkLocals reports calls of undefined local functions, and unused private functions.
func (r *bodyRun) checkLocals() {
	m := r.mod
	used := map[quoted.NameArity]bool{}
	var reach func(d *definition)
	reach = func(d *definition) {
		for n := range d.calls {
			if !used[n] {
				used[n] = true
				if o := m.defs[n]; o != nil {
					reach(o)
				}
			}
		}
	}
	for _, d := range m.order {
		if d.public() || d.name.Name.String() == "__on_definition__" {
			reach(d)
		}
	}
	if d := m.onLoad(); d != nil {
		used[d.name] = true
		reach(d)
	}
	byName := slices.SortedFunc(slices.Values(m.order), func(a, b *definition) int {
		return cmp.Or(strings.Compare(a.name.Name.String(), b.name.Name.String()), a.name.Arity-b.name.Arity)
	})
	for _, d := range byName {
		if !d.hasBody {
			env := m.env
			env.Function = nil
			x := newExpander(r.s, r.job, &env, m)
			x.Fail(d.meta, diagnostic.MissingImplementation, d.kind, d.name)
		}
	}
	if m.tainted { // calls are checked once the other errors are fixed
		return
	}
	r.warnUnusedPrivate(used)
	for _, d := range byName {
		r.checkCalls(d)
	}
}

// warnUnusedPrivate warns of unused private functions and default arguments.
func (r *bodyRun) warnUnusedPrivate(used map[quoted.NameArity]bool) {
	for _, d := range slices.Backward(r.mod.order) {
		if !d.public() && !used[d.name] && d.context == 0 && !d.made && !strings.Contains(d.name.Name.String(), " ") {
			r.warnUnusedDefinition(d)
		}
		if !d.public() && used[d.name] && d.defaults > 0 && d.context == 0 && !d.made {
			if text := unusedDefaults(d, used); text != "" {
				r.warnText(d.meta, text)
			}
		}
	}
}

func (r *bodyRun) warnUnusedDefinition(d *definition) {
	env, what := r.mod.env, "function"
	if isMacroKind(d.kind) {
		what = "macro"
	}
	diag := diagnostic.UnusedDefinition.At(&env, d.meta, what, d.name)
	diag.Span = 1
	r.s.diagnose(r.job, diag)
}

// unusedDefaults returns the warning for default arguments of a private function that no call
// omits, or "".
func unusedDefaults(d *definition, used map[quoted.NameArity]bool) string {
	least := d.name.Arity
	for n := d.name.Arity - 1; n >= d.name.Arity-d.defaults; n-- {
		if used[quoted.NameArity{Name: d.name.Name, Arity: n}] {
			least = n
		}
	}
	switch unused := d.name.Arity - least; {
	case least == d.name.Arity-d.defaults:
		return ""
	case unused == 0:
		return diagnostic.UnusedDefaults.Text(d.name)
	case unused == 1:
		return diagnostic.UnusedLastDefault.Text(d.name)
	default:
		return diagnostic.UnusedLastDefaults.Text(unused, d.name)
	}
}

// checkEarly reports a call of a macro that is defined after the call.
func (r *bodyRun) checkEarly(d, macro *definition) {
	meta, ok := d.plain[macro.name]
	if !ok || !isMacroKind(macro.kind) || d.made {
		return
	}
	env := r.mod.env
	env.Function = &d.name
	x := newExpander(r.s, r.job, &env, r.mod)
	x.def = d
	x.Fault(meta, diagnostic.MacroBeforeDefinition, macro.name)
}

// A localCall is a call of a local function, with its metadata.
type localCall struct {
	name quoted.NameArity
	meta term.Term
}

// inOrder returns the local calls in d in source order. A defined function appears only with its
// first call.
func (d *definition) inOrder(defs map[quoted.NameArity]*definition) []localCall {
	var calls []localCall
	for n, metas := range d.calls {
		if defs[n] != nil {
			metas = metas[:1]
		}
		for _, meta := range metas {
			calls = append(calls, localCall{n, meta})
		}
	}
	slices.SortFunc(calls, func(a, b localCall) int {
		return cmp.Or(quoted.LineOf(a.meta)-quoted.LineOf(b.meta), quoted.ColumnOf(a.meta)-quoted.ColumnOf(b.meta), strings.Compare(a.name.String(), b.name.String()))
	})
	return calls
}

// checkCalls reports calls in d of undefined functions, and of macros that are defined too late.
func (r *bodyRun) checkCalls(d *definition) {
	m := r.mod
	for _, call := range d.inOrder(m.defs) {
		n, meta := call.name, call.meta
		if o := m.defs[n]; o != nil {
			r.checkEarly(d, o)
			continue
		}
		env := m.env
		fn := d.name
		env.Function, env.File = &fn, d.file
		x := newExpander(r.s, r.job, &env, m)
		x.def = d
		if s := n.String(); s == "__info__/1" || s == "module_info/0" || s == "module_info/1" || s == "behaviour_info/1" {
			x.FaultSpan(meta, len(n.Name.String()), diagnostic.GeneratedNotLocal, n, n)
			continue
		}
		x.FaultSpan(meta, len(n.Name.String()), diagnostic.UndefinedLocal, n, diagnostic.Inspect(m.name.Term()))
	}
}

// checkConflicts reports functions with the name of an imported function that was called before.
func (r *bodyRun) checkConflicts() {
	for _, d := range r.mod.order {
		mod, ok := r.mod.imported[d.name]
		if !ok {
			continue
		}
		env := r.mod.env
		r.s.diagnose(r.job, diagnostic.ImportedConflictsWithLocal.At(&env, d.meta, diagnostic.Inspect(mod.Term()), d.name))
		r.mod.taint()
	}
}

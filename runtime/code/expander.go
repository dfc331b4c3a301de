package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// An expander is an expand.Expander together with its job, and the module and the definition being
// expanded. The module is nil outside of a module, and the definition is nil outside of a
// definition. An expander implements expand.Host.
type expander struct {
	*expand.Expander
	s   *Server
	job *job
	mod *module
	def *definition
}

func newExpander(s *Server, j *job, env *lexical.Env, mod *module) *expander {
	x := &expander{s: s, job: j, mod: mod}
	x.Expander = &expand.Expander{Env: env, Host: x}
	return x
}

// in returns a copy of the expander with another environment.
func (x *expander) in(env *lexical.Env) *expander {
	y, own := *x, *x.Expander
	y.Expander = &own
	own.Env, own.Host = env, &y
	return &y
}

func (x *expander) Counter() int64 { return x.s.counter() }

func (x *expander) Room(form term.Term) error { return x.s.shallow(form) }

func (x *expander) Call(mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return x.s.call(x.job, mod, fn, args...)
}

func (x *expander) Load(mod term.Atom) bool { return x.s.ensureLoaded(x.job, mod) }

func (x *expander) Loaded(mod term.Atom) bool { return x.s.loaded(mod) }

func (x *expander) Absent(mod term.Atom) bool { return x.s.Absent != nil && x.s.Absent(mod) }

func (x *expander) Outdated(mod term.Atom, n quoted.NameArity) string {
	return x.s.reasonOf(x.job, mod, n)
}

func (x *expander) Exports(mod, fn term.Atom, arity int) bool {
	return x.s.m.Export(mod, fn, arity).Func() != nil
}

func (x *expander) Names(mod term.Atom) (functions, macros map[quoted.NameArity]bool) {
	return x.s.exportsOf(x.job, mod)
}

func (x *expander) BeingDefined(mod term.Atom) bool { return x.s.beingDefined(mod) }

// DefinedAround reports whether the job of this expander is defining mod. While another job
// defines mod, its struct is available as soon as defstruct has run.
func (x *expander) DefinedAround(mod term.Atom) bool {
	m := x.s.definedModule(mod)
	return m != nil && x.job.within(m.job)
}

func (x *expander) Struct(mod term.Atom) *expand.Struct { return x.s.structure(x.job, mod) }

// Enclosing returns the struct of a surrounding module that is still being defined, or nil.
func (x *expander) Enclosing(mod term.Atom) *expand.Struct { return x.s.structDefined(mod) }

func (x *expander) Option(name string) term.Term { return x.s.option(name) }

func (x *expander) Diagnose(d *diagnostic.Diagnostic) { x.s.diagnose(x.job, d) }

func (x *expander) Quiet() bool { return x.job.quiet }

func (x *expander) Module() expand.Module {
	if x.mod == nil {
		return nil
	}
	return defining{x}
}

// A defining implements expand.Module for the module that an expander defines.
type defining struct{ *expander }

func (d defining) Name() term.Atom { return d.mod.name }

func (d defining) Lazy() bool { return d.mod.lazy }

func (d defining) Taint() { d.mod.taint() }

func (d defining) DiagnoseAtEnd(w *diagnostic.Diagnostic) { d.mod.diagnoseAtEnd(w) }

func (d defining) Struct() *expand.Struct { return d.mod.structure }

func (d defining) NoteImport(mod term.Atom, n quoted.NameArity) {
	d.mod.mu.Lock()
	defer d.mod.mu.Unlock()
	if d.mod.imported == nil {
		d.mod.imported = map[quoted.NameArity]term.Atom{}
	}
	d.mod.imported[n] = mod
}

func (d defining) InDefinition() bool { return d.def != nil }

func (d defining) FillsDefaults(n quoted.NameArity) bool {
	return d.def != nil && d.def.made && n.Name == d.def.name.Name && n.Arity == d.def.defaults
}

// defModuleMacro defines a macro of Kernel that concerns modules.
func defModuleMacro(name string, arity int, m func(x *expander, meta term.Term, args []term.Term) term.Term) {
	expand.DefMacro(name, arity, func(x *expand.Expander, meta term.Term, args []term.Term) term.Term {
		return m(x.Host.(*expander), meta, args)
	})
}

// anyArityHere returns a special form that concerns modules.
func anyArityHere(f func(x *expander, t, meta term.Term, args []term.Term) term.Term) expand.Form {
	return expand.AnyArity(func(x *expand.Expander, t, meta term.Term, args []term.Term) term.Term {
		return f(x.Host.(*expander), t, meta, args)
	})
}

func init() {
	moduleMacros()
	structMacros()
	protocolMacros()
}

package code

import (
	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file completes modules: it compiles the functions and loads the module.

// finish checks the module and loads it.
func (r *bodyRun) finish() {
	m, s := r.mod, r.s
	if m.protocol {
		if !m.lazy {
			r.warnProtocol()
		}
		m.describeProtocol()
	}
	if !m.lazy {
		r.checkModule()
	}
	md := &vm.Module{Name: m.name, File: m.file, Info: map[term.Atom]term.Term{}}
	fns, err := r.functions()
	if err != nil {
		r.x.Fail(term.Empty, diagnostic.CannotCompile, err.Error())
	}
	md.Funcs = append(fns, m.reflection()...)
	md.All = m.all
	md.Closures = m.unit.Closures
	md.Attributes = m.attributesTerm()
	md.Docs = m.docsTerm()
	s.note(m)
	if !m.lazy {
		r.warnShadowed()
		r.warnAttributes()
		r.warnIgnored()
		r.warnEmpty()
	}
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	s.m.Load(md)
	s.mu.Lock()
	delete(s.defined, m.name)
	s.mu.Unlock()
	s.wakePool(m.job, m.name, true)
	r.checkRemotes()
}

// checkModule reports errors and warnings for the complete module. It raises if the module cannot
// be compiled.
func (r *bodyRun) checkModule() {
	m, s := r.mod, r.s
	if s.Sealed != nil && s.Sealed(m.name, m.file, m.line) {
		r.x.Fail(quoted.LineMeta(m.line), diagnostic.SealedModule, diagnostic.Inspect(m.name.Term()))
	}
	r.checkTypespecs()
	for _, d := range m.typedocs {
		r.warnLine(d.line, diagnostic.TypedocOfPrivate, d.name)
	}
	r.warnTypes()
	r.checkConflicts()
	r.checkNamed()
	r.checkLocals()
	if m.tainted {
		r.x.Raise(m.atEnd(expand.AsException(expand.CannotCompile(&m.env))))
	}
	r.checkBehaviours()
}

// note records the information about a module that other modules and the prompt use: its struct,
// types, deprecated functions, and the clauses for Exception.blame/3.
func (s *Server) note(m *module) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.structure != nil {
		s.structs[m.name] = m.structure
	} else {
		delete(s.structs, m.name)
	}
	if m.onDisk() {
		for _, d := range m.order {
			s.heads[kernel.MFA{Mod: m.name, Name: d.callName(), Arity: d.callArity()}] = d.headsTerm()
		}
	}
	if !m.lazy {
		delete(s.outdated, m.name) // from an earlier definition of the module
	}
	for _, o := range m.outdated {
		n, _ := quoted.NameArityOf(o.Elems()[0])
		s.deprecate(m.name, n, quoted.Str(o.Elems()[1]))
	}
	s.types[m.name], s.typeForms[m.name] = m.types, m.typeForms
	if m.lazy {
		s.lazy[m.name] = m
	}
}

// forget removes the information about a module. s.mu must be held.
func (s *Server) forget(mod term.Atom) {
	delete(s.structs, mod)
	delete(s.types, mod)
	delete(s.typeForms, mod)
	delete(s.signatures, mod)
	delete(s.outdated, mod)
}

// onDisk reports whether Elixir would have written the module's object code to a file. Blame finds
// the clauses of functions there.
func (m *module) onDisk() bool {
	t := m.job.ofTask()
	return m.lazy || t != nil && !t.script && !t.told
}

func (s *Server) loadedBefore(mod term.Atom) bool {
	md := s.m.Module(mod)
	return md != nil && !md.Native
}

func (r *bodyRun) warnRedefined() {
	if t := r.job.task; t != nil && !t.told && !t.script {
		return // a recompiled project replaces its modules
	}
	if !r.s.loadedBefore(r.mod.name) || r.s.option("ignore_module_conflict").Is(term.ATrue) {
		return
	}
	d := diagnostic.RedefinedModule.At(&r.mod.env, quoted.LineMeta(r.mod.line), diagnostic.Inspect(r.mod.name.Term()))
	r.s.diagnose(r.job, d)
}

// atEnd sets the stack trace of the exception that follows errors in definitions. A file is
// compiled in its own process, so callers do not appear.
func (m *module) atEnd(e *vm.Exception) error {
	e.Stack = []vm.StackEntry{{Module: term.Intern("elixir_module"), Name: term.Intern("-compile/7-fun-1-"), Arity: 9, File: "src/elixir_module.erl", Line: 185}}
	if m.evaluated() {
		e.Stack = append(e.Stack, vm.StackEntry{Module: compile.AElixirEval, Name: compile.AFileFun, Arity: 1, File: m.env.File, Line: m.line})
		return e.Complete()
	}
	e.Stack = append(e.Stack, vm.StackEntry{Module: term.Intern("elixir_erl_compiler"), Name: term.Intern("-spawn/1-fun-0-"), Arity: 3,
		File: "src/elixir_erl_compiler.erl", Line: 19})
	return e.Complete()
}

// evaluated reports whether a module comes from a prompt or a string rather than a file.
func (m *module) evaluated() bool { return m.env.File == "iex" || m.env.File == "nofile" }

// functions compiles the definitions and returns the exported functions.
func (r *bodyRun) functions() ([]*vm.Func, error) {
	m := r.mod
	if !m.lazy {
		m.unit.Enrolment = compile.Enrolment{Closures: vm.NewClosures(m.digest())}
	}
	var out []*vm.Func
	for _, d := range m.order {
		f, err := m.function(d)
		if err != nil {
			return nil, err
		}
		f.Clauses = d.headsTerm()
		if d.public() {
			out = append(out, f)
		}
	}
	return out, nil
}

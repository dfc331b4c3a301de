package code

import (
	"strings"
	"sync"

	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file runs the bodies of modules and builds the modules.

// A module is the state of a module during its definition. A lazily compiled module keeps this
// state.
type module struct {
	s    *Server
	name term.Atom
	env  lexical.Env // environment of the body
	file string
	line int
	job  *job
	lazy bool

	mu            sync.Mutex
	attrs         map[term.Atom]*attribute
	defs          map[quoted.NameArity]*definition
	order         []*definition
	last          *definition // last definition, for the check that clauses are grouped
	overridable   map[quoted.NameArity]*overridden
	sites         []*defSite
	structure     *expand.Struct
	structLine    int
	types         []term.Term
	typeLines     []int
	formsOnce     sync.Once   // for lateTypeForms
	typeForms     []term.Term // types as abstract forms
	typedocs      []privateDoc
	specDocs      []term.Term // docs of callbacks and types, in the form of Code.fetch_docs
	callbacks     []term.Term // {name, arity}, optional or not
	optional      map[quoted.NameArity]bool
	optionalTerms []term.Term // in the form of @optional_callbacks
	macroCbs      map[quoted.NameArity]bool
	docEntries    []docEntry
	outdated      []term.Term          // functions with @deprecated, and the reasons
	docMeta       map[string]*term.Map // metadata from @doc and similar attributes for the next definition
	impls         []implMark
	moduledoc     term.Term
	remotes       []remoteRef
	tainted       bool
	atTheEnd      []*diagnostic.Diagnostic // reported once the module is complete
	unit          *compile.Unit
	places        uint32 // number of definitions
	protocol      bool
	protocolFns   []protocolFn
	implOf        term.Term // the protocol that the module implements
	implFor       term.Term
	closed        bool
	tracker       *lexical.Tracker               // tracker of the module alone, or nil if the file has a tracker
	imported      map[quoted.NameArity]term.Atom // imported names that functions call, and their modules
}

// A remoteRef is a call of a function in another module, recorded for the check that the function
// exists.
type remoteRef struct {
	mod  term.Atom
	fn   quoted.NameArity
	meta term.Term
	env  *lexical.Env
}

func (m *module) diagnoseAtEnd(d *diagnostic.Diagnostic) {
	m.mu.Lock()
	m.atTheEnd = append(m.atTheEnd, d)
	m.mu.Unlock()
}

func (m *module) taint() {
	m.mu.Lock()
	m.tainted = true
	m.mu.Unlock()
}

// A bodyRun runs the body of a module. It runs the forms in order in the process that defines the
// module.
type bodyRun struct {
	s      *Server
	job    *job
	mod    *module
	x      *expander
	values map[int]term.Term // by version
	result term.Term
	begun  bool // the first form of the body has been reached
}

// compileModule implements :elixir_module.compile(module, block, values).
func (s *Server) compileModule(p *vm.Process, a []term.Term) vm.Step {
	id, _ := a[1].AsInt()
	blk := s.block(int(id))
	if a[0].Is(quoted.AElixir) {
		j := s.jobFor(p)
		return p.Block(func() (term.Term, error) {
			env := blk.env
			env.Module = quoted.AElixir
			s.diagnose(j, diagnostic.ReservedModule.At(&env, blk.meta, diagnostic.Inspect(a[0])))
			return term.Nil, expand.CannotCompile(&env)
		})
	}
	if !a[0].IsAtom() || a[0].Is(term.ANil) || a[0].Is(term.ATrue) || a[0].Is(term.AFalse) || strings.ContainsAny(a[0].Atom().String(), `/\`) {
		return p.Fail(expand.ArgumentError("invalid module name: %s", diagnostic.Inspect(a[0])))
	}
	j := *blk.job
	j.leader, j.parent = p.GroupLeader(), blk.job
	run := s.newRun(&j, a[0].Atom(), blk, quoted.Slice(a[2]))
	if !run.mod.lazy {
		s.withdraw([]term.Atom{run.mod.name}, run.mod.file)
	}
	if old := s.begin(run.mod); old != nil {
		return p.Block(func() (term.Term, error) {
			s.diagnose(&j, diagnostic.ModuleInDefinition.At(&blk.env, quoted.LineMeta(quoted.LineOf(blk.meta)), diagnostic.Inspect(a[0]), diagnostic.Relative(old.file), old.line))
			return term.Nil, expand.CannotCompile(&blk.env)
		})
	}
	return p.Try(func(p *vm.Process) vm.Step {
		return run.body(p, blk.body)
	}, func(p *vm.Process, v term.Term) vm.Step {
		return p.Return(v)
	}, func(p *vm.Process, e *vm.Exception) vm.Step {
		s.closed(run.mod.name, p)
		s.abandon(run.mod)
		return p.Fail(run.mod.tooEarly(e))
	})
}

func (s *Server) newRun(j *job, name term.Atom, blk *quotedBlock, values []term.Term) *bodyRun {
	mod := &module{s: s, name: name, env: blk.env, file: blk.env.File, line: quoted.LineOf(blk.meta), job: j, lazy: j.lazy,
		attrs: map[term.Atom]*attribute{}, defs: map[quoted.NameArity]*definition{}, overridable: map[quoted.NameArity]*overridden{},
		optional: map[quoted.NameArity]bool{}, macroCbs: map[quoted.NameArity]bool{}, moduledoc: term.Nil}
	mod.unit = compile.NewUnit(s.m, name, stackFile(blk.env.File))
	if mod.lazy {
		mod.enrolLate(j.text)
	}
	if !mod.lazy && (blk.env.Tracker == nil || blk.env.Function != nil) {
		s.beginContext(&mod.env)
		mod.tracker = mod.env.Tracker
	}
	mod.env.Module = name
	mod.env.Function = nil
	mod.env.Contexts = append([]term.Atom{name}, blk.env.Contexts...)
	mod.initAttributes()
	r := &bodyRun{s: s, job: j, mod: mod, values: map[int]term.Term{}}
	env := mod.env
	env.Scope = nil
	r.x = newExpander(s, j, &env, mod)
	for i, b := range blk.vars {
		r.x.Next++
		env.Scope = &lexical.Binding{Name: b.Name, Kind: b.Kind, Version: r.x.Next, Used: b.Used, Next: env.Scope}
		r.values[r.x.Next] = values[i]
	}
	return r
}

// stackFile returns the file name for stack traces.
func stackFile(file string) string { return diagnostic.Relative(file) }

func (s *Server) begin(mod *module) (old *module) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.defined[mod.name]; old != nil {
		return old
	}
	s.defined[mod.name] = mod
	return nil
}

func (s *Server) abandon(mod *module) {
	s.mu.Lock()
	delete(s.defined, mod.name)
	s.mu.Unlock()
	if mod.tracker != nil {
		mod.tracker.Close()
	}
	s.wakePool(mod.job, mod.name, false)
}

var aUndef = term.Intern("undef")

// tooEarly changes the reason of an undefined function error if the function belongs to the module
// that is being defined: it is not available yet.
func (mod *module) tooEarly(e *vm.Exception) *vm.Exception {
	if e.Class != term.AError || !e.Reason.Is(aUndef) || len(e.Stack) == 0 || e.Stack[0].Module != mod.name {
		return e
	}
	at, early := e.Stack[0], *e
	early.Reason = vm.Raise("UndefinedFunctionError", "module", at.Module, "function", at.Name, "arity", at.Arity,
		"reason", "function not available", "message", nil).Reason
	return &early
}

// body runs the body and then the hooks.
func (r *bodyRun) body(p *vm.Process, body term.Term) vm.Step {
	forms := []term.Term{body}
	if r.mod.lazy {
		if _, es, ok := quoted.IsCallOf(body, quoted.ABlock, -1); ok {
			forms = es
		}
	}
	return r.forms(p, forms, func(p *vm.Process) vm.Step {
		return r.before(p)
	})
}

// forms compiles and runs forms in order, then continues with k.
func (r *bodyRun) forms(p *vm.Process, forms []term.Term, k func(p *vm.Process) vm.Step) vm.Step {
	if len(forms) == 0 {
		return k(p)
	}
	next := func(p *vm.Process) vm.Step { return r.forms(p, forms[1:], k) }
	var fn *vm.Func
	var in, out []int
	return p.BlockThen(func() (term.Term, error) {
		if !r.mod.lazy && !r.begun {
			if err := r.traceStart(); err != nil {
				return term.Nil, err
			}
			r.warnRedefined()
		}
		r.begun = true
		for r.mod.lazy && len(forms) > 0 && r.direct(forms[0]) {
			forms = forms[1:]
		}
		if len(forms) == 0 {
			return term.Nil, nil
		}
		form, err := r.whole(forms[0])
		if err != nil {
			return term.Nil, err
		}
		fn, in, out, err = r.compile(form)
		return term.Nil, err
	}, func(p *vm.Process, _ term.Term) vm.Step {
		if len(forms) == 0 {
			return k(p)
		}
		return p.CallThen(funTerm(fn), []term.Term{r.tuple(in)}, func(p *vm.Process, v term.Term) vm.Step {
			el := v.Elems()
			r.result = el[0]
			for i, val := range el[1].Elems() {
				r.values[out[i]] = val
			}
			return next(p)
		})
	})
}

func (r *bodyRun) tuple(versions []int) term.Term {
	vals := make([]term.Term, len(versions))
	for i, v := range versions {
		vals[i] = r.values[v]
	}
	return term.Tup(vals...)
}

// funTerm converts a function of the engine to a term.
func funTerm(f *vm.Func) term.Term {
	return term.FromFun(&term.Fun{Module: f.Module, Name: f.Name, Arity: f.Arity, Code: f})
}

var aBodyName = diagnostic.Body

// compile compiles one form of the body to a function.
func (r *bodyRun) compile(t term.Term) (fn *vm.Func, in, out []int, err error) {
	for v := range r.values {
		in = append(in, v)
	}
	base := r.x.Env.Scope
	e, err := expand.Guarded(func() term.Term {
		e := r.x.Expand(t)
		r.x.WarnUnused()
		return e
	})
	if err != nil {
		if x := expand.AsException(err); len(x.Stack) == 0 && !r.mod.evaluated() {
			// Calls of the compiler fill the rest of Elixir's stack trace, but are not shown.
			x.Stack = []vm.StackEntry{{Module: term.Intern("elixir_module"), Name: term.Intern("eval_form"), Arity: 7, File: "src/elixir_module.erl", Line: 456}}
			err = x.Complete()
		}
		return nil, nil, nil, err
	}
	if r.mod.lazy {
		for _, b := range r.x.Env.Scope.Since(base) {
			out = append(out, b.Version)
		}
	}
	fn, err = compile.Expr(r.s.m, e, compile.Options{Module: r.mod.name, Function: aBodyName, File: stackFile(r.mod.file), Vars: in, Out: out})
	return fn, in, out, err
}

// before runs the @before_compile hooks, then builds the module.
func (r *bodyRun) before(p *vm.Process) vm.Step {
	result := r.result
	hooks := r.mod.hookForms()
	return r.forms(p, hooks, func(p *vm.Process) vm.Step {
		return p.BlockThen(func() (term.Term, error) {
			return expand.Guarded(func() term.Term {
				r.finish()
				r.mod.useSkipped()
				return term.Nil
			})
		}, func(p *vm.Process, _ term.Term) vm.Step {
			return r.loaded(p, func(p *vm.Process) vm.Step {
				return r.traceEnd(p, func(p *vm.Process) vm.Step { return r.after(p, result) })
			})
		})
	})
}

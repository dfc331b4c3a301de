package code

import (
	"sort"

	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file evaluates quoted forms and source text.

// An evaluation is the evaluation of one quoted form.
type evaluation struct {
	s      *Server
	job    *job
	quoted term.Term
	env    *lexical.Env
	values []term.Term
	x      *expander
	fn     *vm.Func
	out    []*lexical.Binding
	// interpreted makes closures keep their source, as at a prompt.
	interpreted bool
	// prune drops variables that the code neither reads nor binds from the resulting bindings.
	prune bool
}

// newEvaluation binds the variables in a keyword list. Its keys are name or {name, context}.
func (s *Server) newEvaluation(j *job, form term.Term, bindings term.Term, env *lexical.Env) *evaluation {
	e := &evaluation{s: s, job: j, quoted: form, env: env}
	own := *env
	own.Scope = nil
	e.x = newExpander(s, j, &own, nil)
	e.x.Top = true
	if own.Module != 0 {
		e.x.mod = s.definedModule(own.Module)
	}
	for _, b := range quoted.Slice(bindings) {
		el := b.Elems()
		if len(el) != 2 {
			continue
		}
		name, kind := el[0], int64(term.ANil)
		if k := name.Elems(); len(k) == 2 {
			name, kind = k[0], lexical.KindOfTerm(k[1])
		}
		e.x.Next++
		own.Scope = &lexical.Binding{Name: name.Atom(), Kind: kind, Version: e.x.Next, Used: new(bool), Next: own.Scope}
		e.values = append(e.values, el[1])
	}
	e.x.Env = &own
	return e
}

// prepare expands and compiles the form.
func (e *evaluation) prepare() error {
	if !e.job.lazy {
		release, err := e.s.roomFor(e.quoted)
		if err != nil {
			return err
		}
		defer release()
	}
	var vars []int
	for i := range e.values {
		vars = append(vars, i+1)
	}
	t, err := expand.Guarded(func() term.Term {
		t := e.x.Expand(e.quoted)
		e.x.WarnUnused()
		return t
	})
	if err != nil {
		return e.placed(err)
	}
	type key struct {
		name term.Atom
		kind int64
	}
	seen := map[key]bool{}
	var out []int
	for b := e.x.Env.Scope; b != nil; b = b.Next {
		k := key{b.Name, b.Kind}
		if seen[k] {
			continue
		}
		seen[k] = true
		if e.prune && b.Version <= len(e.values) && !*b.Used {
			continue
		}
		e.out = append(e.out, b)
		out = append(out, b.Version)
	}
	if e.prune {
		e.x.Env.Scope = lexical.ScopeOf(e.out)
	}
	o := compile.Options{Module: e.x.Env.Module, File: stackFile(e.env.File), Vars: vars, Out: out, Interpreted: e.interpreted}
	if o.Module != 0 || o.Interpreted {
		e.fn, err = compile.Expr(e.s.m, t, o)
		return err
	}
	o.Unit = compile.NewUnit(e.s.m, 0, o.File)
	o.Unit.Closures = vm.NewClosures(formDigest(t))
	e.fn, err = compile.Expr(e.s.m, t, o)
	if o.Unit.Closures.Len() > 0 {
		e.s.m.KeepScript(o.Unit.Closures)
	}
	return err
}

// placed adds the location of the evaluated code to an exception from a macro. A CompileError has
// its location already.
func (e *evaluation) placed(err error) error {
	ex, ok := err.(*vm.Exception)
	if !ok || ex.Reason.Map() == nil {
		return err
	}
	if s, _ := ex.Reason.Map().Get(term.AStruct.Term()); s.Is(vm.ModuleAtom("CompileError")) {
		return err
	}
	if n := len(ex.Stack); n > 0 && ex.Stack[n-1].Name == compile.AFileFun {
		return err
	}
	ex.Stack = append(ex.Stack, vm.StackEntry{Module: compile.AElixirEval, Name: compile.AFileFun, Arity: 1, File: stackFile(e.env.File), Line: e.env.Line})
	return ex
}

// run evaluates the form in process p and passes the value, bindings and environment to k.
func (e *evaluation) run(p *vm.Process, k func(p *vm.Process, v, bindings term.Term, env *lexical.Env) vm.Step) vm.Step {
	return p.BlockThen(func() (term.Term, error) { return term.Nil, e.prepare() }, func(p *vm.Process, _ term.Term) vm.Step {
		return p.CallThen(funTerm(e.fn), []term.Term{term.Tup(e.values...)}, func(p *vm.Process, v term.Term) vm.Step {
			el := v.Elems()
			return k(p, el[0], e.bindings(el[1].Elems()), e.x.Env)
		})
	})
}

// runAll evaluates forms in order. Each form sees the variables and the environment of the previous
// form.
func (s *Server) runAll(p *vm.Process, j *job, forms []term.Term, last, bindings term.Term, env *lexical.Env) vm.Step {
	if len(forms) == 0 {
		return p.Return(term.Tup(last, bindings))
	}
	e := s.newEvaluation(j, forms[0], bindings, env)
	e.x.Top = env.Tracker == nil || len(forms) > 1
	return e.run(p, func(p *vm.Process, v, bindings term.Term, env *lexical.Env) vm.Step {
		return s.runAll(p, j, forms[1:], v, bindings, env)
	})
}

// fileForms splits a file into forms that run one after the other, so that modules see modules
// defined before them. It splits only files that consist of modules, unless always is set.
func fileForms(q term.Term, always bool) []term.Term {
	_, es, ok := quoted.IsCallOf(q, quoted.ABlock, -1)
	if !ok {
		return []term.Term{q}
	}
	for _, e := range es {
		name, _, _, ok := quoted.IsCall(e)
		if always {
			continue
		}
		switch {
		case ok && (name.String() == "defmodule" || name.String() == "defprotocol" || name.String() == "defimpl"):
		default:
			return []term.Term{q}
		}
	}
	return es
}

// bindings returns the keyword list of the variables after an evaluation.
func (e *evaluation) bindings(values []term.Term) term.Term {
	out := make([]term.Term, 0, len(values))
	for i, b := range e.out {
		if b.Kind < 0 {
			continue // a variable of a macro expansion
		}
		name := b.Name.Term()
		if b.Kind != int64(term.ANil) {
			name = term.Tup(name, b.KindTerm())
		}
		out = append(out, term.Tup(name, values[i]))
	}
	sort.SliceStable(out, func(i, j int) bool { return term.Compare(out[i].Elems()[0], out[j].Elems()[0]) > 0 })
	return term.List(out...)
}

// evalOptions returns the environment for the options of Code.eval_*.
func evalOptions(opts term.Term) *lexical.Env {
	if e, ok := lexical.EnvFrom(opts); ok {
		if e.Tracker == nil {
			e.Tracers = nil // its lexical context has ended
		}
		return e
	}
	file, line := "nofile", 1
	if v, ok := quoted.KwGet(opts, quoted.AFile); ok {
		file = quoted.Str(v)
	}
	if v, ok := quoted.KwGet(opts, quoted.ALine); ok {
		n, _ := v.AsInt()
		line = int(n)
	}
	e := lexical.NewNamed(file, line)
	if v, ok := quoted.KwGet(opts, quoted.AModule); ok && !v.Is(term.ANil) {
		e.Module = v.Atom()
	}
	if v, ok := quoted.KwGet(opts, lexical.AAliasesField.Atom()); ok {
		e.Aliases = lexical.AliasesFrom(v)
	}
	return e
}

// evalQuoted implements Code.eval_quoted, which returns {value, bindings}, and
// :elixir.eval_quoted, which returns {value, bindings, env}.
func (s *Server) evalQuoted(withEnv bool) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		bindings, opts := term.Term(term.Empty), term.Term(term.Empty)
		if len(a) > 1 {
			bindings = a[1]
		}
		if len(a) > 2 {
			opts = a[2]
		}
		env := evalOptions(opts)
		prune := false
		if len(a) > 3 {
			v, _ := quoted.KwGet(a[3], term.Intern("prune_binding"))
			prune = v.Is(term.ATrue)
		}
		return s.eval(p, s.lined(a[0], env.Line), bindings, env, leaving{env: withEnv, prune: prune})
	}
}

// lined sets the line of nodes without a line.
func (s *Server) lined(form term.Term, line int) term.Term {
	if line == 0 || s.shallow(form) != nil {
		return form
	}
	return (&expand.Linifier{Line: line, Plain: true}).Walk(form)
}

// leaving selects the results of an evaluation: env adds the environment, prune drops unused
// variables.
type leaving struct{ env, prune bool }

func (s *Server) eval(p *vm.Process, form, bindings term.Term, env *lexical.Env, leaves leaving) vm.Step {
	if err := s.shallow(form); err != nil {
		return p.Fail(err)
	}
	e := s.newEvaluation(s.jobFor(p), form, bindings, env)
	e.interpreted, e.prune = env.Module == 0, leaves.prune
	return e.run(p, func(p *vm.Process, v, bindings term.Term, env *lexical.Env) vm.Step {
		if leaves.env {
			return p.Return(term.Tup(v, bindings, env.Term()))
		}
		return p.Return(term.Tup(v, bindings))
	})
}

// evalString implements Code.eval_string.
func (s *Server) evalString(p *vm.Process, a []term.Term) vm.Step {
	bindings, opts := term.Term(term.Empty), term.Term(term.Empty)
	if len(a) > 1 {
		bindings = a[1]
	}
	if len(a) > 2 {
		opts = a[2]
	}
	src, ok := text(a[0])
	if !ok {
		return p.Fail(vm.FunctionClause("Code", "eval_string", a))
	}
	env := evalOptions(opts)
	j := s.jobFor(p)
	return p.BlockThen(func() (term.Term, error) {
		return s.parse(j, src, syntax.Options{File: env.File, Line: env.Line})
	}, func(p *vm.Process, q term.Term) vm.Step { return s.eval(p, q, bindings, env, leaving{}) })
}

// text converts a binary or a charlist to a Go string.
func text(t term.Term) (string, bool) {
	if s, ok := t.AsStr(); ok {
		return s, true
	}
	if !t.IsList() {
		return "", false
	}
	var out []rune
	for c := t.Cons(); c != nil; c = c.Tail.Cons() {
		n, ok := c.Head.AsInt()
		if !ok {
			return "", false
		}
		out = append(out, rune(n))
	}
	return string(out), true
}

// parse parses source text, prints its warnings, and converts its errors to exceptions.
func (s *Server) parse(j *job, src string, o syntax.Options) (term.Term, error) {
	q, _, err := s.parseNoted(j, src, o)
	return q, err
}

// parseNoted is like parse, but also returns the comments of the source.
func (s *Server) parseNoted(j *job, src string, o syntax.Options) (q, comments term.Term, err error) {
	release, err := s.m.Claim(len(src) * sourceBytes)
	if err != nil {
		return term.Nil, term.Empty, err
	}
	defer release()
	var warnings []syntax.Warning
	o.Warn = func(w syntax.Warning) { warnings = append(warnings, w) }
	q, comments, err = syntax.ParseWithComments(src, o)
	if err != nil {
		return term.Nil, term.Empty, syntaxException(err)
	}
	for _, w := range warnings {
		d := &diagnostic.Diagnostic{Severity: "warning", Message: w.Message, File: w.File, Line: w.Line, Column: w.Column}
		if w.Nowhere {
			d.File, d.Line, d.Column = "", 0, 0
		}
		s.diagnose(j, d)
	}
	return q, comments, s.shallow(q)
}

// syntaxException returns the Elixir exception for a syntax error.
func syntaxException(err error) error {
	e, ok := err.(*syntax.Error)
	if !ok {
		return err
	}
	kv := []any{"file", e.File, "line", e.Line, "column", e.Column, "description", e.Description, "snippet", e.Snippet}
	if e.Kind != syntax.KindSyntax {
		kv = append(kv, "end_line", known(e.EndLine), "end_column", known(e.EndColumn),
			"opening_delimiter", delimiter(e.Opening), "expected_delimiter", delimiter(e.Expected))
	}
	if e.Kind == syntax.KindMismatchedDelimiter {
		kv = append(kv, "closing_delimiter", delimiter(e.Closing))
	}
	return vm.Raise(e.Kind, kv...)
}

// known returns a line or column, or nil if it is 0.
func known(n int) term.Term {
	if n == 0 {
		return term.Nil
	}
	return term.Int(int64(n))
}

// delimiter returns a delimiter as an atom, or nil.
func delimiter(s string) term.Term {
	if s == "" {
		return term.Nil
	}
	return term.Sym(s)
}

// EvalString evaluates source text in a new process, and returns the value, the bindings and the
// environment. A nil env means a new environment. EvalString must not be called from a worker of
// the engine.
func (s *Server) EvalString(src string, bindings term.Term, env *lexical.Env) (term.Term, term.Term, *lexical.Env, error) {
	if env == nil {
		env = lexical.NewEnv("nofile", 1)
	}
	j := &job{}
	q, err := s.parse(j, src, syntax.Options{File: env.File, Line: env.Line})
	if err != nil {
		return term.Nil, bindings, env, err
	}
	return s.EvalQuoted(q, bindings, env)
}

// EvalQuoted is like EvalString, but for a quoted form.
func (s *Server) EvalQuoted(q, bindings term.Term, env *lexical.Env) (term.Term, term.Term, *lexical.Env, error) {
	if bindings.IsNone() {
		bindings = term.Empty
	}
	outBindings, outEnv := bindings, env
	v, err := s.m.CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
		e := s.newEvaluation(s.jobFor(p), q, bindings, env)
		return e.run(p, func(p *vm.Process, v, b term.Term, env *lexical.Env) vm.Step {
			outBindings, outEnv = b, env
			return p.Return(v)
		})
	})
	return v, outBindings, outEnv, err
}

package code

import (
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file calls the tracers of the compiler (Code.put_compiler_option(:tracers, ..)). A file, or
// a module outside of a file, is a lexical context: it has its own tracker and the tracers that
// are set when it begins.

var aTrace = term.Intern("trace")

// TellTracers implements expand.Host.
func (x *expander) TellTracers(env *lexical.Env, event term.Term) error {
	return x.s.trace(x.job, env, event)
}

// trace calls the tracers of env with an event. It must not be called from a worker of the engine.
func (s *Server) trace(j *job, env *lexical.Env, event term.Term) error {
	for _, t := range env.Tracers {
		v, err := s.call(j, t, aTrace, event, env.Term())
		if err == nil && !v.Is(term.AOk) {
			err = vm.ErrorOf(term.Tup(term.Sym("badmatch"), v))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// beginContext gives env a tracker and the current tracers. On the node of a check there are none,
// because they would see the modules of the check.
func (s *Server) beginContext(env *lexical.Env) {
	env.Tracker = lexical.NewTracker()
	if s.Sealed == nil {
		env.Tracers = lexical.AtomsFrom(s.option("tracers"))
	}
}

// endContext warns of unused aliases and imports, unless the context failed with err. It closes
// the tracker and tells the tracers.
func (s *Server) endContext(j *job, env *lexical.Env, err error) error {
	defer env.Tracker.Close()
	if err == nil {
		s.warnTracked(j, env)
	}
	if told := s.trace(j, env, term.Sym("stop")); err == nil {
		err = told
	}
	return err
}

// traceStart tells the tracers that a module begins, and so does its lexical context if it has its
// own.
func (r *bodyRun) traceStart() error {
	m := r.mod
	if len(m.env.Tracers) == 0 {
		return nil
	}
	env := m.env
	env.Line = m.line
	if m.tracker != nil {
		outer := env
		outer.Module = 0
		if err := r.s.trace(r.job, &outer, term.Sym("start")); err != nil {
			return err
		}
	}
	return r.s.trace(r.job, &env, term.Sym("defmodule"))
}

// traceEnd tells the tracers that the module is loaded, and calls k.
func (r *bodyRun) traceEnd(p *vm.Process, k func(p *vm.Process) vm.Step) vm.Step {
	if len(r.mod.env.Tracers) == 0 {
		return k(p)
	}
	env := r.mod.env
	env.Line = r.mod.line
	return p.BlockThen(func() (term.Term, error) {
		if d := r.mod.onLoad(); d != nil {
			at := quoted.LineMeta(r.mod.line)
			if err := r.s.trace(r.job, &env, term.Tup(term.Sym("local_function"), at, d.name.Name.Term(), term.Int(int64(d.name.Arity)))); err != nil {
				return term.Nil, err
			}
		}
		if err := r.s.trace(r.job, &env, term.Tup(term.Sym("on_module"), bytecode(r.mod), term.Sym("none"))); err != nil {
			return term.Nil, err
		}
		if err := r.traceHooks(&env, r.mod.line, "after_compile", 2); err != nil {
			return term.Nil, err
		}
		return term.Nil, r.traceHooks(&env, r.mod.line, "after_verify", 1)
	}, func(p *vm.Process, _ term.Term) vm.Step { return k(p) })
}

// traceHook tells the tracers that a definition calls a hook.
func (x *expander) traceHook(h hook, arity int) {
	x.Trace("remote_function", quoted.LineMeta(x.Env.Line), h.mod.Term(), h.name.Term(), term.Int(int64(arity)))
}

// traceHooks tells the tracers of the calls of the hooks of an attribute such as @after_compile.
func (r *bodyRun) traceHooks(env *lexical.Env, line int, attr string, arity int) error {
	for _, h := range r.mod.hooks(attr, "__"+attr+"__") {
		event := term.Tup(term.Sym("remote_function"), quoted.LineMeta(line), h.mod.Term(), h.name.Term(), term.Int(int64(arity)))
		if err := r.s.trace(r.job, env, event); err != nil {
			return err
		}
	}
	return nil
}

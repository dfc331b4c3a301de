package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions of Macro.Env that need the compiler.

func (s *Server) envNatives() {
	m := s.m
	m.StepNative("lab_compiler", "define", 5, s.defineInEnv)
	m.StepNative("lab_compiler", "call_macro", 5, s.callMacro)
	m.Native("lab_compiler", "lookup_alias", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		env, ok := lexical.EnvFrom(a[0])
		if !ok {
			return term.Nil, vm.Badarg()
		}
		if mod, ok := env.LookupAlias(a[1], lexical.AtomsFrom(a[2])); ok {
			return mod.Term(), nil
		}
		return term.Nil, nil
	})
	m.StepNative("lab_compiler", "warn_deprecated", 5, s.warnDeprecated)
}

// defineInEnv evaluates alias, require or import in an environment. It returns {:ok, env} or
// {:error, message}.
func (s *Server) defineInEnv(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[1])
	if !ok || !a[3].IsAtom() {
		return p.Fail(vm.Badarg())
	}
	told := &collector{}
	j := s.jobFor(p)
	quiet, _ := quoted.KwGet(a[4], term.Intern("emit_warnings"))
	inner := &job{leader: j.leader, parent: j, collect: told}
	return p.Block(func() (term.Term, error) {
		_, err := expand.Guarded(func() term.Term {
			x := newExpander(s, inner, env, nil)
			switch a[0].Atom() {
			case quoted.AAlias:
				x.Alias(a[2], a[3].Atom(), a[3], a[4])
			case quoted.ARequire:
				x.Require(a[2], a[3].Atom(), a[3], a[4])
			default:
				x.Import(a[2], a[3].Atom(), a[3], a[4])
			}
			return term.Nil
		})
		if err != nil {
			return term.Tup(term.Error, told.message()), nil
		}
		if !quiet.Is(term.AFalse) {
			told.repeat(s, j)
		}
		return term.Tup(term.Ok, env.Term()), nil
	})
}

// message returns the text of the last diagnostic.
func (c *collector) message() term.Term {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.all) == 0 {
		return term.Str("")
	}
	v, _ := c.all[0].Map().Get(term.Sym("message"))
	return v
}

// repeat prints the collected diagnostics.
func (c *collector) repeat(s *Server, j *job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.all) - 1; i >= 0; i-- {
		s.diagnose(j, diagnostic.From(c.all[i].Map()))
	}
}

// callMacro calls a macro in an environment and sets the location of its result.
func (s *Server) callMacro(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[0])
	if !ok {
		return p.Fail(vm.Badarg())
	}
	j := s.jobFor(p)
	args := quoted.Slice(a[4])
	return p.Block(func() (term.Term, error) {
		return expand.Guarded(func() term.Term {
			x := newExpander(s, j, env, nil)
			mac := x.MacroIn(a[2].Atom(), a[3].Atom(), len(args))
			if mac == nil {
				x.Raise(vm.ErrorOf(term.Sym("undef")))
			}
			out := mac(x.Expander, a[1], args)
			if gen, _ := quoted.KwGet(a[1], quoted.AGenerated); gen.Is(term.ATrue) {
				out = quoted.Postwalk(out, markGenerated)
			}
			return out
		})
	})
}

func markGenerated(t term.Term) term.Term {
	h, m, args, ok := quoted.IsNode(t)
	if !ok {
		return t
	}
	return term.Tup(h, quoted.KwStore(m, quoted.AGenerated, term.True), args)
}

func (s *Server) warnDeprecated(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[0])
	if !ok {
		return p.Fail(vm.Badarg())
	}
	arity, _ := a[4].AsInt()
	ref := remoteRef{mod: a[2].Atom(), fn: quoted.NameArity{Name: a[3].Atom(), Arity: int(arity)}, meta: a[1], env: env}
	j := s.jobFor(p)
	return p.Block(func() (term.Term, error) {
		if text := s.outdatedText(j, ref); text != "" {
			s.diagnose(j, diagnostic.New(env, "warning", a[1], text))
		}
		return term.Ok, nil
	})
}

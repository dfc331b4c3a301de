package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file makes the expander available to programs under the names of Elixir's compiler.

func (s *Server) expandNatives() {
	m := s.m
	m.StepNative("elixir_expand", "expand", 3, s.expandForm)
	m.Native("elixir_env", "env_to_ex", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := lexical.EnvFrom(a[0]); !ok {
			return term.Nil, vm.Badarg()
		}
		return aScope, nil
	})
	m.Native("elixir_env", "reset_vars", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		env, ok := lexical.EnvFrom(a[0])
		if !ok {
			return term.Nil, vm.Badarg()
		}
		env.Scope = nil
		return env.Term(), nil
	})
	m.Native("elixir_env", "to_caller", 1, callerOf)
}

// aScope is a placeholder for the variable scope of Elixir's compiler. In lab the environment
// contains the scope.
var aScope = term.Sym("elixir_ex")

// expandForm implements :elixir_expand.expand/3. It returns {expanded form, scope, environment}.
func (s *Server) expandForm(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[2])
	if !ok {
		return p.Fail(vm.Badarg())
	}
	if err := s.shallow(a[0]); err != nil {
		return p.Fail(err)
	}
	j := s.jobFor(p)
	return p.Block(func() (term.Term, error) {
		return expand.Guarded(func() term.Term {
			x := newExpander(s, j, env, nil)
			x.Next = newest(env.Scope)
			if env.Module != 0 {
				x.mod = s.definedModule(env.Module)
			}
			form := x.Expand(a[0])
			x.WarnUnused()
			return term.Tup(expand.Shown(form), a[1], env.Term())
		})
	})
}

// newest returns the highest version in scope, or -1.
func newest(b *lexical.Binding) int {
	version := -1
	for ; b != nil; b = b.Next {
		version = max(version, b.Version)
	}
	return version
}

// callerOf implements :elixir_env.to_caller/1 for {line, scope, environment}.
func callerOf(_ *vm.Process, a []term.Term) (term.Term, error) {
	el := a[0].Elems()
	if len(el) != 3 {
		return a[0], nil
	}
	env, ok := lexical.EnvFrom(el[2])
	line, isLine := el[0].AsInt()
	if !ok || !isLine {
		return term.Nil, vm.Badarg()
	}
	env.Line = int(line)
	return env.Term(), nil
}

package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file shows programs what the expander makes of a form, under the names that
// Elixir's own compiler has for it.

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

// aScope stands for what Elixir's compiler keeps of variables beside the environment,
// which holds all of it here.
var aScope = term.Sym("elixir_ex")

// expandForm is :elixir_expand.expand/3: {expanded form, scope, environment}.
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

// newest is the highest version in scope, -1 where there is none.
func newest(b *lexical.Binding) int {
	version := -1
	for ; b != nil; b = b.Next {
		version = max(version, b.Version)
	}
	return version
}

// callerOf is :elixir_env.to_caller/1 of {line, scope, environment}.
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

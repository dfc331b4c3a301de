package code

import (
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
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
	if err := shallow(a[0]); err != nil {
		return p.Fail(err)
	}
	j := s.jobFor(p)
	return p.Block(func() (term.Term, error) {
		return guarded(func() term.Term {
			x := &expander{s: s, job: j, env: env, next: newest(env.Scope)}
			if env.Module != 0 {
				x.mod = s.definedModule(env.Module)
			}
			form := x.expand(a[0])
			x.warnUnused()
			return term.Tup(shown(form), a[1], env.Term())
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

// shown is an expanded form with its segments of bitstrings as Elixir's compiler has
// them: one specifier, or several in pairs.
func shown(t term.Term) term.Term {
	return quoted.Postwalk(t, func(t term.Term) term.Term {
		meta, segments, ok := quoted.IsCallOf(t, quoted.ABits, -1)
		if !ok {
			return t
		}
		out := make([]term.Term, len(segments))
		for i, s := range segments {
			out[i] = shownSegment(s)
		}
		if n := len(out) - 1; n >= 0 {
			if m, a, ok := quoted.IsCallOf(out[n], quoted.ALeftArrow, 2); ok {
				out[n] = quoted.Node("<-", m, quoted.Node("<<>>", meta, append(out[:n:n], shownSegment(a[0]))...), a[1])
				out = out[n:]
			}
		}
		return quoted.Node("<<>>", meta, out...)
	})
}

func shownSegment(s term.Term) term.Term {
	meta, a, ok := quoted.IsCallOf(s, quoted.AColons, 2)
	if !ok {
		return s
	}
	sm, specs, ok := quoted.IsCallOf(a[1], quoted.AMinus, -1)
	if !ok || len(specs) == 0 {
		return s
	}
	whole := bareSpec(specs[0])
	for _, of := range []term.Atom{term.Intern("little"), term.Intern("native"), term.Intern("signed"), quoted.AUnit, quoted.ASize} {
		for _, spec := range specs[1:] {
			if spec.Elems()[0].Is(of) {
				whole = quoted.Node("-", sm, whole, bareSpec(spec))
			}
		}
	}
	return quoted.Node("::", meta, a[0], whole)
}

// bareSpec is a specifier without parentheses where it takes no argument.
func bareSpec(t term.Term) term.Term {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok || len(args) > 0 {
		return t
	}
	return term.Tup(name.Term(), meta, term.Nil)
}

package code

import (
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file gives Kernel the functions that calls are otherwise inlined to, so
// that apply and captures find them, and tells of its macros.

func (s *Server) kernelNatives() {
	for from, to := range inlines {
		if from.mod == aKernel {
			s.m.StepNative("Kernel", from.name.String(), from.arity, func(p *vm.Process, a []term.Term) vm.Step {
				return p.TailApply(to.mod, to.name, a...)
			})
		}
	}
	s.m.StepNative("Kernel", "elem", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(aErlang, term.Intern("element"), oneMore(a[1]), a[0])
	})
	s.m.StepNative("Kernel", "put_elem", 3, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(aErlang, term.Intern("setelement"), oneMore(a[1]), a[0], a[2])
	})
	s.m.StepNative("Kernel", "is_map_key", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(aErlang, term.Intern("is_map_key"), a[1], a[0])
	})
	s.m.Native("Kernel", "__info__", 1, infoOf("Kernel", kernelFunctionSet, kernelMacroSet))
	s.m.Native("Kernel.SpecialForms", "__info__", 1, infoOf("Kernel.SpecialForms", nil, parseNames(specialFormNames)))
}

// oneMore is an index of Erlang for one of Elixir.
func oneMore(t term.Term) term.Term {
	if n, ok := t.AsInt(); ok {
		return term.Int(n + 1)
	}
	return t
}

// infoOf is __info__/1 of a module that is in Go.
func infoOf(name string, fns, macros map[nameArity]bool) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		switch a[0].Atom().String() {
		case "functions":
			return namesTerm(sortedNames(fns)), nil
		case "macros":
			return namesTerm(sortedNames(macros)), nil
		case "module":
			return vm.ModuleAtom(name).Term(), nil
		case "struct":
			return term.Nil, nil
		case "attributes", "compile", "deprecated":
			return term.Empty, nil
		case "md5", "exports_md5":
			return term.Str(strings.Repeat("\x00", 16)), nil
		}
		return term.Nil, vm.FunctionClause(name, "__info__", a)
	}
}

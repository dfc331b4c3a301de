package code

import (
	"strings"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file defines the functions of Kernel that are normally inlined, so that apply and captures
// find them. It also defines Kernel's __info__/1.

func (s *Server) kernelNatives() {
	for from, to := range kernel.Inlines {
		if from.Mod == quoted.AKernel {
			s.m.StepNative("Kernel", from.Name.String(), from.Arity, func(p *vm.Process, a []term.Term) vm.Step {
				return p.TailApply(to.Mod, to.Name, a...)
			})
		}
	}
	s.m.StepNative("Kernel", "elem", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(quoted.AErlang, term.Intern("element"), oneMore(a[1]), a[0])
	})
	s.m.StepNative("Kernel", "put_elem", 3, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(quoted.AErlang, term.Intern("setelement"), oneMore(a[1]), a[0], a[2])
	})
	s.m.StepNative("Kernel", "is_map_key", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(quoted.AErlang, term.Intern("is_map_key"), a[1], a[0])
	})
	s.m.Native("Kernel", "__info__", 1, infoOf("Kernel", kernel.Functions, kernel.Macros))
	s.m.Native("Kernel.SpecialForms", "__info__", 1, infoOf("Kernel.SpecialForms", nil, kernel.Names(kernel.SpecialForms)))
}

// oneMore converts a zero-based index to a one-based index.
func oneMore(t term.Term) term.Term {
	if n, ok := t.AsInt(); ok {
		return term.Int(n + 1)
	}
	return t
}

// infoOf returns __info__/1 of a module implemented in Go.
func infoOf(name string, fns, macros map[quoted.NameArity]bool) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		switch a[0].Atom().String() {
		case "functions":
			return quoted.NamesTerm(quoted.SortedNames(fns)), nil
		case "macros":
			return quoted.NamesTerm(quoted.SortedNames(macros)), nil
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

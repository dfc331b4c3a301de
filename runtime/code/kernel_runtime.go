package code

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// registerKernel makes functions of Kernel out of those of Erlang that calls of
// them are compiled to, for calls whose module is known only when they run.
func (s *Server) registerKernel() {
	for from, to := range inlines {
		if from.mod != aKernel {
			continue
		}
		s.m.StepNative("Kernel", from.name.String(), from.arity, func(p *vm.Process, a []term.Term) vm.Step {
			return p.TailApply(to.mod, to.name, a...)
		})
	}
	s.m.StepNative("Kernel", "is_map_key", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(aErlang, term.Intern("is_map_key"), a[1], a[0])
	})
}

package lib

import (
	"lab/runtime/code"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Install gives a machine the standard library: natives at once, the Elixir
// sources as modules that s compiles when they are first used.
func Install(m *vm.Machine, s *code.Server) {
	InstallNatives(m)
	s.Absent = AbsentModule
	compiled := map[term.Atom]bool{}
	for _, src := range Sources() {
		s.AddSource(src.Modules, src.Read)
		for _, mod := range src.Modules {
			compiled[vm.ModuleAtom(mod)] = true
		}
	}
	installModuleInfo(m, compiled)
}

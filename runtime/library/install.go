package library

import (
	"lab/runtime/code"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Install adds the subjects to a machine. It registers their natives at once. It registers their
// Elixir sources as modules that s compiles on first use.
func Install(m *vm.Machine, s *code.Server, subjects []Subject) {
	InstallNatives(m, subjects)
	installSyntaxErrors(Module{Machine: m, Name: "elixir_errors"})
	installAbsent(Module{Machine: m, Name: "lab_absent"})
	s.Absent, s.AbsentFunction = AbsentModule, AbsentFunction
	embedded := map[term.Atom]Source{}
	for _, src := range Sources(subjects) {
		if src.System() {
			s.AddSource(src.Modules, src.Read)
		} else {
			s.AddPackage(src.Modules, src.Read)
		}
		for _, mod := range src.Modules {
			embedded[vm.ModuleAtom(mod)] = src
		}
	}
	installModules(m, embedded)
	installModuleInfo(m, embedded)
}

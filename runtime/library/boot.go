package library

import (
	"fmt"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// Boot starts the processes that the library needs: the logger, the global name registry, and the
// server for calls from other nodes. After Boot, crashes are logged.
func Boot(m *vm.Machine) error {
	m.CrashTo("Logger.Reports", "process")
	v, err := m.Call(vm.ModuleAtom("kernel"), term.Intern("start"))
	if err != nil {
		return fmt.Errorf("the library's processes: %w", err)
	}
	if e := v.Elems(); len(e) == 0 || !e[0].Is(term.Ok.Atom()) {
		return fmt.Errorf("the library's processes: %s", term.Inspect(v, term.Opts{}))
	}
	return nil
}

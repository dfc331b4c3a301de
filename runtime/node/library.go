package node

import (
	"fmt"

	"lab/runtime/code"
	"lab/runtime/code/compile"
	"lab/runtime/lib"
	"lab/runtime/lib/files"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// install installs the compiler and the library in an engine. Programs may read and write the
// folder dir. "" means no folder. The packages are as in Config.Library.
func install(m *vm.Machine, dir string, packages []string) (*code.Server, error) {
	subjects, err := library.Choose(lib.All(), packages)
	if err != nil {
		return nil, err
	}
	s := code.New(m)
	library.Install(m, s, subjects)
	m.Revive = func(f *term.Fun) (*term.Fun, error) { return compile.Revive(m, f) }
	if dir == "" {
		return s, nil
	}
	disk, err := files.Install(m, dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of the node: %w", err)
	}
	s.ReadFile, s.Folder = disk.Read, disk.Current
	return s, nil
}

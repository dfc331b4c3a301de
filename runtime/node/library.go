package node

import (
	"fmt"
	"os"
	"path/filepath"

	"lab/runtime/code"
	"lab/runtime/lib"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// install gives an engine its compiler and its library. dir is the folder that
// programs may read and write, none where it is empty.
func install(m *vm.Machine, dir string) (*code.Server, error) {
	s := code.New(m)
	lib.Install(m, s)
	m.Revive = func(f *term.Fun) (*term.Fun, error) { return code.Revive(m, f) }
	if dir == "" {
		return s, nil
	}
	if err := lib.InstallFiles(m, dir); err != nil {
		return nil, fmt.Errorf("the folder of the node: %w", err)
	}
	s.ReadFile = func(name string) ([]byte, error) { return readWithin(dir, name) }
	return s, nil
}

// readWithin reads a file of the folder, by its path in there or from the root.
func readWithin(dir, name string) ([]byte, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if filepath.IsAbs(name) {
		if name, err = filepath.Rel(dir, name); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(name)
}

package node

import (
	"fmt"

	"lab/runtime/code"
	"lab/runtime/lib"
	"lab/runtime/lib/files"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// install gives an engine its compiler and its library. dir is the folder that
// programs may read and write, none where it is empty.
func install(m *vm.Machine, dir string) (*code.Server, error) {
	s := code.New(m)
	library.Install(m, s, lib.All())
	m.Revive = func(f *term.Fun) (*term.Fun, error) { return code.Revive(m, f) }
	if dir == "" {
		return s, nil
	}
	read, err := files.Install(m, dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of the node: %w", err)
	}
	s.ReadFile = read
	return s, nil
}

package library

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"lab/runtime/vm"
)

// A Subject is a part of the library: related modules in Go, in Elixir, or in both.
type Subject struct {
	Name string
	// System marks the modules as part of Elixir or Erlang/OTP. All other subjects are packages,
	// and a project may bring its own version of a package.
	System bool
	// Sources holds the Elixir files and their ModulesFile. It is nil if there are none.
	Sources fs.FS
	// Natives lists the modules that have functions in Go.
	Natives []Natives
	// Growth maps each function ("module:name") to the number of bytes that it allocates per byte
	// of its binary arguments, including temporary data. Functions that are not listed check the
	// memory limit themselves.
	Growth map[string]int
	// Long lists the functions ("module:name") and whole modules that may be slow.
	Long map[string]Long
}

// Natives holds the functions in Go of one module.
type Natives struct {
	module  string
	install func(x Module)
}

// In returns the natives of the named module.
func In(module string, install func(x Module)) Natives { return Natives{module, install} }

// Choose returns the subjects of a node: all of Elixir and Erlang/OTP, and the named packages. If
// packages is nil, it returns all.
func Choose(all []Subject, packages []string) ([]Subject, error) {
	if packages == nil {
		return all, nil
	}
	var out []Subject
	var known []string
	for _, s := range all {
		if !s.System {
			known = append(known, s.Name)
		}
		if s.System || slices.Contains(packages, s.Name) {
			out = append(out, s)
		}
	}
	for _, name := range packages {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("the library has no package %q: choose from %s", name, strings.Join(known, ", "))
		}
	}
	return out, nil
}

// InstallNatives registers only the functions in Go.
func InstallNatives(m *vm.Machine, subjects []Subject) {
	for _, s := range subjects {
		for _, n := range s.Natives {
			n.install(Module{Machine: m, Name: n.module, growth: s.Growth, long: s.Long})
		}
	}
}

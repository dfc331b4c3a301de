package library

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"lab/runtime/vm"
)

// A Subject is a part of the library: the modules of one idea, in Go, in
// Elixir, or in both.
type Subject struct {
	Name string
	// System says that Elixir or Erlang/OTP brings the modules, as opposed to a
	// package that a project may bring itself.
	System bool
	// Sources holds the Elixir files and their ModulesFile; nil where all is Go.
	Sources fs.FS
	// Natives are the modules that have functions in Go.
	Natives []Natives
	// Growth is how many bytes functions ("module:name") make for each byte of the
	// binaries that they are given. It includes what they need on the way. Those
	// that are not listed ask themselves.
	Growth map[string]int
	// Long lists the functions ("module:name"), and the modules, whose functions may
	// take long.
	Long map[string]Long
}

// Natives registers functions in Go of one module.
type Natives struct {
	module  string
	install func(x Module)
}

// In are natives of the named module.
func In(module string, install func(x Module)) Natives { return Natives{module, install} }

// Choose picks what a node has of the library: all that is Elixir's and
// Erlang's, and of the packages those that are named. It answers all for nil.
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

// InstallNatives registers the functions in Go alone.
func InstallNatives(m *vm.Machine, subjects []Subject) {
	for _, s := range subjects {
		for _, n := range s.Natives {
			n.install(Module{Machine: m, Name: n.module, growth: s.Growth, long: s.Long})
		}
	}
}

package code

import (
	"testing"

	"lab/runtime/code/expand"
	"lab/runtime/code/kernel"
)

// The names that every file imports are those of the macros that there are.
func TestKernelMacrosAreListed(t *testing.T) {
	for n := range kernel.Macros {
		if expand.KernelMacros[n] == nil {
			t.Errorf("%s is listed and not defined", n)
		}
	}
	for n := range expand.KernelMacros {
		if !kernel.Macros[n] {
			t.Errorf("%s is defined and not listed", n)
		}
	}
}

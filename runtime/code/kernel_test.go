package code

import (
	"testing"

	"lab/runtime/code/expand"
	"lab/runtime/code/kernel"
)

// TestKernelMacrosAreListed checks that the imported macros of Kernel are exactly those that are
// defined.
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

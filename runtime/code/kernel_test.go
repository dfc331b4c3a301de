package code

import (
	"testing"
)

// The names that every file imports are those of the macros that there are.
func TestKernelMacrosAreListed(t *testing.T) {
	for n := range kernelMacroSet {
		if kernelMacroTable[n] == nil {
			t.Errorf("%s is listed and not defined", n)
		}
	}
	for n := range kernelMacroTable {
		if !kernelMacroSet[n] {
			t.Errorf("%s is defined and not listed", n)
		}
	}
}

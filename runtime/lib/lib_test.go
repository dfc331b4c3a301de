package lib_test

import (
	"testing"

	"lab/runtime/lib"
)

func TestModulesHaveOneSource(t *testing.T) {
	seen := map[string]string{}
	for _, src := range lib.Sources() {
		if len(src.Modules) == 0 {
			t.Errorf("%s defines no module", src.File)
		}
		for _, m := range src.Modules {
			if other, twice := seen[m]; twice {
				t.Errorf("%s is defined in %s and in %s", m, other, src.File)
			}
			seen[m] = src.File
		}
	}
}

package workbook

import "testing"

// TestKeysMeanOneThing: no key stands twice in what is asked for it on one side.
func TestKeysMeanOneThing(t *testing.T) {
	seen := map[string]string{}
	for _, table := range [][]binding{commonKeys, guideKeys} {
		for _, b := range table {
			if len(b.do) == 0 {
				t.Errorf("%s does nothing", b.label)
			}
			for key := range b.do {
				if other, twice := seen[key]; twice {
					t.Errorf("%s is in %q and in %q", key, other, b.label)
				}
				seen[key] = b.label
			}
		}
	}
}

package workbook

import "testing"

// TestKeysMeanOneThing checks that no key is bound twice in the same focus, and that the help
// names only bound keys.
func TestKeysMeanOneThing(t *testing.T) {
	for _, side := range []table{guideKeys(), promptKeys(), mapKeys(), traceKeys()} {
		side.Rows = append(side.Rows, commonKeys().Rows...)
		for _, wrong := range side.Wrong() {
			t.Errorf("%s: %s", side.Title, wrong)
		}
	}
}

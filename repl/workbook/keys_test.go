package workbook

import "testing"

// TestKeysMeanOneThing: no key is bound twice on one side, and the help names only those that are bound.
func TestKeysMeanOneThing(t *testing.T) {
	for _, side := range []table{guideKeys(), promptKeys(), mapKeys(), traceKeys()} {
		side.Rows = append(side.Rows, commonKeys().Rows...)
		for _, wrong := range side.Wrong() {
			t.Errorf("%s: %s", side.Title, wrong)
		}
	}
}

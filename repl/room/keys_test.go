package room

import "testing"

func TestKeysMeanOneThing(t *testing.T) {
	for _, side := range []table{roomKeys(false), forecastKeys()} {
		for _, wrong := range append(side.Wrong(), editorKeys().Wrong()...) {
			t.Error(wrong)
		}
	}
}

package observe

import "testing"

func TestKeysMeanOneThing(t *testing.T) {
	for _, wrong := range bindings().Wrong() {
		t.Error(wrong)
	}
}

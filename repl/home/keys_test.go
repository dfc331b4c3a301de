package home

import "testing"

func TestKeysMeanOneThing(t *testing.T) {
	for _, wrong := range bindings(nil).Wrong() {
		t.Error(wrong)
	}
}

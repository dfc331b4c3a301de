package present

import "testing"

func TestKeysMeanOneThing(t *testing.T) {
	beside := besideKeys()
	beside.Rows = append(beside.Rows, talkKeys(false).Rows...)
	for _, wrong := range append(beside.Wrong(), speakerKeys().Wrong()...) {
		t.Error(wrong)
	}
}

package paint

import "testing"

func TestTooSmall(t *testing.T) {
	for _, size := range []Size{{60, 16}, {80, 24}} {
		if got := Smallest.TooSmall("lab", size.Width, size.Height); got != "" {
			t.Errorf("%v: %q", size, got)
		}
	}
	want := "This window has 59 columns and 16 rows;\nlab needs 60 by 16."
	if got := Smallest.TooSmall("lab", 59, 16); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if Smallest.TooSmall("lab", 60, 15) == "" {
		t.Error("15 rows are not enough")
	}
}

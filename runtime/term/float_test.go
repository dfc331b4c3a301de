package term

import "testing"

func TestFormatFloat(t *testing.T) {
	for f, want := range map[float64]string{
		1500: "1.5e3", 100: "100.0", 0.1: "0.1", 0.001: "0.001", 0.0001: "0.0001", 1e-5: "1.0e-5", 1e22: "1.0e22", 123456.789: "123456.789",
		-0.5: "-0.5", 9007199254740992: "9.007199254740992e15", 0: "0.0",
	} {
		if got := FormatFloat(f); got != want {
			t.Errorf("%v: %s; want %s", f, got, want)
		}
	}
}

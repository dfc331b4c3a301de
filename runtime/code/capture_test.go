package code

import (
	"strings"
	"testing"

	"lab/runtime/term"
)

// TestCaptureHasFewArguments checks that the number of a capture argument is limited. A short text
// must not create a function with many arguments.
func TestCaptureHasFewArguments(t *testing.T) {
	s := newServer(t)
	var said strings.Builder
	s.Print = func(text string) { said.WriteString(text) }
	for src, want := range map[string]string{
		"&(&4294967296 + 1)":  "capture argument &4294967296 cannot be defined without &1",
		"&(&3 + &1)":          "capture argument &3 cannot be defined without &2",
		"&(&0 + 1)":           "capture argument &0 must be numbered between 1 and 255",
		"&f/256":              "capture argument &256 must be numbered between 1 and 255",
		"&alias/4294967296":   "capture argument &4294967296 must be numbered between 1 and 255",
		"&A.f/9999999999999":  "capture argument &9999999999999 must be numbered between 1 and 255",
		"&:a.f/9999999999999": "capture argument &9999999999999 must be numbered between 1 and 255",
	} {
		said.Reset()
		if _, _, _, err := s.EvalString(src, term.Empty, nil); err == nil || !strings.Contains(said.String(), want) {
			t.Errorf("%s: %v, said %q, want %q", src, err, said.String(), want)
		}
	}
}

package syntax

import (
	"os"
	"strings"
	"testing"
)

// TestQuoted compares Parse with the quoted forms that testdata/record.exs recorded from Elixir.
func TestQuoted(t *testing.T) {
	data, err := os.ReadFile("testdata/quoted.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		src, want := unescapeBytes(lines[i]), lines[i+1]
		if !strings.HasPrefix(want, "ok ") {
			checkRefused(t, src, want)
			continue
		}
		got, err := Parse(src, Options{Columns: strings.HasPrefix(want, "ok c ")})
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if d := dump(got); d != want[5:] {
			t.Errorf("%q\n got %s\nwant %s", src, d, want[5:])
		}
	}
}

// checkRefused checks that src has a syntax error. errors_test.go checks positions and messages,
// which differ between versions of Elixir.
func checkRefused(t *testing.T, src, want string) {
	t.Helper()
	if _, err := Parse(src, Options{}); err == nil {
		t.Errorf("%q: no error, want %s", src, want)
	}
}

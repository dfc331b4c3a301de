package syntax

import (
	"os"
	"strings"
	"testing"
)

// TestFormat compares Format with the results of Macro.to_string/1 that testdata/record_format.exs
// recorded.
func TestFormat(t *testing.T) {
	data, err := os.ReadFile("testdata/formatted.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		src, want := unescapeBytes(lines[i]), unescapeBytes(lines[i+1])
		q, err := Parse(src, Options{})
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got := Format(q); got != want {
			t.Errorf("%q\n got %q\nwant %q", src, got, want)
		}
	}
}

// TestFormatSource compares FormatSource with Code.format_string!/1, including comments and empty
// lines. Formatting the result again must not change it.
func TestFormatSource(t *testing.T) {
	for _, name := range []string{"commented", "tidy", "escapes"} {
		src, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("testdata/" + name + "_formatted.txt")
		if err != nil {
			t.Fatal(err)
		}
		got, err := FormatSource(string(src), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		again, err := FormatSource(got, Options{})
		if err != nil || again != got {
			t.Errorf("formatted twice it is\n%s\n%v", again, err)
		}
	}
}

// TestFormatFragments compares FormatSource with Code.format_string!/1 of Elixir 1.18.4 for the
// pieces of source in testdata/fragments.txt.
func TestFormatFragments(t *testing.T) {
	data, err := os.ReadFile("testdata/fragments.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n===\n") {
		src, want, _ := strings.Cut(pair, "\n---\n")
		if got, err := FormatSource(src, Options{}); err != nil || got != want {
			t.Errorf("%s\n got %s\nwant %s (%v)", src, got, want, err)
		}
	}
}

package repl

import (
	"slices"
	"strings"
	"testing"
)

func TestBlocksFitTheScreen(t *testing.T) {
	for _, c := range []struct {
		text          string
		columns, rows int
		want          []string
	}{
		{"a", 10, 3, []string{"a"}},
		{"a\n\nb\nc", 10, 2, []string{"a\n", "b\nc"}},
		{strings.Repeat("x", 15) + "\ny", 10, 3, []string{strings.Repeat("x", 15) + "\ny"}},
		{strings.Repeat("x", 15) + "\ny", 10, 2, []string{strings.Repeat("x", 15), "y"}},
		{strings.Repeat("x", 45), 10, 2, []string{strings.Repeat("x", 19), strings.Repeat("x", 19), strings.Repeat("x", 7)}},
		{"\x1b[31m" + strings.Repeat("x", 5) + "\x1b[m", 5, 4, []string{"\x1b[31m" + strings.Repeat("x", 5) + "\x1b[m"}},
		{"a\nb", 0, 0, []string{"a\nb"}},
	} {
		if got := blocks(c.text, c.columns, c.rows); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d by %d: got %q, want %q", c.text, c.columns, c.rows, got, c.want)
		}
	}
}

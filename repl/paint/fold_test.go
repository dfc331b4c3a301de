package paint

import (
	"strings"
	"testing"
)

func TestFolded(t *testing.T) {
	for _, c := range []struct {
		text string
		want string
	}{
		{"12:00\t\x1b[31mwarn\x1b[m\thttp.log.access\t{}", "12:00   \x1b[31mwarn\x1b[m    http.log.access {}"},
		{"a\n\tb\n", "a\n        b\n"},
		{strings.Repeat("x", 41), strings.Repeat("x", 40) + "\nx"},
	} {
		if got := strings.Join(Folded(c.text, 40), "\n"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAround(t *testing.T) {
	for _, c := range []struct{ n, cursor, height, start, end int }{
		{5, 4, 10, 0, 5}, {5, 0, 10, 0, 5}, {30, 29, 10, 20, 30}, {30, 20, 10, 20, 30}, {30, 19, 10, 15, 25}, {30, 2, 10, 0, 10}, {30, -1, 10, 20, 30},
	} {
		if start, end := Around(c.n, c.cursor, c.height); start != c.start || end != c.end {
			t.Errorf("%d of %d rows around %d: %d to %d, want %d to %d", c.height, c.n, c.cursor, start, end, c.start, c.end)
		}
	}
}

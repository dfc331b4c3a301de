package live

import (
	"slices"
	"testing"
)

func TestDifference(t *testing.T) {
	for _, c := range []struct {
		what, from, to string
		want           []string
	}{
		{"nothing", "a\nb\n", "a\nb\n", nil},
		{"a line in the middle", "a\nb\nc\nd\ne\n", "a\nb\nC\nd\ne\n", []string{"  b", "- c", "+ C", "  d"}},
		{"two places", "a\n1\n2\n3\n4\nz\n", "A\n1\n2\n3\n4\nZ\n", []string{"- a", "+ A", "  1", "  …", "  4", "- z", "+ Z"}},
		{"a new file", "", "a\nb\n", []string{"+ a", "+ b"}},
	} {
		if got := difference(c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.what, got)
		}
	}
}

func TestReplaced(t *testing.T) {
	text := "a\n    # x = [\n    #   y\n    # ]\n\n    z: 1\n"
	for _, c := range []struct {
		what, from, to, want string
		n                    int
	}{
		{"in a line", "z: 1", "z: 2", "a\n    # x = [\n    #   y\n    # ]\n\n    z: 2\n", 1},
		{"lines, as deep as they stand", "# x = [\n#   y\n# ]\n", "x = [\n  y\n]\n", "a\n    x = [\n      y\n    ]\n\n    z: 1\n", 1},
		{"not there", "# x = [\n# z\n", "", text, 0},
		{"twice", "#", "", "", 3},
	} {
		got, n := replaced(text, c.from, c.to)
		if n != c.n || n == 1 && got != c.want {
			t.Errorf("%s: %d, %q", c.what, n, got)
		}
	}
}

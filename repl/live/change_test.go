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

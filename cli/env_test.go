package cli

import (
	"slices"
	"testing"
)

func TestAsCalled(t *testing.T) {
	for _, c := range []struct {
		name string
		want []string
	}{
		{"/usr/bin/lab", []string{"x"}},
		{"/home/me/.cache/lab/bin/iex", []string{"iex", "x"}},
		{"mix", []string{"mix", "x"}},
		{"iexx", []string{"x"}},
	} {
		if got := asCalled(c.name, []string{"x"}); !slices.Equal(got, c.want) {
			t.Errorf("called as %s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := asCalled("epmd", []string{"-port", "4400", "-names", "-h"}); !slices.Equal(got, []string{"epmd", "--port", "4400", "--names", "-h"}) {
		t.Errorf("epmd is called with %q", got)
	}
}

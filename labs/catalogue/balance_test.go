package catalogue

import (
	"slices"
	"strings"
	"testing"
)

func TestTheCatalogueIsBalanced(t *testing.T) {
	for _, off := range shipped(t).Unbalanced() {
		t.Error(off)
	}
}

func TestUnbalanced(t *testing.T) {
	// question returns a question with choices of the given lengths. The choice at position right
	// is correct.
	question := func(right int, lengths ...int) *Step {
		q := &Question{}
		for i, n := range lengths {
			q.Choices = append(q.Choices, Choice{Text: strings.Repeat("é", n), Right: i == right})
		}
		return &Step{Question: q}
	}
	many := func(n int, steps ...*Step) *Catalogue {
		return &Catalogue{Labs: []*Lab{{Steps: append(slices.Repeat(steps, n), &Step{})}}}
	}
	for _, test := range []struct {
		what string
		c    *Catalogue
		want []string
	}{
		{"nothing to judge by", many(0), nil},
		{"two questions are not a pattern", many(2, question(0, 9, 5, 2)), nil},
		{"as chance has it", many(4, question(0, 5, 9, 2), question(1, 5, 9, 2), question(2, 9, 5, 2)), nil},
		{"always the first", many(4, question(0, 5, 9, 2), question(0, 9, 5, 2), question(0, 2, 5, 9)), []string{"the first choice is right in 12 of 12 questions; by chance it would be about 4"}},
		{"always the longest", many(4, question(0, 9, 5, 2), question(1, 5, 9, 2), question(2, 2, 5, 9)), []string{"the longest choice is right in 12 of 12", "the shortest choice is right in 0 of 12"}},
	} {
		got := test.c.Unbalanced()
		if len(got) != len(test.want) {
			t.Errorf("%s: got %q", test.what, got)
			continue
		}
		for i, want := range test.want {
			if !strings.HasPrefix(got[i], want) {
				t.Errorf("%s: got %q, want %q", test.what, got[i], want)
			}
		}
	}
}

package session

import (
	"slices"
	"testing"

	"lab/labs/catalogue"
)

// TestQuiz asks one question per lab. A question that was answered wrongly is asked again after
// the others.
func TestQuiz(t *testing.T) {
	other := *way().Lab
	other.ID = "m"
	labs := []*catalogue.Lab{way().Lab, {ID: "none", Steps: []*catalogue.Step{{ID: "look", Kind: catalogue.Observe}}}, &other}
	q := NewQuiz(labs, "", func(n int) int { return n - 1 })
	if len(q.Cards()) != 2 || q.Asked().Step().ID != "explain" || !slices.Equal(slices.Sorted(slices.Values(q.Asked().Order())), []int{0, 1}) {
		t.Fatalf("%+v", q.Cards())
	}
	for i, step := range []struct {
		lab    string
		chosen []int
		right  bool
		left   int
	}{
		{"l", []int{1}, false, 2}, {"m", []int{0}, true, 1}, {"l", []int{0, 1}, false, 1}, {"l", []int{0}, true, 0},
	} {
		if got := q.Asked().Lab.ID; got != step.lab {
			t.Fatalf("%d: asked of lab %s", i, got)
		}
		right, whys := q.Answer(step.chosen)
		if right != step.right || q.Left() != step.left || !right && !slices.Equal(whys, []string{"no"}) {
			t.Errorf("%d: %v, %q, %d left", i, right, whys, q.Left())
		}
	}
	if q.Asked() != nil || q.AtOnce() != 1 || q.Cards()[0].Tries != 3 || !q.Cards()[0].Right {
		t.Errorf("%+v", q.Cards()[0])
	}
}

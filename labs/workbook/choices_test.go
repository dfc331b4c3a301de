package workbook

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"lab/labs/catalogue"
)

func TestChoicesHaveAnOrderForEachWorkbook(t *testing.T) {
	l := &catalogue.Lab{ID: "l"}
	free := &catalogue.Step{ID: "free", Question: &catalogue.Question{Choices: make([]catalogue.Choice, 4)}}
	other := &catalogue.Step{ID: "other", Question: free.Question}
	fixed := &catalogue.Step{ID: "fixed", Question: &catalogue.Question{Ordered: true, Choices: make([]catalogue.Choice, 4)}}
	orders := map[[2]int]bool{}
	firsts := map[int]int{}
	for _, seed := range []Shuffle{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"} {
		order := seed.Order(l, free)
		if !slices.Equal(slices.Sorted(slices.Values(order)), []int{0, 1, 2, 3}) {
			t.Fatalf("%s: %v does not have each choice once", seed, order)
		}
		if !slices.Equal(order, seed.Order(l, free)) {
			t.Errorf("%s: another order the second time", seed)
		}
		if got := seed.Order(l, fixed); !slices.Equal(got, []int{0, 1, 2, 3}) {
			t.Errorf("%s: what is ordered by itself is shown as %v", seed, got)
		}
		orders[[2]int{seed.Order(l, other)[0], order[0]}] = true
		firsts[order[0]]++
	}
	if len(firsts) != 4 {
		t.Errorf("of 16 workbooks the first choice is %v", firsts)
	}
	if len(orders) < 6 {
		t.Error("two questions of a workbook have the same order everywhere")
	}
	if got := Shuffle("a").Order(l, &catalogue.Step{ID: "no question"}); len(got) != 0 {
		t.Errorf("a step without a question has choices %v", got)
	}
}

func TestTheShuffleIsKeptInTheWorkbook(t *testing.T) {
	w, err := Open(t.TempDir(), fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.Shuffle()
	if err != nil || first == "" {
		t.Fatalf("got %q, %v", first, err)
	}
	if again, err := w.Shuffle(); again != first || err != nil {
		t.Errorf("drawn again: %q, then %q, %v", first, again, err)
	}
	if err := os.WriteFile(w.shuffleFile(), []byte("mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.Shuffle(); got != "mine" {
		t.Errorf("got %q", got)
	}
	if err := os.Remove(w.shuffleFile()); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(w.shuffleFile(), "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Shuffle(); err == nil {
		t.Error("no error where the shuffle cannot be read")
	}
}

package grade

import (
	"slices"
	"testing"

	"lab/labs/catalogue"
)

// Names are given out by lot: all of them, and not always in one order.
func TestShareNames(t *testing.T) {
	nodes := []catalogue.NodeSpec{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	names := []string{"node1", "node2", "node3"}
	firsts := map[string]bool{}
	for range 200 {
		shared := shareNames(nodes, names)
		got := []string{shared["a"], shared["b"], shared["c"]}
		firsts[got[0]] = true
		if slices.Sort(got); !slices.Equal(got, names) {
			t.Fatalf("%v", got)
		}
	}
	if len(firsts) != 3 {
		t.Errorf("a was called %v only", firsts)
	}
}

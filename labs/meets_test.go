package labs

import (
	"fmt"
	"testing"

	"lab/runtime/node"
	"lab/runtime/term"
)

// TestTheKilledNodeHadThePage tries what lab 9 waits for: newest counters by node, before and now.
func TestTheKilledNodeHadThePage(t *testing.T) {
	c := catalogue(t)
	l, _ := c.Lab("9")
	var e *Expectation
	for _, s := range l.Steps {
		if s.ID == "kill" {
			e = s.Until[0]
		}
	}
	n, err := node.Start(node.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for _, test := range []struct {
		what, before, now string
		want              bool
	}{
		{"the page came over from node1", "%{node1@localhost: 210, node2@localhost: 0}", "%{node2@localhost: 215}", true},
		{"the page came over from node2", "%{node1@localhost: 0, node2@localhost: 210}", "%{node1@localhost: 180}", true},
		{"a page on both", "%{node1@localhost: 190, node2@localhost: 210}", "%{node1@localhost: 200}", true},
		{"nobody was killed", "%{node1@localhost: 210, node2@localhost: 0}", "%{node1@localhost: 210, node2@localhost: 0}", false},
		{"the other node was killed", "%{node1@localhost: 210, node2@localhost: 0}", "%{node1@localhost: 210}", false},
		{"the other was killed, the page reloaded", "%{node1@localhost: 210, node2@localhost: 0}", "%{node1@localhost: 220}", false},
		{"no page was open", "%{node1@localhost: 0, node2@localhost: 0}", "%{node2@localhost: 0}", false},
		{"it has not come over yet", "%{node1@localhost: 210, node2@localhost: 0}", "%{node2@localhost: 0}", false},
		{"both are gone", "%{node1@localhost: 210, node2@localhost: 0}", "%{}", false},
	} {
		code := fmt.Sprintf("before = %s\ncase %s do\n%s -> true\n_ -> false\nend", test.before, test.now, e.Match)
		got, err := n.Machine().Call(aCode, aEval, term.Str(code), Bindings{}.keywords())
		if err != nil {
			t.Fatal(err)
		}
		if first(got).Is(term.ATrue) != test.want {
			t.Errorf("%s: not %v", test.what, test.want)
		}
	}
}

// TestNothingMeetsNoExpectation: an answer that a step does not name, such as that for a
// table or a node that is not there, must not pass for what it waits for. An atom is more
// than any number.
func TestNothingMeetsNoExpectation(t *testing.T) {
	n, err := node.Start(node.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for _, l := range catalogue(t).Labs {
		for _, s := range l.Steps {
			for _, e := range s.Until {
				code := "before = %{}\n_ = before\nfor nothing <- [:not_there, nil, {:badrpc, :nodedown}], do: (case nothing do\n" + e.Match + " -> nothing\n_ -> :not_met\nend)"
				got, err := n.Machine().Call(aCode, aEval, term.Str(code), Bindings{}.keywords())
				if err != nil {
					t.Fatalf("lab %s, %s: %v", l.ID, s.ID, err)
				}
				if met := term.Inspect(first(got), term.Opts{}); met != "[:not_met, :not_met, :not_met]" {
					t.Errorf("lab %s, step %s: %q is met by one of %s", l.ID, s.ID, e.Say, met)
				}
			}
		}
	}
}

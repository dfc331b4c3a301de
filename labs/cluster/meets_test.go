package cluster

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/runtime/node"
	"lab/runtime/term"
)

// A look is a snapshot of an expectation: its value, and the nodes that were killed or restarted
// since the step began, all as Elixir code.
type look struct{ value, killed, restarted string }

// evaluator returns a function that evaluates Elixir on a separate node.
func evaluator(t *testing.T) func(code string) term.Term {
	t.Helper()
	n, err := node.Start(node.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return func(code string) term.Term {
		v, err := n.Machine().Call(aCode, aEval, term.Str(code), Bindings{}.keywords())
		if err != nil {
			t.Fatalf("%v in\n%s", err, code)
		}
		return first(v)
	}
}

// metAfter reports whether an expectation is met at the last of several looks.
func metAfter(eval func(string) term.Term, nodes int, e *catalogue.Expectation, looks []look) bool {
	w, before, met := &waiting{Expectation: e}, "%{}", false
	for _, l := range looks {
		all := eval("is_map(" + l.value + ") and map_size(" + l.value + ") == " + fmt.Sprint(nodes)).Is(term.ATrue)
		if e.On == catalogue.OnEach && all {
			before = l.value
		}
		met = w.seen(func(pattern string) bool {
			return eval(fmt.Sprintf("before = %s\nkilled = %s\nrestarted = %s\n_ = {before, killed, restarted}\ncase %s do\n%s -> true\n_ -> false\nend",
				before, orNone(l.killed), orNone(l.restarted), l.value, pattern)).Is(term.ATrue)
		})
	}
	return met
}

func orNone(nodes string) string {
	if nodes == "" {
		return "%{}"
	}
	return "%{" + nodes + ": true}"
}

// TestStruck checks that struck returns the nodes that were killed or restarted, for whatever
// reason they ended.
func TestStruck(t *testing.T) {
	up := func() *life { return &life{gone: make(chan struct{})} }
	s := &Scenario{nodes: map[string]*member{}}
	for _, name := range []string{"as_ever", "ends", "ends_and_comes", "comes"} {
		s.cfg.Nodes = append(s.cfg.Nodes, catalogue.NodeSpec{Name: name})
		s.nodes[name] = &member{full: s.Full(name), life: up()}
	}
	close(s.nodes["comes"].life.gone)
	w := s.WatchStep(&catalogue.Step{})
	close(s.nodes["ends"].life.gone)
	close(s.nodes["ends_and_comes"].life.gone)
	s.nodes["ends_and_comes"].life = up()
	s.nodes["comes"].life = up()
	got := w.struck()
	for name, want := range map[string]string{
		"killed":    "%{ends@localhost: true, ends_and_comes@localhost: true}",
		"restarted": "%{comes@localhost: true, ends_and_comes@localhost: true}",
	} {
		if text := term.Inspect(got[name], term.Opts{}); text != want {
			t.Errorf("%s is %s, want %s", name, text, want)
		}
	}
	select {
	case <-w.Looked():
	default:
		t.Error("a step that waits for nothing has nothing to look at")
	}
}

// TestTicksDemandTheirCause checks expectations of the catalogue that may be met only because of
// an event in their step.
func TestTicksDemandTheirCause(t *testing.T) {
	const n1, n2 = "node1@localhost", "node2@localhost"
	at := func(values ...string) (l look) {
		var pairs []string
		for i, v := range values {
			if v != "" {
				pairs = append(pairs, fmt.Sprintf("node%d@localhost: %s", i+1, v))
			}
		}
		l.value = "%{" + strings.Join(pairs, ", ") + "}"
		return l
	}
	after := func(l look, killed, restarted string) look { l.killed, l.restarted = killed, restarted; return l }
	pid, other := "self()", "spawn(fn -> :ok end)"
	five := at("{4, 100}", "{4, 100}", "{4, 100}", "{4, 100}", "{4, 100}")
	apart := at("{2, 100}", "{2, 100}", "{2, 100}", "{1, 100}", "{1, 100}")
	quiet := at("{2, 100}", "{2, 100}", "{2, 100}", "{1, 0}", "{1, 0}")
	mesh := at("[:node2@localhost, :node3@localhost]", "[:node1@localhost, :node3@localhost]", "[:node1@localhost, :node2@localhost]")
	looks := func(l ...look) []look { return l }
	eval, c := evaluator(t), shipped.Catalogue(t)
	for _, test := range []struct {
		what, lab, step string
		until           int
		looks           []look
		want            bool
	}{
		{"a message, and nobody to send it", "0", "send", 0, looks(look{value: "{[], 1}"}), false},
		{"a message from a node that is there", "0", "send", 0, looks(look{value: "{[:node1@localhost], 1}"}), true},
		{"no name, and there never was one", "0", "global-send", 0, looks(look{value: ":undefined"}, look{value: ":undefined"}), false},
		{"the name is gone", "0", "global-send", 0, looks(look{value: pid}, look{value: ":undefined"}), true},
		{"the name died with its node", "0", "global-send", 0, looks(look{value: pid}, look{value: ":undefined", killed: n1}), false},
		{"two nodes apart, a Receiver on each", "3", "start", 0, looks(at("{"+pid+", 0}", "{"+other+", 0}")), false},
		{"two nodes linked, one Receiver", "3", "start", 0, looks(at("{"+pid+", 1}", "{"+pid+", 1}")), true},
		{"two nodes linked, and no Receiver", "3", "start", 0, looks(at("{:undefined, 1}", "{:undefined, 1}")), false},
		{"node1 was down already", "4", "kill", 0, looks(at("", "[:node3@localhost]", "[:node2@localhost]")), false},
		{"node1 was killed", "4", "kill", 0, looks(mesh, at("", "[:node3@localhost]", "[:node2@localhost]")), true},
		{"node1 was only disconnected", "4", "kill", 0, looks(mesh, at("[]", "[:node3@localhost]", "[:node2@localhost]")), false},
		{"node2 was down already", "6", "kill", 0, looks(at("1000")), false},
		{"node2 was killed", "6", "kill", 0, looks(at("480", "520"), at("480"), at("1000")), true},
		{"node1 was killed", "6", "kill", 0, looks(at("480", "520"), at("", "1000")), true},
		{"not all run yet", "6", "kill", 0, looks(at("480", "520"), at("480")), false},
		{"all runs as ever", "6", "return", 0, looks(at("480", "520")), false},
		{"node2 was started again", "6", "return", 0, looks(at("1000"), after(at("480", "520"), "", n2)), true},
		{"node2 is back, and runs none", "6", "return", 0, looks(at("1000"), after(at("1000", "0"), "", n2)), false},
		{"loaded, and not started again", "6", "passive", 0, looks(at(":active", ":active")), false},
		{"started again", "6", "passive", 0, looks(at(":passive", ":passive")), true},
		{"all were started on one", "6", "passive", 1, looks(at("{1000, 1000, 1}", "{1000, 0, 1}")), false},
		{"back, and runs none", "6", "passive", 1, looks(at("{1000, 480, 1}", "{1000, 520, 1}"), at("{1000, 1000, 0}"), after(at("{1000, 1000, 1}", "{1000, 0, 1}"), n2, n2)), true},
		{"node1 is back, and runs none", "6", "passive", 1, looks(at("{1000, 480, 1}", "{1000, 520, 1}"), after(at("{1000, 0, 1}", "{1000, 1000, 1}"), n1, n1)), true},
		{"back, and runs its share", "6", "passive", 1, looks(at("{1000, 480, 1}", "{1000, 520, 1}"), after(at("{1000, 480, 1}", "{1000, 520, 1}"), n2, n2)), false},
		{"nobody was killed", "7", "kill", 0, looks(mesh), false},
		{"killed and back", "7", "kill", 0, looks(mesh, after(mesh, n2, n2)), true},
		{"alone since the start", "7", "local-epmd", 0, looks(at("{[Cluster.Strategy.LocalEpmd], 0}", "{[], 1}", "{[], 1}")), false},
		{"met, and alone again", "7", "local-epmd", 0, looks(at("{[Cluster.Strategy.LocalEpmd], 2}", "{[], 2}", "{[], 2}"), at("{[Cluster.Strategy.LocalEpmd], 0}", "{[], 1}", "{[], 1}")), true},
		{"the others are down", "7", "local-epmd", 0, looks(at("{[Cluster.Strategy.LocalEpmd], 2}", "{[], 2}", "{[], 2}"), at("{[Cluster.Strategy.LocalEpmd], 0}")), false},
		{"together since the start", "7", "gossip", 0, looks(at("{[Cluster.Strategy.Gossip], 0}", "{[], 0}", "{[], 0}"), at("{[Cluster.Strategy.Gossip], 2}", "{[], 2}", "{[], 2}")), false},
		{"apart and together again", "7", "gossip", 0, looks(at("{[Cluster.Strategy.Gossip], 2}", "{[], 2}", "{[], 2}"), at("{[Cluster.Strategy.Gossip], 0}", "{[], 1}", "{[], 1}"), at("{[Cluster.Strategy.Gossip], 2}", "{[], 2}", "{[], 2}")), true},
		{"apart already", "quorum", "cut", 0, looks(apart, apart), false},
		{"cut", "quorum", "cut", 0, looks(five, apart), true},
		{"the smaller side is down", "quorum", "cut", 0, looks(five, at("{2, 100}", "{2, 100}", "{2, 100}")), false},
		{"cut, and nobody counts", "quorum", "cut-quorum", 0, looks(five, apart), false},
		{"cut, and somebody counts", "quorum", "cut-quorum", 0, looks(five, quiet), true},
		{"never cut", "quorum", "heal", 0, looks(at("4", "4", "4", "4", "4")), false},
		{"healed", "quorum", "heal", 0, looks(at("2", "2", "2", "1", "1"), at("4", "4", "4", "4", "4")), true},
		{"never cut", "quorum", "heal-quorum", 0, looks(five), false},
		{"healed", "quorum", "heal-quorum", 0, looks(quiet, at("{4, 30}", "{4, 30}", "{4, 20}", "{4, 10}", "{4, 10}")), true},
		{"cut two and two", "quorum", "cut-four", 1, looks(at("{3, 100}", "{3, 100}", "{3, 100}", "{3, 100}"), at("{1, 0}", "{1, 0}", "{1, 100}", "{1, 100}")), true},
		{"with a fifth", "quorum", "cut-four", 1, looks(five, at("{1, 0}", "{1, 0}", "{1, 100}", "{1, 100}")), false},
		{"no managers, and never any", "8", "kill", 0, looks(after(at("{0, 0}"), n2, "")), false},
		{"the node with the managers was killed", "8", "kill", 0, looks(at("{10, 0}", "{10, 10}"), after(at("{0, 0}"), n2, "")), true},
		{"and so was node1", "8", "kill", 0, looks(at("{10, 10}", "{10, 0}"), after(at("", "{0, 0}"), n1, "")), true},
		{"the other was killed", "8", "kill", 0, looks(at("{10, 10}", "{10, 0}"), after(at("{10, 10}"), n2, "")), false},
		{"killed and started again", "8", "kill", 0, looks(at("{10, 10}", "{10, 0}"), after(at("{0, 0}", "{0, 0}"), n1, n1)), true},
		{"the page came over from node1", "9", "kill", 0, looks(at("210", "0"), at("", "215")), true},
		{"the page came over from node2", "9", "kill", 0, looks(at("0", "210"), at("180")), true},
		{"a page on both", "9", "kill", 0, looks(at("190", "210"), at("200")), true},
		{"nobody was killed", "9", "kill", 0, looks(at("210", "0")), false},
		{"the node without the page was killed", "9", "kill", 0, looks(at("210", "0"), at("210")), false},
		{"it was killed, and the page reloaded", "9", "kill", 0, looks(at("210", "0"), at("220")), false},
		{"no page was open", "9", "kill", 0, looks(at("0", "0"), at("", "0")), false},
		{"it has not come over yet", "9", "kill", 0, looks(at("210", "0"), at("", "0")), false},
		{"both are gone", "9", "kill", 0, looks(at("210", "0"), at()), false},
	} {
		l, _ := c.Lab(test.lab)
		e := l.Steps[l.Step(test.step)].Until[test.until]
		if got := metAfter(eval, len(l.Nodes), e, test.looks); got != test.want {
			t.Errorf("lab %s, %s, %s: met is %v", test.lab, test.step, test.what, got)
		}
	}
}

// TestNothingMeetsNoExpectation tries values that no step expects, such as the result for a missing
// table or node. These values must not meet an expectation. They include atoms, because an atom is
// greater than any number.
func TestNothingMeetsNoExpectation(t *testing.T) {
	eval := evaluator(t)
	for _, l := range shipped.Catalogue(t).Labs {
		for _, s := range l.Steps {
			for _, e := range s.Until {
				for _, pattern := range append(slices.Clone(e.Was), e.Match) {
					code := "{before, killed, restarted} = {%{}, %{}, %{}}\n_ = {before, killed, restarted}\n" +
						"for nothing <- [:not_there, nil, {:badrpc, :nodedown}], do: (case nothing do\n" + pattern + " -> nothing\n_ -> :not_met\nend)"
					met := term.Inspect(eval(code), term.Opts{})
					if met != "[:not_met, :not_met, :not_met]" {
						t.Errorf("lab %s, step %s: %q is met by one of %s", l.ID, s.ID, e.Say, met)
					}
				}
			}
		}
	}
}

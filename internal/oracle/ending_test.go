//go:build unix

package oracle

import "testing"

// TestTheAnswerOfAShellThatEnds compares shells that end. Both the recorded and the replayed shell
// may or may not have shown their last answer.
func TestTheAnswerOfAShellThatEnds(t *testing.T) {
	const exit = "** (EXIT from #PID<here>) shell process exited with reason: :boom"
	unanswered := []string{"", "TIME [error] Process #PID<here> raised an exception", "** (RuntimeError) linked", exit}
	for name, c := range map[string]struct {
		got  []string
		same bool
	}{
		"as recorded":     {unanswered, true},
		"answered before": {append([]string{"#PID<here>"}, unanswered...), true},
		"answered late":   {[]string{unanswered[0], unanswered[1], unanswered[2], "#PID<here>", exit}, true},
		"answered twice":  {append([]string{"#PID<here>", "#PID<here>"}, unanswered...), false},
		"no exit":         {unanswered[:3], false},
		"another reason":  {append(unanswered[:3:3], exit+"er"), false},
		"nothing logged":  {[]string{exit}, false},
	} {
		if same(unanswered, c.got) != c.same {
			t.Errorf("%s: want same %v", name, c.same)
		}
	}
	answered := append([]string{":abcast"}, unanswered...)
	for shown, ok := range map[string]bool{":abcast": true, ":ok": false} {
		if same(answered, []string{unanswered[1], unanswered[2], shown, exit}) != ok {
			t.Errorf("%s is shown for :abcast, behind what is logged: want same %v", shown, ok)
		}
	}
	want := []segment{{"iex(1)>", "spawn_link(f)", unanswered}, {"iex(1)>", "2", []string{"2"}}, {"iex(2)>", "3", []string{"3"}}}
	for first, ok := range map[string]bool{"iex(2)>": true, "iex(1)>": true, "iex(3)>": false} {
		got := []segment{want[0], {first, "2", []string{"2"}}}
		realign(&replay{}, want, got)
		if same([]string{want[1].prompt}, []string{got[1].prompt}) != ok {
			t.Errorf("the prompt %s after an exit: %v", first, !ok)
		}
	}
}

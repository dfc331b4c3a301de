package observe

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func story(t *Timeline) string {
	var lines []string
	for _, e := range t.Events(0) {
		lines = append(lines, fmt.Sprintf("%s %s: %s", e.At, e.Kind, e.Says("names")))
	}
	return strings.Join(lines, "\n")
}

func TestTimeline(t *testing.T) {
	up := func(name string, names []string, peers ...string) Node {
		return Node{Name: name, State: Up, Names: names, Peers: peers}
	}
	at := func(n Node, g ...Global) Node {
		n.Globals = g
		return n
	}
	type step struct {
		at   time.Duration
		node Node
	}
	for name, c := range map[string]struct {
		steps []step
		want  []string
	}{
		"names at first are not news":              {[]step{{0, up("a", []string{"rex", "clerk"})}}, nil},
		"a node that has not answered is not news": {[]step{{0, Node{Name: "a", State: Asking}}}, nil},
		"names come and go": {[]step{{0, up("a", []string{"rex"})}, {2 * time.Second, up("a", []string{"clerk", "rex"})}, {4 * time.Second, up("a", []string{"rex"})}},
			[]string{"2s started: clerk on a", "4s ended: clerk on a"}},
		"links come and go": {[]step{{0, up("a", nil, "b")}, {2 * time.Second, up("a", nil)}}, []string{"0s nodeup: a is connected to b", "2s nodedown: a lost b"}},
		"a node goes down and comes back, with other names": {[]step{{0, up("a", []string{"clerk"})}, {2 * time.Second, Node{Name: "a", State: Down}}, {4 * time.Second, up("a", []string{"till"})}},
			[]string{"2s down: a is down", "4s up: a runs again"}},
		"silence is not an end": {[]step{{0, up("a", []string{"clerk"})}, {2 * time.Second, Node{Name: "a", State: Silent}}, {4 * time.Second, up("a", []string{"clerk"})}}, nil},
		"a global name moves": {[]step{{0, at(up("a", nil), Global{"boss", "a", "<0.1.0>"})}, {time.Second, at(up("b", nil), Global{"boss", "a", "<0.1.0>"})},
			{3 * time.Second, at(up("b", nil), Global{"boss", "b", "<0.2.0>"})}},
			[]string{"0s started: boss on a", "3s moved: boss from a to b"}},
	} {
		line := NewTimeline()
		for _, s := range c.steps {
			line.See(s.at, s.node)
		}
		if got := story(line); got != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, strings.Join(c.want, "\n"))
		}
	}
}

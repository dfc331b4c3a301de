package session

import (
	"testing"
	"time"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

func TestNextAfter(t *testing.T) {
	list := []*catalogue.Lab{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	now := time.Now()
	for _, c := range []struct {
		passed []string
		from   string
		want   string
	}{
		{nil, "a", "b"}, {[]string{"b"}, "a", "c"}, {[]string{"c"}, "b", "a"}, {[]string{"a", "b", "c"}, "b", ""},
		{[]string{"a", "c"}, "b", ""}, {nil, "elsewhere", ""},
	} {
		p := &workbook.Progress{Labs: map[string]*workbook.LabProgress{}}
		for _, id := range c.passed {
			p.Lab(id).Passed = &now
		}
		got := ""
		if l := NextAfter(list, p, &catalogue.Lab{ID: c.from}); l != nil {
			got = l.ID
		}
		if got != c.want {
			t.Errorf("after %s with %v passed: %q, want %q", c.from, c.passed, got, c.want)
		}
	}
}

func TestPredicted(t *testing.T) {
	s := way()
	if right, all := s.Predicted(); right != 0 || all != 1 {
		t.Errorf("%d of %d", right, all)
	}
	s.Answer([]int{0})
	s.Answer([]int{1})
	if right, _ := s.Predicted(); right != 1 {
		t.Error("what was said first counts")
	}
}

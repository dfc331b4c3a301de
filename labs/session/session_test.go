package session

import (
	"slices"
	"testing"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// way returns a session at the start of a lab with one step of each kind.
func way() *Session {
	ask := func() *catalogue.Question {
		return &catalogue.Question{Explain: "why", Choices: []catalogue.Choice{{Text: "right", Right: true}, {Text: "wrong", Why: "no"}}}
	}
	l := &catalogue.Lab{ID: "l", Minutes: 20, Hints: []string{"of the lab"}, Nodes: []catalogue.NodeSpec{{Name: "node1"}, {Name: "node2"}},
		Forecasts: []catalogue.Forecast{{Faults: []catalogue.FaultKind{catalogue.Kill}, Ask: "How many on {node}?"}},
		Steps: []*catalogue.Step{
			{ID: "predict", Kind: catalogue.Predict, Question: ask()},
			{ID: "look", Kind: catalogue.Observe},
			{ID: "do", Kind: catalogue.Do, Until: []*catalogue.Expectation{{Say: "a"}, {Say: "b"}}, Hints: []string{"one", "two"}},
			{ID: "write", Kind: catalogue.Do, Graded: true},
			{ID: "explain", Kind: catalogue.Explain, Question: ask()},
		}}
	return New(l, &workbook.LabProgress{}, "")
}

func TestGoingOn(t *testing.T) {
	for _, test := range []struct {
		what  string
		at    int
		first func(s *Session)
		want  Move
		done  bool // whether the step is done
	}{
		{"a prediction comes first", 0, nil, Unanswered, false},
		{"a wrong prediction is one", 0, func(s *Session) { s.Answer([]int{1}) }, Moved, true},
		{"to look is to be done", 1, nil, Moved, true},
		{"what was predicted wrongly is read before", 1, func(s *Session) { s.Progress.Answers = map[string]workbook.Answer{"predict": {Last: []int{1}}} }, Explained, true},
		{"a step that waits may be left", 2, nil, Moved, false},
		{"an answer may be owed", 4, nil, AtEnd, false},
	} {
		s := way()
		s.GoTo(test.at)
		if test.first != nil {
			test.first(s)
		}
		left := s.Step().ID
		if got := s.Next(); got != test.want {
			t.Errorf("%s: %v", test.what, got)
		}
		if got := s.Progress.IsDone(left); got != test.done {
			t.Errorf("%s: done is %v", test.what, got)
		}
		if want := test.at + 1; test.want == Moved && (s.At() != want || s.Progress.At != s.Step().ID) {
			t.Errorf("%s: at %d", test.what, s.At())
		}
	}
}

func TestTicks(t *testing.T) {
	s := way()
	s.GoTo(2)
	for _, test := range []struct {
		what  string
		step  string
		now   []bool
		fresh []string
		done  bool
	}{
		{"too late", "look", []bool{true, true}, nil, false},
		{"of another shape", "do", []bool{true}, nil, false},
		{"the first", "do", []bool{true, false}, []string{"a"}, false},
		{"the same again", "do", []bool{true, false}, nil, false},
		{"one comes, one goes", "do", []bool{false, true}, []string{"b"}, false},
		{"all", "do", []bool{true, true}, []string{"a"}, true},
		{"once more", "do", []bool{false, false}, nil, false},
	} {
		fresh, done := s.Met(test.step, test.now, nil)
		var says []string
		for _, e := range fresh {
			says = append(says, e.Say)
		}
		if !slices.Equal(says, test.fresh) || done != test.done {
			t.Errorf("%s: %v, %v", test.what, says, done)
		}
	}
	if !s.Ticked(0) || !s.Ticked(1) {
		t.Error("a box of a step that is done is not ticked")
	}
}

func TestGraded(t *testing.T) {
	for _, test := range []struct {
		what string
		r    report.Result
		done bool
	}{
		{"passed", report.Result{Verdict: report.Passed}, true},
		{"not yet", report.Result{Verdict: report.NotYet}, false},
		{"could not run", report.Result{Verdict: report.Unable}, false},
		{"what passed before", report.Result{Verdict: report.Passed, Kept: true}, false},
	} {
		s := way()
		s.GoTo(3)
		if got := s.Graded(test.r); got != test.done || s.Progress.IsDone("write") != test.done {
			t.Errorf("%s: %v", test.what, got)
		}
	}
}

func TestHints(t *testing.T) {
	s := way()
	for _, test := range []struct {
		at   int
		want string
	}{{2, "one"}, {2, "two"}, {2, "two"}, {0, "of the lab"}, {3, "of the lab"}} {
		s.GoTo(test.at)
		if got := s.Hint(); got != test.want {
			t.Errorf("at %d: %q, want %q", test.at, got, test.want)
		}
	}
	if s.Lab.Hints = nil; s.Hint() != "" {
		t.Error("a hint of nothing")
	}
	for _, test := range []struct {
		what, at string
		done     []string
		want     string
	}{
		{"nothing was shown", "", nil, "do"}, {"the step shown last", "write", nil, "write"},
		{"that is done", "write", []string{"write"}, "do"}, {"no step has hints", "", []string{"do"}, "predict"},
	} {
		step, _ := Hint(s.Lab, &workbook.LabProgress{At: test.at, Done: test.done})
		if step.ID != test.want {
			t.Errorf("%s: at %s", test.what, step.ID)
		}
	}
}

func TestAsk(t *testing.T) {
	s := way()
	up := func(string) bool { return true }
	kill := catalogue.Fault{Kind: catalogue.Kill, Nodes: []string{"node1"}}
	for _, test := range []struct {
		what    string
		fault   catalogue.Fault
		counted int
		up      func(string) bool
		want    string
	}{
		{"the node that is left", kill, 3, up, "How many on node2?"},
		{"nothing is counted", kill, 0, up, ""},
		{"no node is left", kill, 3, func(n string) bool { return n == "node1" }, ""},
		{"another fault", catalogue.Fault{Kind: catalogue.Freeze, Nodes: []string{"node1"}}, 3, up, ""},
	} {
		if got, ok := s.Ask(test.fault, test.counted, test.up); got.Ask != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v", test.what, got.Ask, ok)
		}
	}
}

func TestStanding(t *testing.T) {
	s := way()
	for _, test := range []struct {
		done []string
		want string
	}{
		{nil, "○ 0 of 5 steps"}, {[]string{"look"}, "◐ 1 of 5 steps"}, {[]string{"predict", "look", "do", "write", "explain"}, "✓ 5 of 5 steps"},
	} {
		s.Progress.Done = nil
		for _, id := range test.done {
			finish(s.Lab, s.Progress, id)
		}
		if st := s.Standing(); st.Sign()+" "+st.String() != test.want {
			t.Errorf("%s %s, want %s", st.Sign(), st, test.want)
		}
	}
	other := *s.Lab
	other.ID = "other"
	p := &workbook.Progress{Labs: map[string]*workbook.LabProgress{"l": s.Progress, "other": {Done: []string{"look"}}}}
	list := []*catalogue.Lab{s.Lab, &other}
	if passed, minutes := Left(list, p); passed != 1 || minutes != 16 || NextLab(list, p) != 1 {
		t.Errorf("%d passed, %d minutes, then %d", passed, minutes, NextLab(list, p))
	}
}

package labs

import "testing"

// explained is a lab of two predictions, of which the second is seen in the last step.
func explained() *Lab {
	q := func(seen string) *Question {
		return &Question{Seen: seen, Choices: []Choice{{Text: "right", Right: true}, {Text: "wrong"}}}
	}
	return &Lab{ID: "l", Steps: []*Step{
		{ID: "first", Kind: Predict, Question: q("")},
		{ID: "second", Kind: Predict, Question: q("last")},
		{ID: "see", Kind: Observe},
		{ID: "last", Kind: Explain, Question: q("")},
	}}
}

func TestAWrongPredictionIsExplainedOnceItWasSeen(t *testing.T) {
	for _, test := range []struct {
		what             string
		step             string
		chosen           int
		done             []string
		want             bool
		awaitedIn        string // the step that explains it, once it is done
		notAnsweredAtAll bool
	}{
		{what: "not answered", step: "first", notAnsweredAtAll: true},
		{what: "right", step: "first", chosen: 0, want: true},
		{what: "wrong", step: "first", chosen: 1, done: []string{"first"}, awaitedIn: "see"},
		{what: "wrong and seen", step: "first", chosen: 1, done: []string{"first", "see"}, want: true, awaitedIn: "see"},
		{what: "wrong, and something else was seen", step: "second", chosen: 1, done: []string{"second", "see"}, awaitedIn: "last"},
		{what: "wrong and seen late", step: "second", chosen: 1, done: []string{"second", "see", "last"}, want: true, awaitedIn: "last"},
		{what: "an explanation, wrong", step: "last", chosen: 1},
		{what: "an explanation, right", step: "last", chosen: 0, want: true},
	} {
		l, lp := explained(), &LabProgress{}
		s := l.Steps[l.Step(test.step)]
		if !test.notAnsweredAtAll {
			lp.Answered(s, []int{test.chosen})
		}
		lp.Done = test.done
		if got := lp.Explained(l, s); got != test.want {
			t.Errorf("%s: explained is %v", test.what, got)
		}
		for _, in := range l.Steps {
			awaited := lp.Awaited(l, in)
			if want := in.ID == test.awaitedIn; (len(awaited) == 1 && awaited[0] == s) != want || len(awaited) > 1 {
				t.Errorf("%s: step %s explains %v", test.what, in.ID, awaited)
			}
		}
	}
}

func TestEveryPredictionOfTheCatalogueIsSeen(t *testing.T) {
	for _, l := range catalogue(t).Labs {
		for _, s := range l.Steps {
			if s.Kind == Predict && l.seenIn(s) == nil {
				t.Errorf("lab %s: no step shows what %s asks", l.ID, s.ID)
			}
		}
	}
}

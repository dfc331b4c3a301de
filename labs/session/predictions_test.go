package session

import (
	"testing"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// explained returns a lab with two predictions. The outcome of the second prediction is observed in
// the last step.
func explained() *catalogue.Lab {
	q := func(seen string) *catalogue.Question {
		return &catalogue.Question{Seen: seen, Explain: "why", Choices: []catalogue.Choice{{Text: "right", Right: true}, {Text: "wrong"}}}
	}
	return &catalogue.Lab{ID: "l", Steps: []*catalogue.Step{
		{ID: "first", Kind: catalogue.Predict, Question: q("")},
		{ID: "second", Kind: catalogue.Predict, Question: q("last")},
		{ID: "see", Kind: catalogue.Observe},
		{ID: "last", Kind: catalogue.Explain, Question: q("")},
	}}
}

func TestAWrongPredictionIsExplainedOnceItWasSeen(t *testing.T) {
	for _, test := range []struct {
		what             string
		step             string
		chosen           int
		done             []string
		want             bool
		awaitedIn        string // the step whose completion explains the prediction
		notAnsweredAtAll bool
		words            string
	}{
		{what: "not answered", step: "first", notAnsweredAtAll: true},
		{what: "right", step: "first", chosen: 0, want: true},
		{what: "wrong", step: "first", chosen: 1, done: []string{"first"}, awaitedIn: "see"},
		{what: "wrong and seen", step: "first", chosen: 1, done: []string{"first", "see"}, want: true, awaitedIn: "see"},
		{what: "wrong, and something else was seen", step: "second", chosen: 1, done: []string{"second", "see"}, awaitedIn: "last"},
		{what: "wrong and seen late", step: "second", chosen: 1, done: []string{"second", "see", "last"}, want: true, awaitedIn: "last"},
		{what: "an explanation, wrong", step: "last", chosen: 1},
		{what: "an explanation, right", step: "last", chosen: 0},
		{what: "an explanation, right and in words", step: "last", chosen: 0, words: "so", want: true},
	} {
		l, lp := explained(), &workbook.LabProgress{}
		at := l.Step(test.step)
		way := New(l, lp, "")
		if way.GoTo(at); !test.notAnsweredAtAll {
			way.Answer([]int{test.chosen})
		}
		if test.words != "" {
			way.SayWords(test.words)
		}
		lp.Done = test.done
		if told, _ := way.Told(); (told.Explain != "") != test.want {
			t.Errorf("%s: told %+v", test.what, told)
		}
		for i, in := range l.Steps {
			way.GoTo(i)
			if want := in.ID == test.awaitedIn && way.Done(); (len(way.Awaited()) == 1) != want {
				t.Errorf("%s: step %s explains %v", test.what, in.ID, way.Awaited())
			}
		}
	}
}

func TestEveryPredictionOfTheCatalogueIsSeen(t *testing.T) {
	for _, l := range shipped.Catalogue(t).Labs {
		for _, s := range l.Steps {
			if s.Kind == catalogue.Predict && l.SeenIn(s) == nil {
				t.Errorf("lab %s: no step shows what %s asks", l.ID, s.ID)
			}
		}
	}
}

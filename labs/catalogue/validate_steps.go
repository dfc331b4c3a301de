package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file validates steps: their expectations and questions.

func (v *validation) step(path []any, l *Lab, s *Step, nodes []string) {
	if !idForm().MatchString(s.ID) {
		v.at(under(path, "id"), "id %q must be lower-case letters, digits and hyphens, at most 32", s.ID)
	}
	if !slices.Contains(kinds, s.Kind) {
		v.at(under(path, "kind"), "kind %q is not one of %s", s.Kind, strings.Join(kinds, ", "))
	}
	v.need(path, "title", s.Title)
	v.need(path, "text", s.Text)
	if asks := s.Kind == Predict || s.Kind == Explain; asks && s.Question == nil {
		v.at(under(path, "question"), "a step of kind %s needs a question", s.Kind)
	}
	if s.Kind == Do && len(s.Until) == 0 && !s.Graded {
		v.at(under(path, "until"), "a step of kind do needs until or graded, which decide when it is done")
	}
	for i, typed := range s.Type {
		v.on(under(path, "type", i), typed.On, nodes)
		v.need(under(path, "type", i), "code", typed.Code)
	}
	for i, a := range s.Show {
		v.act(under(path, "show", i), l, s, a, nodes)
	}
	for i, e := range s.Until {
		v.expectation(under(path, "until", i), e, nodes)
	}
	if s.Question != nil {
		v.question(under(path, "question"), s.Question)
	}
}

// beforeForm matches the variable before in a pattern.
var beforeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bbefore\b`) })

func (v *validation) expectation(path []any, e *Expectation, nodes []string) {
	v.on(path, e.On, nodes, OnEach)
	v.need(path, "eval", e.Eval)
	v.need(path, "match", e.Match)
	v.need(path, "say", e.Say)
	for i, was := range e.Was {
		if strings.TrimSpace(was) == "" {
			v.at(under(path, "was", i), "was has an empty pattern")
		}
	}
	if e.On != OnEach && beforeForm().MatchString(e.Match+strings.Join(e.Was, " ")) {
		v.at(under(path, "match"), "before exists only with on: each; use was for earlier answers of one node")
	}
}

// seen reports a problem if no later step shows the outcome of a prediction.
func (v *validation) seen(path []any, l *Lab, i int) {
	s := l.Steps[i]
	switch {
	case s.Question == nil:
	case s.Kind != Predict && s.Question.Seen != "":
		v.at(under(path, "question", "seen"), "seen is for predictions; this step is of kind %s", s.Kind)
	case s.Kind == Predict && l.SeenIn(s) == nil && s.Question.Seen != "":
		v.at(under(path, "question", "seen"), "no step %q comes after this one", s.Question.Seen)
	case s.Kind == Predict && l.SeenIn(s) == nil:
		v.at(path, "no later step shows the outcome of this prediction")
	}
}

func (v *validation) question(path []any, q *Question) {
	v.need(path, "ask", q.Ask)
	v.need(path, "explain", q.Explain)
	right := 0
	for i, c := range q.Choices {
		v.need(under(path, "choices", i), "text", c.Text)
		if c.Right {
			right++
		} else {
			v.need(under(path, "choices", i), "why", c.Why)
		}
	}
	if right == 0 || right == len(q.Choices) {
		v.at(under(path, "choices"), "a question needs a right choice and a wrong one")
	}
}

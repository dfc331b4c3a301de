package labs

import (
	"context"

	"lab/runtime/term"
)

// This file tells whether what a step waits for has come about.

// Meets reports whether an expectation is true now.
func (s *Scenario) Meets(ctx context.Context, e *Expectation) bool {
	if e.On == onEach {
		return s.eachMeets(ctx, e)
	}
	code := "case (" + e.Eval + "\n) do\n" + e.Match + " -> true\n_ -> false\nend"
	v, err := s.Eval(ctx, e.On, code, nil)
	return err == nil && v.Is(term.ATrue)
}

// eachMeets compares what the nodes that are up answer with what all answered when all last were.
func (s *Scenario) eachMeets(ctx context.Context, e *Expectation) bool {
	now := term.NewMap()
	for _, n := range s.cfg.Nodes {
		v, err := s.Eval(ctx, n.Name, e.Eval, nil)
		switch {
		case err == nil:
			now = now.Put(term.Sym(s.Full(n.Name)), v)
		case s.Up(n.Name): // it cannot answer just now
			return false
		}
	}
	s.mu.Lock()
	before, seen := s.before[e]
	if now.Len() == len(s.cfg.Nodes) {
		s.before[e], before, seen = now, now, true
	}
	s.mu.Unlock()
	if !seen {
		return false
	}
	v, err := s.Judge(ctx, e.Match+" -> true\n_ -> false", term.FromMap(now), Bindings{"before": term.FromMap(before)})
	return err == nil && v.Is(term.ATrue)
}

package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"lab/labs/pipe"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file sends requests to running nodes over their lines.

// asked sends a request to a running node and translates its errors.
func (s *Scenario) asked(name string, ask func(l *pipe.Line) (term.Term, error)) (term.Term, error) {
	m, c, err := s.live(name)
	if m == nil {
		return term.Term{}, err
	}
	if c == nil {
		return term.Term{}, cmp.Or(s.fallen(m, m.life), err)
	}
	if c.isFrozen() {
		return term.Term{}, fmt.Errorf("%s is frozen", name)
	}
	v, err := ask(c.line)
	var wrong *pipe.ProgramError
	var busy *pipe.BusyError
	switch {
	case errors.As(err, &wrong):
		return v, &EvalError{wrong.Text}
	case errors.As(err, &busy):
		return v, &SilentError{Node: m.full, Place: busy.Place}
	case errors.Is(err, pipe.ErrGone):
		<-c.gone
		return v, cmp.Or(s.fallen(m, c), err)
	case errors.Is(err, pipe.ErrSilent):
		return v, &SilentError{Node: m.full}
	case err != nil:
		return v, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}

// fallen returns a *FallenError for a node that ended by itself. It returns nil for a node that is
// running, that the lab ended, or that was never started.
func (s *Scenario) fallen(m *member, c *life) error {
	if c == nil {
		return nil
	}
	fell, halted, place := c.fell()
	if !fell {
		return nil
	}
	return &FallenError{Node: m.full, Halted: halted, Place: place, Said: c.lastWords()}
}

// evalTime is the timeout of a call or an evaluation on a node. attemptTime is the timeout of an
// attempt.
const (
	evalTime    = 10 * time.Second
	attemptTime = 3 * time.Second
)

func timeLeft(ctx context.Context) time.Duration {
	if until, ok := ctx.Deadline(); ok {
		return min(max(time.Until(until), 0), evalTime)
	}
	return evalTime
}

// Call calls a function on a node.
func (s *Scenario) Call(ctx context.Context, name string, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return s.asked(name, func(l *pipe.Line) (term.Term, error) { return l.Call(ctx, timeLeft(ctx), mod, fn, args...) })
}

// Eval implements Nodes.
func (s *Scenario) Eval(ctx context.Context, name, code string, b Bindings) (term.Term, error) {
	return s.asked(name, func(l *pipe.Line) (term.Term, error) { return l.Eval(ctx, timeLeft(ctx), code, b.keywords()) })
}

// Attempt implements Nodes.
func (s *Scenario) Attempt(ctx context.Context, name, code string, b Bindings) (term.Term, error) {
	return s.asked(name, func(l *pipe.Line) (term.Term, error) { return l.Attempt(ctx, attemptTime, code, b.keywords()) })
}

// Tap implements Nodes.
func (s *Scenario) Tap(ctx context.Context, name string, modules ...string) error {
	_, err := s.asked(name, func(l *pipe.Line) (term.Term, error) { return term.Ok, l.Tap(ctx, moduleTerms(modules)...) })
	return err
}

// Heard implements Nodes.
func (s *Scenario) Heard(ctx context.Context, name string) (count int, messages []term.Term, err error) {
	_, err = s.asked(name, func(l *pipe.Line) (term.Term, error) {
		var err error
		count, messages, err = l.Heard(ctx)
		return term.Ok, err
	})
	return count, messages, err
}

// Seal implements Nodes.
func (s *Scenario) Seal(ctx context.Context, name string, modules ...string) error {
	_, err := s.asked(name, func(l *pipe.Line) (term.Term, error) { return term.Ok, l.Seal(ctx, moduleTerms(modules)...) })
	return err
}

// Count implements Nodes.
func (s *Scenario) Count(ctx context.Context, name, module string) (int, error) {
	v, err := s.asked(name, func(l *pipe.Line) (term.Term, error) {
		n, err := l.Count(ctx, moduleTerms([]string{module})[0])
		return term.Int(int64(n)), err
	})
	n, _ := v.AsInt()
	return int(n), err
}

// Served implements Nodes.
func (s *Scenario) Served(ctx context.Context, name string) ([]pipe.Request, error) {
	var all []pipe.Request
	_, err := s.asked(name, func(l *pipe.Line) (term.Term, error) {
		var err error
		all, err = l.Served(ctx)
		return term.Ok, err
	})
	return all, err
}

func moduleTerms(names []string) []term.Term {
	out := make([]term.Term, len(names))
	for i, name := range names {
		out[i] = vm.ModuleAtom(name).Term()
	}
	return out
}

// Replaced implements Nodes.
func (s *Scenario) Replaced() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, n := range s.cfg.Nodes {
		if c := s.nodes[n.Name].life; c != nil {
			all = append(all, c.replaced()...)
		}
	}
	return all
}

// Fallen implements Nodes. It waits for a node that a program has begun to stop.
func (s *Scenario) Fallen() error {
	for _, n := range s.cfg.Nodes {
		s.mu.Lock()
		m := s.nodes[n.Name]
		c := m.life
		s.mu.Unlock()
		if c == nil {
			continue
		}
		c.settle()
		if err := s.fallen(m, c); err != nil {
			return err
		}
	}
	return nil
}

// Asked implements Nodes.
func (s *Scenario) Asked(ctx context.Context, name, module string) (term.Term, error) {
	return s.asked(name, func(l *pipe.Line) (term.Term, error) { return l.Asked(ctx, moduleTerms([]string{module})[0]) })
}

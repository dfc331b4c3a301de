package cluster

import (
	"context"
	"slices"
	"sync"

	"lab/labs/catalogue"
	"lab/runtime/term"
)

// This file tells whether what a step waits for has come about, in this step.

// A StepWatch looks at what a step waits for, and knows how the nodes were when the
// step began.
type StepWatch struct {
	scenario *Scenario
	began    map[string]*life // by name of the node; nil where it was down

	mu     sync.Mutex // held while it looks
	until  []*waiting
	looked chan struct{} // closed by the first look
	first  sync.Once
}

// waiting is an expectation, and how far it has come.
type waiting struct {
	*catalogue.Expectation
	was    int       // how many of Was have been seen
	before *term.Map // what all nodes last answered when all were up; nil before that
}

// WatchStep begins to watch a step.
func (s *Scenario) WatchStep(step *catalogue.Step) *StepWatch {
	w := &StepWatch{scenario: s, began: map[string]*life{}, looked: make(chan struct{})}
	for _, n := range s.cfg.Nodes {
		_, w.began[n.Name], _ = s.live(n.Name) // down is an answer
	}
	for _, e := range step.Until {
		w.until = append(w.until, &waiting{Expectation: e})
	}
	if len(w.until) == 0 {
		close(w.looked)
	}
	return w
}

// Looked is closed once it is known how everything was before the student did
// anything.
func (w *StepWatch) Looked() <-chan struct{} { return w.looked }

// Remembers reports whether it matters how things were before: then they are looked at before
// anything is done.
func (w *StepWatch) Remembers() bool {
	return slices.ContainsFunc(w.until, func(e *waiting) bool { return len(e.Was) > 0 || e.On == catalogue.OnEach })
}

// Met looks at all expectations of the step, at the same time, and reports which are
// met.
func (w *StepWatch) Met(ctx context.Context) []bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	met := make([]bool, len(w.until))
	struck := w.struck()
	var all sync.WaitGroup
	for i, e := range w.until {
		all.Go(func() { met[i] = w.meets(ctx, e, struck) })
	}
	all.Wait()
	if len(met) > 0 {
		w.first.Do(func() { close(w.looked) })
	}
	return met
}

// struck are the variables that tell to which nodes something has happened since the
// step began: maps whose keys are those nodes, so that a guard can ask for one.
func (w *StepWatch) struck() Bindings {
	killed, restarted := term.NewMap(), term.NewMap()
	for name, first := range w.began {
		node := term.Sym(w.scenario.Full(name))
		_, now, _ := w.scenario.live(name)
		if first != nil && now != first {
			killed = killed.Put(node, term.True)
		}
		if now != nil && now != first {
			restarted = restarted.Put(node, term.True)
		}
	}
	return Bindings{"killed": term.FromMap(killed), "restarted": term.FromMap(restarted)}
}

// meets looks at one expectation.
func (w *StepWatch) meets(ctx context.Context, e *waiting, known Bindings) bool {
	matches := w.matches
	if e.On == catalogue.OnEach {
		matches = w.eachMatches
	}
	return e.seen(func(pattern string) bool { return matches(ctx, e, pattern, known) })
}

// seen takes one look: at the next of what the value must have been before, or, once
// it has been all that, at what it is to be.
func (e *waiting) seen(matches func(pattern string) bool) bool {
	if e.was == len(e.Was) {
		return matches(e.Match)
	}
	if matches(e.Was[e.was]) {
		e.was++
	}
	return false
}

func (w *StepWatch) matches(ctx context.Context, e *waiting, pattern string, known Bindings) bool {
	code := "case (" + e.Eval + "\n) do\n" + pattern + " -> true\n_ -> false\nend"
	v, err := w.scenario.Eval(ctx, e.On, code, known)
	return err == nil && v.Is(term.ATrue)
}

// eachMatches compares what the nodes that are up answer with what all answered when
// all last were.
func (w *StepWatch) eachMatches(ctx context.Context, e *waiting, pattern string, known Bindings) bool {
	now := term.NewMap()
	for _, n := range w.scenario.cfg.Nodes {
		v, err := w.scenario.Eval(ctx, n.Name, e.Eval, nil)
		switch {
		case err == nil:
			now = now.Put(term.Sym(w.scenario.Full(n.Name)), v)
		case w.scenario.Up(n.Name): // it cannot answer just now
			return false
		}
	}
	if now.Len() == len(w.scenario.cfg.Nodes) {
		e.before = now
	}
	if e.before == nil {
		e.before = term.NewMap()
	}
	with := Bindings{"before": term.FromMap(e.before)}
	for name, value := range known {
		with[name] = value
	}
	v, err := w.scenario.Judge(ctx, pattern+" -> true\n_ -> false", term.FromMap(now), with)
	return err == nil && v.Is(term.ATrue)
}

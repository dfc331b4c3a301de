package cluster

import (
	"context"
	"slices"
	"sync"

	"lab/labs/catalogue"
	"lab/runtime/term"
)

// This file evaluates the expectations of a step.

// A StepWatch evaluates the expectations of a step. It remembers the nodes' runs at the start of
// the step.
type StepWatch struct {
	scenario *Scenario
	began    map[string]*life // the runs at the start of the step by name, nil if down

	mu     sync.Mutex // held during an evaluation
	until  []*waiting
	looked chan struct{} // closed after the first evaluation
	first  sync.Once
}

// waiting is an expectation with its progress.
type waiting struct {
	*catalogue.Expectation
	was    int       // the number of matched patterns of Was
	before *term.Map // the results from the last time all nodes were up, or nil
}

// WatchStep starts to watch a step.
func (s *Scenario) WatchStep(step *catalogue.Step) *StepWatch {
	w := &StepWatch{scenario: s, began: map[string]*life{}, looked: make(chan struct{})}
	for _, n := range s.cfg.Nodes {
		_, w.began[n.Name], _ = s.live(n.Name) // nil if the node is down
	}
	for _, e := range step.Until {
		w.until = append(w.until, &waiting{Expectation: e})
	}
	if len(w.until) == 0 {
		close(w.looked)
	}
	return w
}

// Looked returns a channel that is closed after the first evaluation. The student's first action
// must wait for it, so that the initial state is known.
func (w *StepWatch) Looked() <-chan struct{} { return w.looked }

// Remembers reports whether an expectation refers to an earlier state. The expectations must then
// be evaluated before every action.
func (w *StepWatch) Remembers() bool {
	return slices.ContainsFunc(w.until, func(e *waiting) bool { return len(e.Was) > 0 || e.On == catalogue.OnEach })
}

// Met evaluates all expectations of the step concurrently and reports which are met.
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

// struck returns the variables killed and restarted: maps whose keys are the nodes that were
// killed or restarted since the step began.
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

// meets evaluates one expectation.
func (w *StepWatch) meets(ctx context.Context, e *waiting, known Bindings) bool {
	matches := w.matches
	if e.On == catalogue.OnEach {
		matches = w.eachMatches
	}
	return e.seen(func(pattern string) bool { return matches(ctx, e, pattern, known) })
}

// seen evaluates an expectation once. It tests the next pattern of Was, or, when all of these have
// matched, the final pattern.
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

// eachMatches matches the map of the running nodes' results. The variable before holds the map
// from the last time at which all nodes were running.
func (w *StepWatch) eachMatches(ctx context.Context, e *waiting, pattern string, known Bindings) bool {
	now := term.NewMap()
	for _, n := range w.scenario.cfg.Nodes {
		v, err := w.scenario.Eval(ctx, n.Name, e.Eval, nil)
		switch {
		case err == nil:
			now = now.Put(term.Sym(w.scenario.Full(n.Name)), v)
		case w.scenario.Up(n.Name): // temporarily unable to answer
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

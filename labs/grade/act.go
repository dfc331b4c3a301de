package grade

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"

	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/runtime/term"
)

// This file executes the actions of checks.

// act executes an action and returns its value.
func (r *run) act(ctx context.Context, a script.Action, here string, seen cluster.Bindings) (term.Term, error) {
	if a.Fault != "" {
		return term.Ok, r.strike(ctx, a.Fault)
	}
	var look func() (term.Term, error)
	switch {
	case a.Visits > 0:
		look = func() (term.Term, error) { return r.visitors.visits(ctx, a) }
	case a.Trials > 0:
		look = func() (term.Term, error) { return r.trials(ctx, a, seen) }
	case a.Browse != "":
		if a.Press != "" {
			a.Click, _ = seen[a.Press].AsStr()
		}
		look = r.visitors.tour(ctx, a)
	case a.Served:
		look = func() (term.Term, error) { return r.visitors.served(ctx) }
	case a.Attempt != "":
		look = func() (term.Term, error) {
			return r.on(a.On, here, func(name string) (term.Term, error) {
				return r.slow.ask(func() (term.Term, error) { return r.nodes.Attempt(ctx, name, a.Attempt, named(a.Attempt, seen)) })
			})
		}
	case a.Heard:
		look = func() (term.Term, error) { return r.heard(ctx, here) }
	case a.On == script.OnChecker:
		return r.nodes.Judge(ctx, "_ ->\n"+a.Eval, term.Nil, seen)
	case a.Count != "":
		look = func() (term.Term, error) {
			return r.on(script.OnEach, here, func(name string) (term.Term, error) {
				n, err := r.nodes.Count(ctx, name, a.Count)
				return term.Int(int64(n)), err
			})
		}
	case a.Asked != "":
		look = func() (term.Term, error) {
			return r.on(script.OnEach, here, func(name string) (term.Term, error) { return r.nodes.Asked(ctx, name, a.Asked) })
		}
	default:
		look = func() (term.Term, error) {
			return r.on(a.On, here, func(name string) (term.Term, error) { return r.evaluate(ctx, name, a, seen) })
		}
	}
	if a.Until != "" {
		return r.await(ctx, a, seen, look)
	}
	return look()
}

func (r *run) strike(ctx context.Context, text string) error {
	f, err := catalogue.ParseFault(text)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, faultTime)
	defer cancel()
	if err := r.nodes.Strike(ctx, f); err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	if f.Kind == catalogue.Restart && text != catalogue.RestartProxy {
		for _, name := range f.Nodes {
			if err := r.ready(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) evaluate(ctx context.Context, name string, a script.Action, seen cluster.Bindings) (term.Term, error) {
	// Seal the modules first, so that no program can define them in between.
	if len(a.Seal) > 0 {
		if err := r.nodes.Seal(ctx, name, a.Seal...); err != nil {
			return term.Term{}, err
		}
	}
	return r.slow.ask(func() (term.Term, error) { return r.nodes.Eval(ctx, name, a.Eval, named(a.Eval, seen)) })
}

// variable matches names of variables.
var variable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[a-z_][A-Za-z0-9_]*`) })

// named returns the values whose names occur in the code. A node must not learn more than it
// needs, such as which nodes will be killed or values that later actions depend on.
func named(code string, seen cluster.Bindings) cluster.Bindings {
	needs := cluster.Bindings{}
	for _, name := range variable().FindAllString(code, -1) {
		if value, ok := seen[name]; ok {
			needs[name] = value
		}
	}
	return needs
}

// on calls do for a node. For OnEach it calls do for every running node and returns a map of the
// results.
func (r *run) on(place, here string, do func(name string) (term.Term, error)) (term.Term, error) {
	switch place {
	case script.OnHere:
		return do(here)
	case script.OnEach:
	default:
		return do(place)
	}
	all := term.NewMap()
	for _, name := range r.up() {
		value, err := do(name)
		if err != nil {
			return term.Term{}, fmt.Errorf("on %s: %w", r.shown(name), err)
		}
		all = all.Put(r.roles[name], value)
	}
	return term.FromMap(all), nil
}

// settle makes a round trip from a node to the others, so that all earlier messages have arrived.
const settle = `for node <- nodes -- [node()] do
  try do
    :erpc.call(node, :erlang, :node, [], 2_000)
  catch
    _, _ -> :gone
  end
end`

// heard returns the messages that reached the tapped processes of all nodes, as {node, message}. It
// skips nodes that have ended. The other values show the judge that these nodes are missing.
func (r *run) heard(ctx context.Context, here string) (term.Term, error) {
	var fallen *cluster.FallenError
	if here != "" && r.nodes.Up(here) {
		if _, err := r.evaluate(ctx, here, script.Action{Eval: settle}, r.roles); err != nil && !errors.As(err, &fallen) {
			return term.Term{}, err
		}
	}
	var all []term.Term
	for _, name := range r.up() {
		_, messages, err := r.nodes.Heard(ctx, name)
		if errors.As(err, &fallen) {
			continue
		}
		if err != nil {
			return term.Term{}, err
		}
		for _, msg := range messages {
			all = append(all, term.Tup(r.roles[name], msg))
		}
	}
	return term.List(all...), nil
}

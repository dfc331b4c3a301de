package labs

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lab/runtime/term"
)

// This file runs the checks of a lab on nodes that the student has not seen.

// Nodes is what grading needs of a running scenario.
type Nodes interface {
	// Eval evaluates code on the node called name with the given bindings.
	Eval(ctx context.Context, name, code string, bindings Bindings) (term.Term, error)
	// Judge evaluates case clauses over value, with bindings, away from the student's
	// nodes.
	Judge(ctx context.Context, clauses string, value term.Term, bindings Bindings) (term.Term, error)
	// Strike carries a fault out.
	Strike(ctx context.Context, f Fault) error
	// Up reports whether the node called name runs.
	Up(name string) bool
	// Address is where the pages of a node begin, or those of the "proxy".
	Address(place string) (string, error)
	// Trusted says whose certificates a visitor trusts.
	Trusted() *tls.Config
}

// Bindings are the variables that evaluated code can use.
type Bindings map[string]term.Term

// An EvalError is an Elixir error in evaluated code, as opposed to a node that
// cannot be reached.
type EvalError struct{ Text string }

func (e *EvalError) Error() string { return e.Text }

// actionTime bounds one action of a check; the checks' own code gives up sooner.
// faultTime bounds a fault: nodes that start take longer than an evaluation.
const (
	actionTime = 15 * time.Second
	faultTime  = 60 * time.Second
)

// run is one grading of one lab.
type run struct {
	lab   *Lab
	nodes Nodes
	full  map[string]string // node name -> name@host
	nonce func() term.Term
	// visitors are those whose pages the checks look at.
	visitors *visitors
	// named are the values that checks before this one have named.
	named Bindings
}

// grade runs the lab's checks in order.
func grade(ctx context.Context, l *Lab, nodes Nodes, host string) LabResult {
	r := &run{lab: l, nodes: nodes, full: map[string]string{}, nonce: newNonce, visitors: newVisitors(nodes), named: Bindings{}}
	defer r.visitors.close()
	for _, n := range l.Grade.Nodes {
		r.full[n.Name] = n.Name + "@" + host
	}
	result := LabResult{Lab: l.ID, Title: l.Title}
	start := time.Now()
	if err := r.doAll(ctx, l.Grade.Prepare); err != nil {
		result.Verdict, result.Reason = Unable, fmt.Sprintf("preparing the nodes: %v", err)
		return result
	}
	for _, c := range l.Grade.Checks {
		result.Checks = append(result.Checks, r.check(ctx, c, result.Checks)...)
	}
	for _, c := range result.Checks {
		result.Verdict = max(result.Verdict, c.Verdict)
	}
	result.Took = time.Since(start)
	return result
}

// newNonce is a value that no program can know beforehand.
func newNonce() term.Term {
	return term.Str("lab-" + strings.ToLower(rand.Text()[:12]))
}

func (r *run) doAll(ctx context.Context, actions []Action) error {
	for _, a := range actions {
		if _, err := r.act(ctx, a, "", Bindings{"nodes": r.allNodes()}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) allNodes() term.Term {
	var names []term.Term
	for _, n := range r.lab.Grade.Nodes {
		names = append(names, term.Sym(r.full[n.Name]))
	}
	return term.List(names...)
}

// check runs one check once, or once from each of its nodes.
func (r *run) check(ctx context.Context, c *Check, earlier []CheckResult) []CheckResult {
	for _, done := range earlier {
		if done.Verdict != Passed && slices.Contains(c.Needs, done.Check) {
			return []CheckResult{{Check: c.ID, Title: c.Title, Verdict: done.Verdict, Skipped: done.Title}}
		}
	}
	if len(c.From) == 0 {
		return []CheckResult{r.checkFrom(ctx, c, "")}
	}
	var results []CheckResult
	for _, from := range c.From {
		results = append(results, r.checkFrom(ctx, c, from))
	}
	return results
}

func (r *run) checkFrom(ctx context.Context, c *Check, from string) CheckResult {
	result := CheckResult{Check: c.ID, Title: c.Title, From: from}
	if err := r.before(ctx); err != nil {
		result.Verdict, result.Hint = Unable, fmt.Sprintf("the nodes are not as the checks need them: %v", err)
		return result
	}
	seen, err := r.observe(ctx, c, from)
	if err != nil {
		result.Verdict, result.Hint = Unable, err.Error()
		var wrong *EvalError
		if errors.As(err, &wrong) {
			result.Verdict, result.Mistake = NotYet, failed
		}
		return result
	}
	observed := seen.term()
	said, err := r.nodes.Judge(ctx, c.Judge, observed, nil)
	if err != nil {
		result.Verdict, result.Hint = Unable, fmt.Sprintf("the judge of check %q failed: %v", c.ID, err)
		return result
	}
	if said.Is(term.Intern("pass")) {
		return result
	}
	mistake, detail := said, ""
	if e := said.Elems(); len(e) == 2 {
		mistake = e[0]
		detail, _ = e[1].AsStr()
	}
	result.Verdict, result.Mistake = NotYet, mistake.Atom().String()
	result.Hint = r.lab.Mistakes[result.Mistake]
	if detail != "" {
		result.Hint += "\n" + detail
	}
	result.Saw = seen.text(c)
	return result
}

// before makes the nodes ready for the next check. Where one has ended, the check
// itself tells why.
func (r *run) before(ctx context.Context) error {
	for _, n := range r.lab.Grade.Nodes {
		if !r.nodes.Up(n.Name) {
			return nil
		}
	}
	return r.doAll(ctx, r.lab.Grade.Before)
}

func (r *run) observe(ctx context.Context, c *Check, from string) (Bindings, error) {
	seen := maps.Clone(r.named)
	seen["nonce"], seen["nodes"] = r.nonce(), r.allNodes()
	if from != "" {
		seen["here"] = term.Sym(r.full[from])
	}
	for _, a := range c.Do {
		value, err := r.act(ctx, a, from, seen)
		if err != nil {
			return nil, err
		}
		if a.As != "" {
			seen[a.As], r.named[a.As] = value, value
		}
	}
	return seen, nil
}

// act runs one action; on each node it returns a map of node to value.
func (r *run) act(ctx context.Context, a Action, here string, seen Bindings) (term.Term, error) {
	if a.Fault != "" {
		return term.Ok, r.strike(ctx, a.Fault)
	}
	look := func() (term.Term, error) { return r.evaluate(ctx, a, here, seen) }
	if a.Browse != "" {
		look = r.visitors.tour(ctx, a)
	}
	if a.Until != "" {
		return r.await(ctx, a, seen, look)
	}
	return look()
}

func (r *run) strike(ctx context.Context, text string) error {
	f, err := ParseFault(text)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, faultTime)
	defer cancel()
	if err := r.nodes.Strike(ctx, f); err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	return nil
}

func (r *run) evaluate(ctx context.Context, a Action, here string, seen Bindings) (term.Term, error) {
	ctx, cancel := context.WithTimeout(ctx, actionTime)
	defer cancel()
	if a.On != onEach {
		on := a.On
		if on == onHere {
			on = here
		}
		return r.nodes.Eval(ctx, on, a.Eval, seen)
	}
	all := term.NewMap()
	for _, n := range r.lab.Grade.Nodes {
		if !r.nodes.Up(n.Name) {
			continue
		}
		value, err := r.nodes.Eval(ctx, n.Name, a.Eval, seen)
		if err != nil {
			return term.Term{}, fmt.Errorf("on %s: %w", n.Name, err)
		}
		all = all.Put(term.Sym(r.full[n.Name]), value)
	}
	return term.FromMap(all), nil
}

// term is the map that a judge's clauses match.
func (b Bindings) term() term.Term {
	m := term.NewMap()
	for name, value := range b {
		m = m.Put(term.Sym(name), value)
	}
	return term.FromMap(m)
}

// text shows what a check observed, in the order of its actions.
func (b Bindings) text(c *Check) string {
	var parts []string
	for _, a := range c.Do {
		if value, ok := b[a.As]; ok && a.As != "" {
			if a.Browse != "" {
				value = brief(value)
			}
			parts = append(parts, a.As+": "+term.Inspect(value, term.Opts{Width: 200, Limit: 20}))
		}
	}
	return strings.Join(parts, ", ")
}

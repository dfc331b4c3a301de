package grade

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

	"lab/labs/caddy"
	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/labs/pipe"
	"lab/labs/report"
	"lab/runtime/term"
)

// This file runs the checks of a lab on fresh nodes.

// Nodes is the part of a running scenario that grading uses. Nodes are identified by their names
// in the lab.
type Nodes interface {
	// Full returns the full name of a node.
	Full(name string) string
	// Eval evaluates code on a node.
	Eval(ctx context.Context, name, code string, bindings cluster.Bindings) (term.Term, error)
	// Attempt evaluates code and describes the outcome (labs/pipe/attempt.go).
	Attempt(ctx context.Context, name, code string, bindings cluster.Bindings) (term.Term, error)
	// Tap makes a node record the messages that reach certain processes: the processes of the given
	// callback modules, and the processes that are registered under the names of these modules.
	// Heard returns the messages.
	Tap(ctx context.Context, name string, modules ...string) error
	Heard(ctx context.Context, name string) (count int, messages []term.Term, err error)
	// Count returns the number of a node's processes with a callback module. The runtime counts
	// them, so programs cannot falsify the result.
	Count(ctx context.Context, name, module string) (int, error)
	// Asked returns the connection attempts by processes below supervisors of a module, as a map
	// from target node to the number of attempts. The runtime counts them.
	Asked(ctx context.Context, name, module string) (term.Term, error)
	// Seal prevents programs from replacing modules that are defined next. Replaced lists the
	// modules that they tried to replace.
	Seal(ctx context.Context, name string, modules ...string) error
	Replaced() []string
	// Served returns the requests that the web server of a node has answered since the last call.
	// The runtime records them.
	Served(ctx context.Context, name string) ([]pipe.Request, error)
	// Proxied returns the facts about the proxy's configuration.
	Proxied() caddy.Facts
	// Fallen returns an error if a node has ended by itself.
	Fallen() error
	// Judge evaluates case clauses on a value, away from the student's nodes.
	Judge(ctx context.Context, clauses string, value term.Term, bindings cluster.Bindings) (term.Term, error)
	// Strike injects a fault.
	Strike(ctx context.Context, f catalogue.Fault) error
	// Up reports whether a node is running.
	Up(name string) bool
	// Address returns the base URL of the pages of a node or of the "proxy".
	Address(place string) (string, error)
	// Trusted returns the TLS configuration of a visitor's browser.
	Trusted() *tls.Config
}

// faultTime is the timeout of a fault. It is longer than that of an evaluation, because a fault
// may start nodes.
const faultTime = 90 * time.Second

// An exam is a lab with the definition of its checks, which is nil if the lab has none.
type exam struct {
	*catalogue.Lab
	Grade *script.Grade
}

// examOf loads the grade of a lab.
func examOf(l *catalogue.Lab) (*exam, error) {
	g, err := script.Load(l)
	return &exam{l, g}, err
}

// run is the state of grading a lab.
type run struct {
	lab   *exam
	nodes Nodes
	nonce func() term.Term
	// roles maps the nodes' names in the lab to their full names. Its entry "nodes" is the list of
	// all nodes that are not hidden.
	roles cluster.Bindings
	// slow limits the total time of slow answers.
	slow *slowness
	// visitors hold the open pages.
	visitors *visitors
	// named are the named values of earlier checks.
	named cluster.Bindings
	// tell is called with the progress.
	tell func(report.Running)
	at   int // the number of the running check
}

func newRun(l *exam, nodes Nodes, tell func(report.Running)) *run {
	r := &run{lab: l, nodes: nodes, tell: tell, nonce: newNonce, slow: newSlowness(), named: cluster.Bindings{}, roles: cluster.Bindings{}}
	r.visitors = newVisitors(nodes, r.up)
	var all []term.Term
	for _, n := range l.Grade.Nodes {
		full := term.Sym(nodes.Full(n.Name))
		r.roles[n.Name] = full
		if !n.Hidden {
			all = append(all, full)
		}
	}
	r.roles["nodes"] = term.List(all...)
	if l.Grade.Proxy != nil {
		r.roles["proxy"] = proxyTerm(nodes.Proxied())
	}
	return r
}

// grade runs the lab's checks in order.
func grade(ctx context.Context, l *exam, nodes Nodes, tell func(report.Running)) report.Result {
	r := newRun(l, nodes, tell)
	defer r.visitors.close()
	result := report.Result{Lab: l.ID, Title: l.Title}
	start := time.Now()
	if err := r.prepare(ctx); err != nil {
		c := r.blame(ctx, &script.Check{ID: "prepare", Title: "The nodes can be made ready for the checks"}, "", err)
		result.Checks = append(result.Checks, c)
	} else {
		for i, c := range l.Grade.Checks {
			r.at = i + 1
			result.Checks = append(result.Checks, r.check(ctx, c, result.Checks)...)
		}
	}
	result.Checks = append(result.Checks, r.aftermath(result.Checks)...)
	for _, c := range result.Checks {
		result.Verdict = max(result.Verdict, c.Verdict)
	}
	result.Took = time.Since(start)
	return result
}

// newNonce returns a value that programs cannot predict.
func newNonce() term.Term {
	return term.Str(strings.ToLower(rand.Text()[:6+int(rand.Text()[0])%8]))
}

// prepare prepares all nodes for the checks.
func (r *run) prepare(ctx context.Context) error {
	for _, name := range r.up() {
		if err := r.ready(ctx, name); err != nil {
			return err
		}
	}
	return r.doAll(ctx, r.lab.Grade.Prepare)
}

// ready prepares a node that has just started.
func (r *run) ready(ctx context.Context, name string) error {
	if len(r.lab.Grade.Tap) == 0 {
		return nil
	}
	return r.nodes.Tap(ctx, name, r.lab.Grade.Tap...)
}

func (r *run) doAll(ctx context.Context, actions []script.Action) error {
	for _, a := range actions {
		if _, err := r.act(ctx, a, "", r.roles); err != nil {
			return err
		}
	}
	return nil
}

// up returns the running nodes that are not hidden, by their names in the lab.
func (r *run) up() []string {
	var names []string
	for _, n := range r.lab.Grade.Nodes {
		if !n.Hidden && r.nodes.Up(n.Name) {
			names = append(names, n.Name)
		}
	}
	return names
}

// check runs a check. If the check has nodes, it runs on each of them, one after the other. check
// stops early at a mistake that takes long to detect.
func (r *run) check(ctx context.Context, c *script.Check, earlier []report.CheckResult) []report.CheckResult {
	for _, done := range earlier {
		if done.Verdict != report.Passed && slices.Contains(c.Needs, done.Check) {
			return []report.CheckResult{{Check: c.ID, Title: c.Title, Verdict: done.Verdict, Skipped: done.Title}}
		}
	}
	if len(c.From) == 0 {
		return []report.CheckResult{r.repeat(ctx, c, "")}
	}
	var results []report.CheckResult
	for _, from := range c.From {
		one := r.repeat(ctx, c, from)
		results = append(results, one)
		if slices.Contains(costly, one.Mistake) {
			break
		}
	}
	return results
}

// costly are the mistakes that take long to detect.
var costly = []string{catalogue.MistakeLoops, catalogue.MistakeHangs, catalogue.MistakeHalts, catalogue.MistakeEnded, catalogue.MistakeSilent, catalogue.MistakeSlow}

// repeat runs a check several times, until it fails.
func (r *run) repeat(ctx context.Context, c *script.Check, from string) report.CheckResult {
	result := r.checkFrom(ctx, c, from)
	for n := 1; n < c.Times && result.Verdict == report.Passed; n++ {
		result = r.checkFrom(ctx, c, from)
	}
	return result
}

// aFaked is the mistake of a program that fakes its observations. It takes precedence over all
// others.
var aFaked = term.Intern("faked")

func (r *run) checkFrom(ctx context.Context, c *script.Check, from string) report.CheckResult {
	result := report.CheckResult{Check: c.ID, Title: c.Title, From: r.shown(from)}
	r.tell(report.Running{Title: c.Title, From: result.From, At: r.at, Of: len(r.lab.Grade.Checks)})
	if err := r.before(ctx); err != nil {
		return r.blame(ctx, c, from, err)
	}
	seen, err := r.observe(ctx, c, from)
	if err != nil {
		return r.blame(ctx, c, from, err)
	}
	said, err := r.nodes.Judge(ctx, c.Judge, mapOf(seen), r.roles)
	if err != nil { // the value matches no clause
		return r.blame(ctx, c, from, fmt.Errorf("no clause of the judge of check %q matches: %w", c.ID, err))
	}
	if said.Is(term.Intern("pass")) {
		return result
	}
	mistake, detail := said, ""
	if e := said.Elems(); len(e) == 2 {
		mistake = e[0]
		detail, _ = e[1].AsStr()
	}
	if fell := r.nodes.Fallen(); fell != nil && !mistake.Is(aFaked) { // the real cause, whatever the judge saw
		return r.blame(ctx, c, from, fell)
	}
	result.Verdict, result.Mistake = report.NotYet, mistake.Atom().String()
	result.Hint = r.lab.Mistake(result.Mistake)
	if detail != "" {
		result.Hint += "\n" + shortened(detail, maxSeen)
	}
	result.Saw = shownOf(seen, c)
	return result
}

// shown returns the node's actual short name.
func (r *run) shown(name string) string {
	if name == "" {
		return ""
	}
	own, _, _ := strings.Cut(r.nodes.Full(name), "@")
	return own
}

// before runs the actions that precede each check. It does nothing if a node has ended, because
// the check itself reports that.
func (r *run) before(ctx context.Context) error {
	for _, n := range r.lab.Grade.Nodes {
		if !r.nodes.Up(n.Name) {
			return nil
		}
	}
	return r.doAll(ctx, r.lab.Grade.Before)
}

func (r *run) observe(ctx context.Context, c *script.Check, from string) (cluster.Bindings, error) {
	seen := maps.Clone(r.named)
	maps.Copy(seen, r.roles)
	seen["nonce"] = r.nonce()
	if from != "" {
		seen["here"] = r.roles[from]
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

// mapOf returns the map that a judge's clauses match.
func mapOf(b cluster.Bindings) term.Term {
	m := term.NewMap()
	for name, value := range b {
		m = m.Put(term.Sym(name), value)
	}
	return term.FromMap(m)
}

// maxSeen is the maximum length in bytes of a value in a report.
const maxSeen = 4 << 10

// shownOf formats the values that a check observed, in the order of its actions. It omits values
// computed on the checker.
func shownOf(b cluster.Bindings, c *script.Check) string {
	var parts []string
	for _, a := range c.Do {
		if value, ok := b[a.As]; ok && a.As != "" && a.On != script.OnChecker {
			if a.Browse != "" {
				value = brief(value)
			}
			parts = append(parts, a.As+": "+shortened(term.Inspect(value, term.Opts{Width: 200, Limit: 20}), maxSeen))
		}
	}
	return strings.Join(parts, ", ")
}

// blame converts an error to a result. The verdict is NotYet if programs caused the error, and
// Unable otherwise or if the grading was cancelled.
func (r *run) blame(ctx context.Context, c *script.Check, from string, err error) report.CheckResult {
	result := report.CheckResult{Check: c.ID, Title: c.Title, From: r.shown(from), Verdict: report.Unable, Hint: err.Error()}
	var wrong *cluster.EvalError
	var fallen *cluster.FallenError
	var endless *cluster.UnloadedError
	var silent *cluster.SilentError
	var slow *SlowError
	switch {
	case ctx.Err() != nil:
		return result
	case errors.As(err, &fallen):
		result.Mistake = ended(err)
	case errors.As(err, &endless):
		result.Mistake = catalogue.MistakeEndless
	case errors.As(err, &silent):
		result.Mistake = catalogue.MistakeSilent
		if _, known := r.lab.Mistakes[catalogue.MistakeLoops]; known {
			result.Mistake = catalogue.MistakeLoops
		}
	case errors.As(err, &slow):
		result.Mistake = catalogue.MistakeSlow
	case errors.As(err, &wrong):
		result.Mistake = catalogue.Failed
		if fell := r.nodes.Fallen(); fell != nil { // the real cause
			return r.blame(ctx, c, from, fell)
		}
	default:
		return result
	}
	result.Verdict = report.NotYet
	if hint := r.lab.Mistake(result.Mistake); hint != "" {
		result.Hint = hint + "\n" + result.Hint
	}
	return result
}

// ended returns the mistake of a program that ended its node.
func ended(err error) string {
	var fallen *cluster.FallenError
	if errors.As(err, &fallen) && fallen.Halted {
		return catalogue.MistakeHalts
	}
	return catalogue.MistakeEnded
}

// aftermath reports damage by programs that no check has reported: replaced modules and nodes that
// ended.
func (r *run) aftermath(results []report.CheckResult) []report.CheckResult {
	var more []report.CheckResult
	add := func(id, title, mistake, text string) {
		more = append(more, report.CheckResult{Check: id, Title: title, Verdict: report.NotYet, Mistake: mistake, Hint: r.lab.Mistake(mistake) + "\n" + text, Aftermath: true})
	}
	if list := r.nodes.Replaced(); len(list) > 0 {
		add("unchanged", "The project leaves the modules of Elixir and of the checks as they are", catalogue.MistakeRedefines, strings.Join(list, ", "))
	}
	told := slices.ContainsFunc(results, func(c report.CheckResult) bool {
		return c.Mistake == catalogue.MistakeHalts || c.Mistake == catalogue.MistakeEnded
	})
	if err := r.nodes.Fallen(); err != nil && !told {
		add("alive", "The nodes run until the checks end them", ended(err), err.Error())
	}
	return more
}

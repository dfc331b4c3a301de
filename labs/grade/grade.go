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

// This file runs the checks of a lab on nodes that the student has not seen.

// Nodes is what grading needs of a running scenario. Nodes are named as the lab names
// them.
type Nodes interface {
	// Full is the full name by which the node itself is known.
	Full(name string) string
	// Eval evaluates code on a node with the given bindings.
	Eval(ctx context.Context, name, code string, bindings cluster.Bindings) (term.Term, error)
	// Attempt evaluates code and returns what became of it (labs/pipe/attempt.go).
	Attempt(ctx context.Context, name, code string, bindings cluster.Bindings) (term.Term, error)
	// Tap has the engine of a node note what reaches the processes of callback
	// modules, and Heard returns it.
	Tap(ctx context.Context, name string, modules ...string) error
	Heard(ctx context.Context, name string) (count int, messages []term.Term, err error)
	// Count is how many processes of a node have a callback module, as its engine
	// sees it.
	Count(ctx context.Context, name, module string) (int, error)
	// Asked is a map of the nodes to which processes of a node have asked to connect, below
	// supervisors of a module, to how often they did, as its engine sees it.
	Asked(ctx context.Context, name, module string) (term.Term, error)
	// Seal keeps programs from replacing modules that are defined next, and Replaced lists those of which
	// they tried to.
	Seal(ctx context.Context, name string, modules ...string) error
	Replaced() []string
	// Served lists the requests that the web server of a node has answered since the last
	// time, as its engine sees them.
	Served(ctx context.Context, name string) ([]pipe.Request, error)
	// Proxied is what the configuration of the proxy says.
	Proxied() caddy.Facts
	// Fallen says which node has ended by itself, nil if none has.
	Fallen() error
	// Judge evaluates case clauses over value, with bindings, away from the student's
	// nodes.
	Judge(ctx context.Context, clauses string, value term.Term, bindings cluster.Bindings) (term.Term, error)
	// Strike carries a fault out.
	Strike(ctx context.Context, f catalogue.Fault) error
	// Up reports whether a node runs.
	Up(name string) bool
	// Address is where the pages of a node begin, or those of the "proxy".
	Address(place string) (string, error)
	// Trusted says whose certificates a visitor trusts.
	Trusted() *tls.Config
}

// faultTime bounds a fault: nodes that start take longer than an evaluation.
const faultTime = 90 * time.Second

// An exam is a lab with what its grade.exs says.
type exam struct {
	*catalogue.Lab
	Grade *script.Grade
}

// examOf reads the grade of a lab that has one.
func examOf(l *catalogue.Lab) (*exam, error) {
	g, err := script.Load(l)
	return &exam{l, g}, err
}

// run is one grading of one lab.
type run struct {
	lab   *exam
	nodes Nodes
	nonce func() term.Term
	// roles are the full names of the nodes by their names in the lab, and the list
	// of all that are not hidden as nodes.
	roles cluster.Bindings
	// slow is how long slow answers of the nodes took so far.
	slow *slowness
	// visitors are those whose pages the checks look at.
	visitors *visitors
	// named are the values that checks before this one have named.
	named cluster.Bindings
	// tell is told which check runs.
	tell func(report.Running)
	at   int // the number of the check that runs
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

// newNonce is a value that no program can know beforehand.
func newNonce() term.Term {
	return term.Str(strings.ToLower(rand.Text()[:6+int(rand.Text()[0])%8]))
}

// prepare makes all nodes ready.
func (r *run) prepare(ctx context.Context) error {
	for _, name := range r.up() {
		if err := r.ready(ctx, name); err != nil {
			return err
		}
	}
	return r.doAll(ctx, r.lab.Grade.Prepare)
}

// ready makes a node ready that has just started.
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

// up are the nodes that run, as the lab names them, without the hidden ones.
func (r *run) up() []string {
	var names []string
	for _, n := range r.lab.Grade.Nodes {
		if !n.Hidden && r.nodes.Up(n.Name) {
			names = append(names, n.Name)
		}
	}
	return names
}

// check runs one check once, or from each of its nodes in turn, until it fails in a way that
// costs time.
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

// costly are mistakes that are not looked for twice: each look takes as long as it
// may.
var costly = []string{catalogue.MistakeLoops, catalogue.MistakeHangs, catalogue.MistakeHalts, catalogue.MistakeEnded, catalogue.MistakeSilent, catalogue.MistakeSlow}

// repeat runs a check as often as it says, to the first time that it does not pass.
func (r *run) repeat(ctx context.Context, c *script.Check, from string) report.CheckResult {
	result := r.checkFrom(ctx, c, from)
	for n := 1; n < c.Times && result.Verdict == report.Passed; n++ {
		result = r.checkFrom(ctx, c, from)
	}
	return result
}

// aFaked is the mistake that outweighs all others: what was seen was made up.
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
	if err != nil { // of values that nobody has thought of
		return r.blame(ctx, c, from, fmt.Errorf("the judge of check %q knows nothing to say: %w", c.ID, err))
	}
	if said.Is(term.Intern("pass")) {
		return result
	}
	mistake, detail := said, ""
	if e := said.Elems(); len(e) == 2 {
		mistake = e[0]
		detail, _ = e[1].AsStr()
	}
	if fell := r.nodes.Fallen(); fell != nil && !mistake.Is(aFaked) { // that is why, whatever it looks like
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

// shown is a node's own name.
func (r *run) shown(name string) string {
	if name == "" {
		return ""
	}
	own, _, _ := strings.Cut(r.nodes.Full(name), "@")
	return own
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

// mapOf is the map that a judge's clauses match.
func mapOf(b cluster.Bindings) term.Term {
	m := term.NewMap()
	for name, value := range b {
		m = m.Put(term.Sym(name), value)
	}
	return term.FromMap(m)
}

// maxSeen bounds what a report shows of one value, in bytes.
const maxSeen = 4 << 10

// shownOf shows what a check observed, in the order of its actions, without what was made
// of that.
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

// blame makes a result of an error: a verdict on the work where programs caused it, and
// the grading was not broken off.
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
		if fell := r.nodes.Fallen(); fell != nil { // that is why
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

// ended is the mistake of programs by which a node ended.
func ended(err error) string {
	var fallen *cluster.FallenError
	if errors.As(err, &fallen) && fallen.Halted {
		return catalogue.MistakeHalts
	}
	return catalogue.MistakeEnded
}

// aftermath tells what programs did to the nodes that no check has told.
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

package script

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lab/labs/catalogue"
)

// This file validates what reading cannot: references must resolve, and no check may pass
// trivially.

var nameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z_][a-z0-9_]*$`) })

type validation struct {
	*reader
	nodes []string
	used  map[string]bool // mistakes that judges or boot can report
}

func validate(r *reader) {
	g := r.grade
	v := &validation{r, nil, map[string]bool{}}
	top := place{file: r.lab.Path(catalogue.GradeFile)}
	for _, wrong := range catalogue.WrongNodes(g.Nodes, g.Proxy) {
		v.at(top, "%s", wrong)
	}
	for _, n := range g.Nodes {
		v.nodes = append(v.nodes, n.Name)
	}
	if n := len(g.Names); n > 0 && n != len(g.Nodes) {
		v.at(top, "named has %d names for %d nodes", n, len(g.Nodes))
	}
	for _, b := range g.Boot {
		if _, err := regexp.Compile(b.Says); err != nil || b.Says == "" {
			v.at(b.place, "boot needs a regular expression: %v", err)
		}
		v.mistake(b.place, b.Mistake)
	}
	for _, a := range slices.Concat(g.Prepare, g.Before) {
		v.action(a, OnEach)
	}
	if len(g.Checks) == 0 {
		v.at(top, "a grade without checks would pass everything")
	}
	var earlier []string
	for _, c := range g.Checks {
		v.check(c, earlier)
		earlier = append(earlier, c.ID)
	}
	for name := range r.lab.Mistakes {
		if !v.used[name] {
			v.problems = append(v.problems, r.lab.Problem("no judge returns :"+name, "mistakes", name))
		}
	}
}

// mistake requires a hint for a mistake.
func (v *validation) mistake(p place, name string) {
	v.used[name] = true
	if v.lab.Mistake(name) == "" {
		v.at(p, "mistakes in %s has no hint for :%s", v.lab.Path(catalogue.LabFile), name)
	}
}

func (v *validation) check(c *Check, earlier []string) {
	if !catalogue.IsID(c.ID) || slices.Contains(earlier, c.ID) {
		v.at(c.place, "id %q must be new, of lower-case letters, digits and hyphens", c.ID)
	}
	if strings.TrimSpace(c.Title) == "" {
		v.at(c.place, "title is missing or empty")
	}
	for _, need := range c.Needs {
		if !slices.Contains(earlier, need) {
			v.at(c.place, "no check %q comes before this one", need)
		}
	}
	for _, from := range c.From {
		if !slices.Contains(v.nodes, from) {
			v.at(c.place, "there is no node %q here; use one of %s", from, strings.Join(v.nodes, ", "))
		}
	}
	also := []string{OnEach}
	if len(c.From) > 0 {
		also = append(also, OnHere)
	}
	for _, a := range c.Do {
		v.action(a, also...)
	}
	v.judged(c)
}

// judged requires a clause that passes, a clause that does not pass, and a hint for every mistake.
func (v *validation) judged(c *Check) {
	var passes, fails bool
	for _, s := range c.says {
		if s.name == "pass" {
			passes = true
			continue
		}
		fails = true
		v.mistake(s.place, s.name)
	}
	if !passes || !fails {
		v.at(c.judge, "the judge of %s must be able to return :pass and a mistake", strconv.Quote(c.ID))
	}
}

func (v *validation) action(a Action, also ...string) {
	if a.Fault != "" {
		if a.As != "" {
			v.at(a.place, "a fault has no value")
		}
		if v.grade.Proxy == nil || a.Fault != catalogue.RestartProxy {
			v.fault(a)
		}
		return
	}
	if a.Until == "" && a.Within+a.Steady != 0 {
		v.at(a.place, "within and steady need until, the pattern to wait for")
	}
	if a.As != "" && !nameForm().MatchString(a.As) {
		v.at(a.place, "%q is not the name of an Elixir variable", a.As)
	}
	if a.Browse != "" {
		v.browse(a)
		return
	}
	if a.Heard && len(v.grade.Tap) == 0 {
		v.at(a.place, "heard needs tap, which names the callback modules")
	}
	if a.Eval != "" || a.Attempt != "" {
		v.on(a, append(also, OnChecker)...)
	}
	if a.On == OnChecker && (a.Eval == "" || a.Until != "") {
		v.at(a.place, "on the checker, only eval without until is possible")
	}
}

func (v *validation) on(a Action, also ...string) {
	if !slices.Contains(v.nodes, a.On) && !slices.Contains(also, a.On) {
		v.at(a.place, "there is no node %q here; use one of %s", a.On, strings.Join(slices.Concat(v.nodes, also), ", "))
	}
}

func (v *validation) fault(a Action) {
	f, err := catalogue.ParseFault(a.Fault)
	if err != nil {
		v.at(a.place, "%v", err)
		return
	}
	for _, name := range slices.Concat(f.Nodes, f.Peers) {
		if !slices.Contains(v.nodes, name) {
			v.at(a.place, "there is no node %q here; use one of %s", name, strings.Join(v.nodes, ", "))
		}
	}
}

func (v *validation) browse(a Action) {
	places := catalogue.Serving(v.grade.Nodes)
	if v.grade.Proxy != nil {
		places = append(places, catalogue.ProxyPlace)
	}
	if !slices.Contains(places, a.Browse) {
		v.at(a.place, "%q has no pages; these have pages: %s", a.Browse, cmp.Or(strings.Join(places, ", "), "no node"))
	}
	if a.Get != "" && !strings.HasPrefix(a.Get, "/") {
		v.at(a.place, "get %q must be a path that begins with /", a.Get)
	}
	if (a.Visits != 0 || a.Trials != 0) && (a.Get == "" || a.Click+a.Press+a.Visitor != "" || len(a.Fill) > 0 || a.Visits*a.Trials != 0) {
		v.at(a.place, "visits and trials need get, and exclude visitor, fill, click and each other")
	}
	if a.Press != "" && a.Click != "" {
		v.at(a.place, "an action has either click or press")
	}
	if a.Opened != "" && a.Trials == 0 {
		v.at(a.place, "opened can only be used with trials")
	}
	if a.Visitor != "" && !nameForm().MatchString(a.Visitor) {
		v.at(a.place, "visitor %q must be lower-case letters, digits, _", a.Visitor)
	}
}

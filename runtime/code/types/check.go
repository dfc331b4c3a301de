package types

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file goes through a module: through each function once, and first through those that it calls.

// A Host knows what is outside of the module.
type Host interface {
	// Fields are the keys of a struct in the order of its definition, without __struct__; nil if it is not known.
	Fields(mod term.Atom) []term.Atom
	// Signature is what was inferred of another module's function, nil if nothing was.
	Signature(mod term.Atom, fn quoted.NameArity) *Signature
	// Missing says why a call of another module's function will fail, "" if it is there.
	Missing(mod term.Atom, fn quoted.NameArity) string
}

// A Function is a definition with its clauses expanded.
type Function struct {
	Kind    term.Atom // def, defp, defmacro or defmacrop
	Name    quoted.NameArity
	Clauses []Clause
}

// A Clause is one of them. Env says where it stands.
type Clause struct {
	Meta   term.Term
	Args   []term.Term
	Guards []term.Term
	Body   term.Term
	Env    *lexical.Env
}

// A Module is what is checked together.
type Module struct {
	Name      term.Atom
	Functions []*Function
	Host      Host
}

// A checker goes through the functions of a module.
type checker struct {
	*Module
	byName map[quoted.NameArity]*Function
	// telling says that the findings are told. While it is not set, signatures are inferred, and other modules are not asked.
	telling bool
	known   map[quoted.NameArity]*inferred
	// open are the clauses of private functions that no call has used so far.
	open map[quoted.NameArity][]int
	out  []*diagnostic.Diagnostic
	// faults are the findings of Erlang's compiler.
	faults []*diagnostic.Diagnostic
	// calls is how many functions wait for those that they call.
	calls int
}

// An inferred function has a signature once all of its clauses were looked at.
type inferred struct {
	fn  *Function
	sig *Signature
	// clauses say which clause of the signature each clause of the function is part of.
	clauses []int
}

func (m *Module) checker(telling bool) *checker {
	c := &checker{Module: m, telling: telling, byName: map[quoted.NameArity]*Function{}, known: map[quoted.NameArity]*inferred{}, open: map[quoted.NameArity][]int{}}
	for _, f := range m.Functions {
		c.byName[f.Name] = f
	}
	return c
}

// Signatures infers the types of the public functions, and finds calls that will fail since their arguments are known.
func (m *Module) Signatures() (map[quoted.NameArity]*Signature, []*diagnostic.Diagnostic) {
	c := m.checker(false)
	out := map[quoted.NameArity]*Signature{}
	for _, f := range m.Functions {
		if s := c.infer(f).sig; f.Kind == quoted.ADef && s != nil && !s.saysNothing() {
			out[f.Name] = s
		}
	}
	return out, c.faults
}

// saysNothing reports a signature that takes anything and may return anything.
func (s *Signature) saysNothing() bool {
	for _, c := range s.clauses {
		if c.out.isDynamic() && !slices.ContainsFunc(c.args, func(t Type) bool { return !t.isDynamic() }) {
			return true
		}
	}
	return false
}

// Check returns a warning for each thing that cannot be right.
func (m *Module) Check() []*diagnostic.Diagnostic {
	c := m.checker(true)
	for _, f := range m.Functions {
		c.infer(f)
	}
	for _, f := range m.Functions {
		c.unusedClauses(f)
	}
	return c.out
}

// mostCalls bounds how many functions wait for one that they call. Nothing is known of the one that would be too many.
const mostCalls = 200

// infer looks at the clauses of a function. A function that is being looked at has no signature yet.
func (c *checker) infer(f *Function) *inferred {
	if in := c.known[f.Name]; in != nil {
		return in
	}
	in := &inferred{fn: f}
	if c.calls >= mostCalls {
		return in
	}
	c.calls++
	defer func() { c.calls-- }()
	c.known[f.Name] = in
	s := &Signature{}
	for i := range f.Clauses {
		args, out := c.clause(f, &f.Clauses[i])
		at := slices.IndexFunc(s.clauses, func(k clause) bool {
			return slices.EqualFunc(k.args, args, same)
		})
		if at < 0 {
			at = len(s.clauses)
			s.clauses = append(s.clauses, clause{args, none})
		}
		s.clauses[at].out = union(s.clauses[at].out, out)
		in.clauses = append(in.clauses, at)
	}
	in.sig = s
	return in
}

func same(a, b Type) bool {
	return a.dynamic == b.dynamic && equal(a.sure, b.sure) && equal(a.maybe, b.maybe)
}

// clause is the types of the arguments of a clause, and of its result.
func (c *checker) clause(f *Function, cl *Clause) ([]Type, Type) {
	env := *cl.Env
	env.Function = &f.Name
	w := &walk{checker: c, env: &env, vars: map[int64]*variable{}}
	args := w.head(cl.Args, cl.Guards, anythings(len(cl.Args)), reason{}, cl.Meta)
	return args, w.expression(cl.Body)
}

func anythings(n int) []Type { return slices.Repeat([]Type{dynamic}, n) }

// unusedClauses tells of the clauses of a private function that no call can reach.
func (c *checker) unusedClauses(f *Function) {
	for i, at := range c.known[f.Name].clauses {
		if slices.Contains(c.open[f.Name], at) && f.Kind == quoted.ADefp {
			env := *f.Clauses[i].Env
			env.Function = &f.Name
			c.out = append(c.out, diagnostic.UnusedClause.At(&env, f.Clauses[i].Meta, f.Kind, f.Name))
		}
	}
}

// A walk goes through one clause.
type walk struct {
	*checker
	env  *lexical.Env
	vars map[int64]*variable
	// failed says that something was found, so that its consequences are not told.
	failed bool
	// inGuard says that a guard is looked at, which fails without an error.
	inGuard bool
	// meta is the place of literals in patterns.
	meta  term.Term
	depth int
}

// deepest is how deep forms are looked at; deeper ones may be anything.
const deepest = 500

// enter goes one form down; it reports whether that is not too deep.
func (w *walk) enter() bool {
	w.depth++
	return w.depth < deepest
}

// A variable is the type of one version of a variable, and the places that it comes from.
type variable struct {
	name    term.Atom
	context term.Atom
	t       Type
	traces  []trace
	// constant is the form of the value where it is known.
	constant *term.Term
}

// A trace is a form that gave a variable a type.
type trace struct {
	form term.Term
	t    Type
	how  rescued
}

// A rescued is how a form that gave a type is shown.
type rescued int

const (
	asWritten rescued = iota
	inRescue          // rescue e in Mod ->
	inAnyRescue
)

func versionOf(meta term.Term) int64 {
	v, _ := quoted.KwGet(meta, quoted.AVersion)
	n, _ := v.AsInt()
	return n
}

// typeOf is the type of a variable.
func (w *walk) typeOf(meta term.Term) Type {
	if v := w.vars[versionOf(meta)]; v != nil {
		return v.t
	}
	return dynamic
}

// refine gives a variable a type beside those that it has; it reports false where nothing is left.
func (w *walk) refine(v, form term.Term, t Type, how rescued) (Type, bool) {
	name, meta, context, _ := quoted.IsVar(v)
	n := versionOf(meta)
	old := w.vars[n]
	if old == nil {
		w.vars[n] = &variable{name: name, context: context, t: t, traces: []trace{{form, t, how}}}
		return t, true
	}
	before := old.t
	old.t = intersection(t, before)
	old.traces = append(old.traces, trace{form, t, how})
	if old.t.empty() {
		w.tell(meta, diagnostic.TypesOfVariable, w.traced(v), w.variableText(old), w.text(before), w.text(t))
		return wrong, false
	}
	return old.t, true
}

// spoil makes a variable one of which nothing is known.
func (w *walk) spoil(v term.Term) {
	name, meta, context, _ := quoted.IsVar(v)
	w.vars[versionOf(meta)] = &variable{name: name, context: context, t: wrong}
}

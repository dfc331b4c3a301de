package types

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file checks a module. It visits each function once, after the functions that it calls.

// A Host provides types from outside the module.
type Host interface {
	// Fields returns the keys of a struct in the order of its definition, without __struct__, or
	// nil if the struct is unknown.
	Fields(mod term.Atom) []term.Atom
	// Signature returns the inferred signature of a function in another module, or nil.
	Signature(mod term.Atom, fn quoted.NameArity) *Signature
	// Missing returns the reason why a call of a function in another module will fail, or "" if
	// the function exists.
	Missing(mod term.Atom, fn quoted.NameArity) string
}

// A Function is a definition with its clauses expanded.
type Function struct {
	Kind    term.Atom // def, defp, defmacro or defmacrop
	Name    quoted.NameArity
	Clauses []Clause
	// Replaced is set for a definition that another definition overrides.
	Replaced bool
}

// A Clause is an expanded clause and the environment in which it was defined.
type Clause struct {
	Meta   term.Term
	Args   []term.Term
	Guards []term.Term
	Body   term.Term
	Env    *lexical.Env
}

// A Module is a module to check. Host provides types from outside the module.
type Module struct {
	Name      term.Atom
	Functions []*Function
	Host      Host
}

// A checker checks the functions of a module.
type checker struct {
	*Module
	byName map[quoted.NameArity]*Function
	// telling enables the warnings in out and the use of signatures from other modules. Without it,
	// the checker records only faults.
	telling bool
	known   map[quoted.NameArity]*inferred
	// open holds the clauses of private functions that no call has reached so far.
	open map[quoted.NameArity][]int
	out  []*diagnostic.Diagnostic
	// faults holds the findings of Erlang's compiler.
	faults []*diagnostic.Diagnostic
	// calls is the depth of calls that infer is following.
	calls int
}

// An inferred is the result of the inference for a function. sig is nil until all clauses have been
// visited.
type inferred struct {
	fn  *Function
	sig *Signature
	// clauses maps each clause of the function to its clause of the signature.
	clauses []int
}

func (m *Module) checker(telling bool) *checker {
	c := &checker{Module: m, telling: telling, byName: map[quoted.NameArity]*Function{}, known: map[quoted.NameArity]*inferred{}, open: map[quoted.NameArity][]int{}}
	for _, f := range m.Functions {
		c.byName[f.Name] = f
	}
	return c
}

// Signatures infers the types of the public functions. It also returns warnings about calls that
// must fail because of constant arguments.
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

// saysNothing reports whether a signature accepts anything and may return anything.
func (s *Signature) saysNothing() bool {
	for _, c := range s.clauses {
		if c.out.isDynamic() && !slices.ContainsFunc(c.args, func(t Type) bool { return !t.isDynamic() }) {
			return true
		}
	}
	return false
}

// Check returns warnings of type violations, and of clauses of private functions that no call can
// reach.
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

// mostCalls bounds the depth of calls that infer follows. A call beyond it is dynamic.
const mostCalls = 200

// infer infers the signature of a function. The signature is nil while it is being inferred, as in
// a recursive call.
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

// clause returns the types of the arguments and of the result of a clause.
func (c *checker) clause(f *Function, cl *Clause) ([]Type, Type) {
	env := *cl.Env
	env.Function = &f.Name
	w := &walk{checker: c, env: &env, vars: map[int64]*variable{}}
	args := w.head(cl.Args, cl.Guards, anythings(len(cl.Args)), reason{}, cl.Meta)
	return args, w.expression(cl.Body)
}

func anythings(n int) []Type { return slices.Repeat([]Type{dynamic}, n) }

// unusedClauses warns of clauses of a private function that no call can reach.
func (c *checker) unusedClauses(f *Function) {
	for i, at := range c.known[f.Name].clauses {
		if slices.Contains(c.open[f.Name], at) && f.Kind == quoted.ADefp && !isGenerated(f.Clauses[i].Meta) && !f.Replaced {
			env := *f.Clauses[i].Env
			env.Function = &f.Name
			c.out = append(c.out, diagnostic.UnusedClause.At(&env, f.Clauses[i].Meta, f.Kind, f.Name))
		}
	}
}

// A walk visits one clause.
type walk struct {
	*checker
	env  *lexical.Env
	vars map[int64]*variable
	// failed is set after a finding, to suppress its consequences.
	failed bool
	// inGuard is set while a guard is visited. An error in a guard only makes the guard fail.
	inGuard bool
	// meta is the location of literals in patterns.
	meta  term.Term
	depth int
}

// deepest is the depth of forms beyond which the type is dynamic.
const deepest = 500

// enter descends one level. It reports false if the form is too deep.
func (w *walk) enter() bool {
	w.depth++
	return w.depth < deepest
}

// A variable is one version of a variable, with its type and the forms that determined the type.
type variable struct {
	name    term.Atom
	context term.Atom
	t       Type
	traces  []trace
	// constant is the form of the value, or nil if the value is not known.
	constant *term.Term
}

// A trace is a form that gave a type to a variable.
type trace struct {
	form term.Term
	t    Type
	how  rescued
}

// A rescued is the way to show the form of a trace.
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

// typeOf returns the type of a variable.
func (w *walk) typeOf(meta term.Term) Type {
	if v := w.vars[versionOf(meta)]; v != nil {
		return v.t
	}
	return dynamic
}

// refine narrows the type of a variable to t. It reports false if no value remains.
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

// spoil gives a variable the type of an expression with an error, so that its uses cause no
// further errors.
func (w *walk) spoil(v term.Term) {
	name, meta, context, _ := quoted.IsVar(v)
	w.vars[versionOf(meta)] = &variable{name: name, context: context, t: wrong}
}

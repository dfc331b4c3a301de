package code

import (
	"math"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// An expander turns the quoted form of one function, one expression or one
// module's body into the expanded form. It is used by one goroutine.
type expander struct {
	s   *Server
	job *job
	env *lexical.Env
	// pre is the scope before the pattern that is being expanded: what is newer
	// was bound by the pattern itself.
	pre *lexical.Binding
	// next is the version of the next variable.
	next int
	// depth counts the scopes entered; top says that variables at depth 0 stay
	// (a prompt), so that they are not warned of.
	depth int
	top   bool
	seen  []*seen
	// mod is the module being defined, nil outside.
	mod          *module
	inStacktrace bool
	// sizes says that the expression is the size of a segment in a pattern.
	sizes bool
	bits  *bitsScope  // the bitstring that is being expanded
	def   *definition // the definition whose body this is
	// macros is how many macros deep the expander is.
	macros int
	// nested is how deep in forms it is.
	nested term.Depth
}

// expand returns the expanded form of t, changing the environment as t does.
func (x *expander) expand(t term.Term) term.Term {
	x.nested.Enter()
	out := x.expanded(t)
	x.nested.Leave()
	return out
}

func (x *expander) expanded(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		return x.expandList(t)
	case term.KindTuple:
		el := t.Elems()
		switch len(el) {
		case 2:
			return term.Tup(x.expandArgs(el)...)
		case 3:
			return x.expandTriple(t, el)
		}
		x.fail(term.Empty, diagnostic.InvalidQuoted, inspect(t))
	case term.KindFloat:
		if f, _ := t.AsFloat(); f == 0 && !math.Signbit(f) && x.env.Context == quoted.AMatchCtx && !x.job.quiet {
			x.warn(term.Empty, diagnostic.ZeroMatched)
		}
	case term.KindFun:
		if !t.Fun().External {
			x.fail(term.Empty, diagnostic.InvalidQuoted, inspect(t))
		}
	}
	return t
}

const invalidQuoted = "invalid quoted expression: %s\n\nPlease make sure your quoted expressions are made of valid AST nodes. " +
	"If you would like to introduce a value into the AST, such as a four-element tuple or a map, make sure to call Macro.escape/1 before"

func (x *expander) expandTriple(t term.Term, el []term.Term) term.Term {
	head, meta := el[0], el[1]
	if !meta.IsList() {
		x.fail(term.Empty, diagnostic.InvalidQuoted, inspect(t))
	}
	if !el[2].IsList() {
		if head.IsAtom() && el[2].IsAtom() {
			return x.expandVar(head.Atom(), meta, el[2].Atom())
		}
		x.fail(meta, diagnostic.InvalidQuoted, inspect(t))
	}
	args, ok := el[2].Slice()
	if !ok {
		x.fail(meta, diagnostic.InvalidQuoted, inspect(t))
	}
	if head.IsAtom() {
		return x.expandCall(t, head.Atom(), meta, args)
	}
	if mod, name, ok := dotParts(head); ok {
		return x.expandRemote(mod, name, head.Elems()[1], meta, args)
	}
	if dm, dargs, ok := quoted.IsCallOf(head, quoted.ADot, 1); ok {
		return x.expandFunCall(dargs[0], dm, meta, args)
	}
	x.fail(meta, diagnostic.InvalidCall, x.s.text(t))
	return t
}

func dotParts(head term.Term) (mod term.Term, name term.Atom, ok bool) {
	_, a, ok := quoted.IsCallOf(head, quoted.ADot, 2)
	if !ok || !a[1].IsAtom() {
		return mod, 0, false
	}
	return a[0], a[1].Atom(), true
}

// expandCall expands {name, meta, args}: a special form, a macro or a call.
func (x *expander) expandCall(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	if f, ok := specialForms[name]; ok && !x.passesOn(name, len(args)) {
		if out, ok := f(x, t, meta, args); ok {
			return out
		}
	}
	return x.dispatchImport(t, name, meta, args)
}

// passesOn reports whether the call is the body of a function that fills in defaults:
// it calls the function of the whole name, which may be called like a special form.
func (x *expander) passesOn(name term.Atom, arity int) bool {
	d := x.def
	return d != nil && d.made && name == d.name.Name && arity == d.defaults
}

// A formFunc expands a special form. It answers false where the number of
// arguments is another, which makes it an ordinary call.
type formFunc func(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool)

// specialForms is filled by the init functions of the files that expand them.
var specialForms = map[term.Atom]formFunc{}

// fixed makes a formFunc of a form with a fixed number of arguments.
func fixed(n int, f func(x *expander, t, meta term.Term, args []term.Term) term.Term) formFunc {
	return func(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
		if len(args) != n {
			return t, false
		}
		return f(x, t, meta, args), true
	}
}

// anyArity makes a formFunc of a form with any number of arguments.
func anyArity(f func(x *expander, t, meta term.Term, args []term.Term) term.Term) formFunc {
	return func(x *expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
		return f(x, t, meta, args), true
	}
}

func init() {
	for name, f := range map[term.Atom]formFunc{
		quoted.AMatch:     fixed(2, (*expander).expandMatch),
		quoted.ABlock:     anyArity((*expander).expandBlock),
		quoted.ATuple:     anyArity((*expander).expandTuple),
		quoted.AMapForm:   anyArity((*expander).expandMap),
		quoted.APercent:   fixed(2, (*expander).expandStruct),
		quoted.ABits:      anyArity((*expander).expandBits),
		quoted.APin:       fixed(1, (*expander).expandPin),
		quoted.AAliases:   anyArity((*expander).expandAliases),
		quoted.AAlias:     formAlias,
		quoted.AImport:    formImport,
		quoted.ARequire:   formRequire,
		quoted.AFn:        anyArity((*expander).expandFn),
		quoted.ACapture:   fixed(1, (*expander).expandCapture),
		quoted.AQuote:     formQuote,
		quoted.AUnquote:   fixed(1, (*expander).outsideQuote),
		quoted.ASplicing:  fixed(1, (*expander).outsideQuote),
		quoted.ASuper:     anyArity((*expander).expandSuper),
		quoted.AModuleVar: fixed(0, (*expander).expandModuleVar),
		quoted.AEnvVar:    fixed(0, (*expander).expandEnvVar),
		quoted.AArrow:     anyArity((*expander).misplacedArrow),
		quoted.AColons:    fixed(2, (*expander).misplaced),
		quoted.APipe:      fixed(2, (*expander).misplaced),
		quoted.ADot:       anyArity((*expander).misplaced),
		caseForm:          fixed(2, (*expander).expandCase),
		condForm:          fixed(1, (*expander).expandCond),
		receiveForm:       fixed(1, (*expander).expandReceive),
		tryForm:           fixed(1, (*expander).expandTry),
		withForm:          anyArity((*expander).expandWith),
		forForm:           anyArity((*expander).expandFor),
		aElixirOwned:      anyArity((*expander).expandOwned),
	} {
		specialForms[name] = f
	}
}

var (
	caseForm    = term.Intern("case")
	condForm    = term.Intern("cond")
	receiveForm = term.Intern("receive")
	tryForm     = term.Intern("try")
	withForm    = term.Intern("with")
	forForm     = term.Intern("for")
	// aElixirOwned wraps what is expanded already.
	aElixirOwned = term.Intern("lab expanded")
)

// expandOwned gives back what was expanded before.
func (x *expander) expandOwned(_, _ term.Term, args []term.Term) term.Term { return args[0] }

func expanded(t term.Term) term.Term {
	return term.Tup(aElixirOwned.Term(), term.Empty, term.List(t))
}

func (x *expander) outsideQuote(t, meta term.Term, _ []term.Term) term.Term {
	x.fail(meta, diagnostic.OutsideQuote, t.Elems()[0].Atom())
	return t
}

func (x *expander) misplacedArrow(t, meta term.Term, _ []term.Term) term.Term {
	x.fail(meta, diagnostic.MisplacedArrow)
	return t
}

func (x *expander) misplaced(t, meta term.Term, args []term.Term) term.Term {
	name := t.Elems()[0].Atom().String()
	switch name {
	case ".":
		x.fail(meta, diagnostic.InvalidCall, x.s.text(t))
	case "::":
		x.fail(meta, diagnostic.MisplacedType)
	}
	x.fail(meta, diagnostic.MisplacedBar)
	return t
}

func (x *expander) expandBlock(_, meta term.Term, args []term.Term) term.Term {
	if len(args) == 0 {
		return term.Nil
	}
	if x.env.Context != 0 && len(args) > 1 {
		x.fail(meta, diagnostic.BlockInContext, x.env.Context, x.env.Context)
	}
	out := make([]term.Term, len(args))
	for i, a := range args {
		out[i] = x.expand(a)
		if i < len(args)-1 && !x.job.quiet {
			x.warnUseless(meta, a)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return quoted.Node("__block__", meta, out...)
}

func (x *expander) expandTuple(_, meta term.Term, args []term.Term) term.Term {
	args = x.expandArgs(args)
	if len(args) == 2 {
		return term.Tup(args...)
	}
	return quoted.Node("{}", meta, args...)
}

// expandArgs expands what is evaluated side by side: what one binds the others
// do not see, but what follows does. In a pattern they do share.
func (x *expander) expandArgs(args []term.Term) []term.Term {
	out := make([]term.Term, len(args))
	if x.env.Context == quoted.AMatchCtx {
		for i, a := range args {
			out[i] = x.expand(a)
		}
		return out
	}
	base := x.env.Scope
	all := base
	for i, a := range args {
		x.env.Scope = base
		out[i] = x.expand(a)
		if x.env.Scope != base {
			for _, b := range x.env.Scope.Since(base) {
				c := *b
				c.Next = all
				all = &c
			}
		}
	}
	x.env.Scope = all
	return out
}

func (x *expander) expandList(t term.Term) term.Term {
	var elems []term.Term
	for c := t.Cons(); c != nil; c = t.Cons() {
		elems = append(elems, c.Head)
		t = c.Tail
	}
	if !t.IsEmpty() {
		x.fail(term.Empty, diagnostic.InvalidQuoted, inspect(t))
	}
	last := len(elems) - 1
	if m, ht, ok := quoted.IsCallOf(elems[last], quoted.APipe, 2); ok {
		flat := append(append([]term.Term(nil), elems[:last]...), ht...)
		flat = x.expandArgs(flat)
		cons := quoted.Node("|", m, flat[last], flat[last+1])
		return term.List(append(flat[:last], cons)...)
	}
	return term.List(x.expandArgs(elems)...)
}

// scoped runs f and forgets what it did to the environment.
func (x *expander) scoped(f func()) {
	saved, pre, depth := *x.env, x.pre, x.depth
	x.depth++
	seen := len(x.seen)
	f()
	x.warnUnusedSince(seen)
	*x.env, x.pre, x.depth = saved, pre, depth
}

// in runs f in another context (match, guard or none).
func (x *expander) in(ctx term.Atom, f func()) {
	saved := x.env.Context
	x.env.Context = ctx
	f()
	x.env.Context = saved
}

// pattern expands t as a pattern.
func (x *expander) pattern(t term.Term) term.Term {
	pre := x.pre
	x.pre = x.env.Scope
	var out term.Term
	x.in(quoted.AMatchCtx, func() { out = x.expand(t) })
	x.pre = pre
	return out
}

// patterns is pattern for the arguments of a clause, which share their variables.
func (x *expander) patterns(ts []term.Term) []term.Term {
	pre := x.pre
	x.pre = x.env.Scope
	var out []term.Term
	x.in(quoted.AMatchCtx, func() { out = x.expandArgs(ts) })
	x.pre = pre
	return out
}

func (x *expander) guard(t term.Term) term.Term {
	var out term.Term
	x.in(quoted.AGuard, func() { out = x.expandGuard(t) })
	return out
}

// expandGuard keeps the alternatives of a guard apart.
func (x *expander) expandGuard(t term.Term) term.Term {
	if m, a, ok := quoted.IsCallOf(t, quoted.AWhen, 2); ok {
		l := x.expand(a[0])
		return quoted.Node("when", m, l, x.expandGuard(a[1]))
	}
	return x.expand(t)
}

func (x *expander) expandMatch(_, meta term.Term, args []term.Term) term.Term {
	if x.env.Context == quoted.AMatchCtx {
		if _, _, _, isVar := quoted.IsVar(args[0]); isVar && term.Equal(args[0], args[1]) {
			text := x.s.text(args[0])
			x.warn(quoted.MetaOf(args[0]), diagnostic.MatchedAgainstItself, text, text)
		}
		l := x.expand(args[0])
		return quoted.Node("=", meta, l, x.expand(args[1]))
	}
	if x.env.Context == quoted.AGuard {
		x.notHere(meta, "=")
	}
	right := x.expand(args[1])
	left := x.pattern(args[0])
	return quoted.Node("=", meta, left, right)
}

// A seen is one binding occurrence of a variable, kept to warn of unused ones.
type seen struct {
	name term.Atom
	meta term.Term
	used *bool
	env  *lexical.Env
	// again says that a variable of the same name was in scope already.
	again bool
}

package expand

import (
	"math"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// An Expander turns the quoted form of one function, one expression or one
// module's body into the expanded form. It is used by one goroutine.
type Expander struct {
	Host Host
	Env  *lexical.Env
	// pre is the scope before the pattern being expanded. Newer bindings belong to the pattern
	// itself.
	pre *lexical.Binding
	// Next is the version of the newest variable.
	Next int
	// depth is the number of scopes entered. Top is set at a prompt, where variables at depth 0
	// persist and are never reported as unused.
	depth        int
	Top          bool
	seen         []*seen
	inStacktrace bool
	// sizes is set while the size of a segment in a pattern is expanded.
	sizes bool
	bits  *bitsScope // the bitstring being expanded
	// joints holds the matches inside the pattern being expanded.
	joints []joint
	// macros is the current depth of macro expansion. outermost is the line of the outermost call
	// of a macro.
	macros, outermost int
	// nested is the current depth of forms.
	nested term.Depth
	// Definition is the line of the clause being expanded, or 0 outside a clause.
	Definition int
}

// Expand returns the expanded form of t. It updates the environment for the code after t.
func (x *Expander) Expand(t term.Term) term.Term {
	x.nested.Enter()
	out := x.expanded(t)
	x.nested.Leave()
	return out
}

func (x *Expander) expanded(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		return x.expandList(t)
	case term.KindTuple:
		el := t.Elems()
		switch len(el) {
		case 2:
			return term.Tup(x.ExpandArgs(el)...)
		case 3:
			return x.expandTriple(t, el)
		}
		x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
	case term.KindFloat:
		if f, _ := t.AsFloat(); f == 0 && !math.Signbit(f) && x.Env.Context == quoted.AMatchCtx && !x.Host.Quiet() {
			x.Warn(term.Empty, diagnostic.ZeroMatched)
		}
	case term.KindFun:
		f := t.Fun()
		if !f.External {
			x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
		}
		x.remoteCall(f.Module, quoted.NameArity{Name: f.Name, Arity: f.Arity}, term.Empty)
	case term.KindBits:
		if _, binary := t.AsStr(); !binary {
			x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
		}
	case term.KindMap, term.KindRef:
		x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
	}
	return t
}

func (x *Expander) expandTriple(t term.Term, el []term.Term) term.Term {
	head, meta := el[0], el[1]
	if !meta.IsList() {
		x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
	}
	if !el[2].IsList() {
		if head.IsAtom() && el[2].IsAtom() {
			return x.ExpandVar(head.Atom(), meta, el[2].Atom())
		}
		x.Fail(meta, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
	}
	args, ok := el[2].Slice()
	if !ok {
		x.Fail(meta, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
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
	x.Fail(meta, diagnostic.InvalidCall, written(t))
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
func (x *Expander) expandCall(t term.Term, name term.Atom, meta term.Term, args []term.Term) term.Term {
	if f, ok := Forms[name]; ok && !x.passesOn(name, len(args)) {
		if out, ok := f(x, t, meta, args); ok {
			return out
		}
	}
	return x.dispatchImport(t, name, meta, args)
}

// passesOn reports whether the call is the body of a function that fills in default arguments.
// Such a body calls the function with all arguments, even if its name is that of a special form.
func (x *Expander) passesOn(name term.Atom, arity int) bool {
	m := x.Host.Module()
	return m != nil && m.FillsDefaults(quoted.NameArity{Name: name, Arity: arity})
}

// A Form expands a special form. It returns false for a different number of arguments, because the
// form is then an ordinary call.
type Form func(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool)

// Forms maps names to special forms. The init functions of this package fill it.
var Forms = map[term.Atom]Form{}

// fixed returns a Form with a fixed number of arguments.
func fixed(n int, f func(x *Expander, t, meta term.Term, args []term.Term) term.Term) Form {
	return func(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
		if len(args) != n {
			return t, false
		}
		return f(x, t, meta, args), true
	}
}

// AnyArity returns a Form with any number of arguments.
func AnyArity(f func(x *Expander, t, meta term.Term, args []term.Term) term.Term) Form {
	return func(x *Expander, t, meta term.Term, args []term.Term) (term.Term, bool) {
		return f(x, t, meta, args), true
	}
}

func init() {
	for name, f := range map[term.Atom]Form{
		quoted.AMatch:     fixed(2, (*Expander).expandMatch),
		quoted.ABlock:     AnyArity((*Expander).expandBlock),
		quoted.ATuple:     AnyArity((*Expander).expandTuple),
		quoted.AMapForm:   AnyArity((*Expander).expandMap),
		quoted.APercent:   fixed(2, (*Expander).expandStruct),
		quoted.ABits:      AnyArity((*Expander).expandBits),
		quoted.APin:       fixed(1, (*Expander).expandPin),
		quoted.AAliases:   AnyArity((*Expander).expandAliases),
		quoted.AAlias:     formAlias,
		quoted.AImport:    formImport,
		quoted.ARequire:   formRequire,
		quoted.AFn:        AnyArity((*Expander).expandFn),
		quoted.ACapture:   fixed(1, (*Expander).expandCapture),
		quoted.AQuote:     formQuote,
		quoted.AUnquote:   fixed(1, (*Expander).outsideQuote),
		quoted.ASplicing:  fixed(1, (*Expander).outsideQuote),
		quoted.ASuper:     AnyArity((*Expander).expandSuper),
		quoted.AModuleVar: fixed(0, (*Expander).expandModuleVar),
		quoted.AEnvVar:    fixed(0, (*Expander).expandEnvVar),
		quoted.AArrow:     AnyArity((*Expander).misplacedArrow),
		quoted.AColons:    fixed(2, (*Expander).misplaced),
		quoted.APipe:      fixed(2, (*Expander).misplaced),
		quoted.ADot:       AnyArity((*Expander).misplaced),
		caseForm:          fixed(2, (*Expander).expandCase),
		condForm:          fixed(1, (*Expander).expandCond),
		receiveForm:       fixed(1, (*Expander).expandReceive),
		tryForm:           fixed(1, (*Expander).expandTry),
		withForm:          AnyArity((*Expander).expandWith),
		forForm:           AnyArity((*Expander).expandFor),
		aElixirOwned:      AnyArity((*Expander).expandOwned),
	} {
		Forms[name] = f
	}
}

var (
	caseForm    = term.Intern("case")
	condForm    = term.Intern("cond")
	receiveForm = term.Intern("receive")
	tryForm     = term.Intern("try")
	withForm    = term.Intern("with")
	forForm     = term.Intern("for")
	// aElixirOwned wraps a form that is expanded already.
	aElixirOwned = term.Intern("lab expanded")
)

// expandOwned returns the expanded form inside aElixirOwned.
func (x *Expander) expandOwned(_, _ term.Term, args []term.Term) term.Term { return args[0] }

func Expanded(t term.Term) term.Term {
	return term.Tup(aElixirOwned.Term(), term.Empty, term.List(t))
}

func (x *Expander) outsideQuote(t, meta term.Term, _ []term.Term) term.Term {
	x.Fail(meta, diagnostic.OutsideQuote, t.Elems()[0].Atom())
	return t
}

func (x *Expander) misplacedArrow(t, meta term.Term, _ []term.Term) term.Term {
	x.Fail(meta, diagnostic.MisplacedArrow)
	return t
}

func (x *Expander) misplaced(t, meta term.Term, args []term.Term) term.Term {
	name := t.Elems()[0].Atom().String()
	switch name {
	case ".":
		x.Fail(meta, diagnostic.InvalidCall, written(t))
	case "::":
		x.Fail(meta, diagnostic.MisplacedType)
	}
	x.Fail(meta, diagnostic.MisplacedBar)
	return t
}

func (x *Expander) expandBlock(_, meta term.Term, args []term.Term) term.Term {
	if len(args) == 0 {
		return term.Nil
	}
	if x.Env.Context != 0 && len(args) > 1 {
		x.notHere(meta, "block")
	}
	out := make([]term.Term, len(args))
	for i, a := range args {
		out[i] = x.Expand(a)
		if i < len(args)-1 && !x.Host.Quiet() {
			x.warnUseless(meta, a)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return quoted.Node("__block__", meta, out...)
}

func (x *Expander) expandTuple(_, meta term.Term, args []term.Term) term.Term {
	args = x.ExpandArgs(args)
	if len(args) == 2 {
		return term.Tup(args...)
	}
	return quoted.Node("{}", meta, args...)
}

// ExpandArgs expands arguments. A variable bound in an argument is visible after the call, but not
// in the other arguments. In a pattern all arguments share their variables.
func (x *Expander) ExpandArgs(args []term.Term) []term.Term {
	out := make([]term.Term, len(args))
	if x.Env.Context == quoted.AMatchCtx {
		for i, a := range args {
			out[i] = x.Expand(a)
		}
		return out
	}
	base := x.Env.Scope
	all := base
	for i, a := range args {
		x.Env.Scope = base
		out[i] = x.Expand(a)
		if x.Env.Scope != base {
			for _, b := range x.Env.Scope.Since(base) {
				c := *b
				c.Next = all
				all = &c
			}
		}
	}
	x.Env.Scope = all
	return out
}

func (x *Expander) expandList(t term.Term) term.Term {
	var elems []term.Term
	for c := t.Cons(); c != nil; c = t.Cons() {
		elems = append(elems, c.Head)
		t = c.Tail
	}
	if !t.IsEmpty() {
		x.Fail(term.Empty, diagnostic.InvalidQuoted, diagnostic.Inspect(t))
	}
	last := len(elems) - 1
	if m, ht, ok := quoted.IsCallOf(elems[last], quoted.APipe, 2); ok {
		flat := append(append([]term.Term(nil), elems[:last]...), ht...)
		flat = x.ExpandArgs(flat)
		cons := quoted.Node("|", m, flat[last], flat[last+1])
		return term.List(append(flat[:last], cons)...)
	}
	return term.List(x.ExpandArgs(elems)...)
}

// scoped runs f and restores the environment afterwards.
func (x *Expander) scoped(f func()) {
	saved, pre, depth := *x.Env, x.pre, x.depth
	x.depth++
	seen := len(x.seen)
	f()
	x.warnUnusedSince(seen, false)
	*x.Env, x.pre, x.depth = saved, pre, depth
}

// in runs f in the context ctx: match, guard, or 0 for neither.
func (x *Expander) in(ctx term.Atom, f func()) {
	saved := x.Env.Context
	x.Env.Context = ctx
	f()
	x.Env.Context = saved
}

// pattern expands t in the match context. The variables in t become new bindings.
func (x *Expander) pattern(t term.Term) term.Term {
	pre := x.pre
	x.pre = x.Env.Scope
	var out term.Term
	x.in(quoted.AMatchCtx, func() { out = x.Expand(t) })
	x.pre = pre
	return out
}

// Patterns expands the arguments of a clause as patterns that share their variables.
func (x *Expander) Patterns(ts []term.Term) []term.Term {
	pre := x.pre
	x.pre = x.Env.Scope
	var out []term.Term
	x.in(quoted.AMatchCtx, func() { out = x.ExpandArgs(ts) })
	x.pre = pre
	return out
}

func (x *Expander) Guard(t term.Term) term.Term {
	var out term.Term
	x.in(quoted.AGuard, func() { out = x.expandGuard(t) })
	return out
}

// expandGuard expands a guard. It keeps alternatives separate.
func (x *Expander) expandGuard(t term.Term) term.Term {
	if m, a, ok := quoted.IsCallOf(t, quoted.AWhen, 2); ok {
		l := x.Expand(a[0])
		return quoted.Node("when", m, l, x.expandGuard(a[1]))
	}
	return x.Expand(t)
}

func (x *Expander) expandMatch(_, meta term.Term, args []term.Term) term.Term {
	if x.Env.Context == quoted.AMatchCtx {
		l := x.Expand(args[0])
		r := x.Expand(args[1])
		// Only a macro gives both sides the same position. Elixir warns of such a variable instead of
		// calling it recursive.
		if _, _, _, isVar := quoted.IsVar(args[0]); isVar && term.Equal(args[0], args[1]) {
			text := written(args[0])
			x.Warn(quoted.MetaOf(args[0]), diagnostic.MatchedAgainstItself, text, text)
		} else {
			x.joints = append(x.joints, joint{l, r})
		}
		return quoted.Node("=", meta, l, r)
	}
	if x.Env.Context == quoted.AGuard {
		x.notHere(meta, "=")
	}
	right := x.Expand(args[1])
	left := x.pattern(args[0])
	x.CheckRecursive(meta, func() string { return written(args[0]) })
	return quoted.Node("=", meta, left, right)
}

// A seen is a binding occurrence of a variable, kept for warnings about unused variables.
type seen struct {
	name term.Atom
	meta term.Term
	used *bool
	env  *lexical.Env
	// again reports whether a variable of the same name was in scope already.
	again bool
}

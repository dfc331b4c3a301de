package code

import (
	"slices"
	"strconv"

	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file implements defguard, which defines a macro. In guards, the macro expands to the guard.
// Elsewhere, the macro evaluates each argument once.

// aGuardBody is the unexpanded body of a macro of defguard: its parameters and the guard.
var aGuardBody = term.Intern("lab guard")

func init() { expand.Forms[aGuardBody] = anyArityHere((*expander).expandGuardBody) }

func (x *expander) defguard(kind string, meta, t term.Term) term.Term {
	_, a, ok := quoted.IsCallOf(t, quoted.AWhen, 2)
	if !ok {
		name, _, _, call := quoted.IsCall(t)
		if _, _, _, isVar := quoted.IsVar(t); !isVar && (!call || name == quoted.AAliases) {
			x.Raise(expand.ArgumentError("invalid syntax in defguard %s", x.s.text(t)))
		}
		return quoted.Node(kind, meta, t)
	}
	if _, _, more := quoted.IsCallOf(a[1], quoted.AWhen, 2); more {
		x.Raise(expand.ArgumentError("invalid syntax in defguard %s", x.s.text(t)))
	}
	head := a[0]
	args := headArgs(head)
	params := make([]term.Term, len(args))
	for i, p := range args {
		if _, d, ok := quoted.IsCallOf(p, term.Intern("\\\\"), 2); ok {
			p = d[0]
		}
		if _, _, _, ok := quoted.IsVar(p); !ok {
			x.Raise(expand.ArgumentError("invalid syntax in defguard %s, only variables are allowed as arguments", x.s.text(head)))
		}
		params[i] = p
	}
	body := quoted.Form(aGuardBody.Term(), meta, term.List(params...), a[1])
	def := quoted.Node(kind, meta, head, term.List(quoted.Pair("do", body)))
	if kind != "defmacro" || x.Env.Module == 0 {
		return def
	}
	doc := quoted.Node("doc", meta, term.List(quoted.Pair("guard", term.True)))
	return quoted.Block(meta, quoted.Remote(meta, quoted.AKernel.Term(), "@", doc), def)
}

// headArgs returns the arguments of a head. Its name can be unquote(name).
func headArgs(head term.Term) []term.Term {
	n, _, args, ok := quoted.IsNode(head)
	if !ok || !args.IsList() || n.Is(quoted.AUnquote) {
		return nil
	}
	return quoted.Slice(args)
}

// expandGuardBody expands the guard and builds both variants. It expands the guard in the module
// that defines the guard, so that the guard can use private macros.
func (x *expander) expandGuardBody(_, meta term.Term, args []term.Term) term.Term {
	params := quoted.Slice(args[0])
	env := *x.Env
	env.Scope = nil
	y := newExpander(x.s, x.job, &env, x.mod)
	y.def = x.def
	for i, p := range params {
		n, m, ctx, _ := quoted.IsVar(p)
		env.Scope = &lexical.Binding{Name: n, Kind: lexical.KindOf(m, ctx), Version: i + 1, Used: new(bool), Next: env.Scope}
	}
	guard := quoted.Postwalk(y.Guard(args[1]), generated)
	var used []int
	seen := map[int]bool{}
	inside := quoted.Postwalk(guard, func(t term.Term) term.Term {
		i, ok := paramOf(t, len(params))
		if !ok {
			return t
		}
		if !seen[i] {
			seen[i] = true
			used = append(used, i)
		}
		return quoted.Node("unquote", meta, params[i])
	})
	if len(used) == 0 {
		return x.Expand(quotedCode(meta, inside))
	}
	slices.Sort(used)
	outside := quoted.Postwalk(guard, func(t term.Term) term.Term {
		if i, ok := paramOf(t, len(params)); ok {
			return argument(slices.Index(used, i), x.Env.Module)
		}
		return t
	})
	var names, values []term.Term
	for n, i := range used {
		names = append(names, argument(n, x.Env.Module))
		values = append(values, quoted.Node("unquote", meta, params[i]))
	}
	once := quoted.Node("=", meta, quoted.Node("{}", meta, names...), quoted.Node("{}", meta, values...))
	return x.Expand(guardChoice(meta, quotedCode(meta, inside), quotedCode(meta, quoted.Block(meta, once, outside))))
}

// argument returns the variable for an argument outside of guards.
func argument(i int, module term.Atom) term.Term {
	return quoted.Variable("arg"+strconv.Itoa(i+1), term.Empty, module)
}

// generated marks a call as generated, so that the compiler does not check its types where the
// guard is used.
func generated(t term.Term) term.Term {
	if name, meta, args, ok := quoted.IsNode(t); ok && args.IsList() {
		return quoted.Form(name, quoted.KwStore(meta, quoted.AGenerated, term.True), quoted.Slice(args)...)
	}
	return t
}

// paramOf returns the index of the parameter that an expanded variable refers to.
func paramOf(t term.Term, params int) (int, bool) {
	_, m, _, ok := quoted.IsVar(t)
	if !ok {
		return 0, false
	}
	v, ok := quoted.KwGet(m, quoted.AVersion)
	n, _ := v.AsInt()
	return int(n) - 1, ok && n > 0 && int(n) <= params
}

func quotedCode(meta, t term.Term) term.Term {
	return quoted.Node("quote", meta, term.List(quoted.Pair("do", t)))
}

// guardChoice returns code that selects the inside or the outside variant by __CALLER__.context.
func guardChoice(meta, inside, outside term.Term) term.Term {
	ctx := quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(quoted.Variable("__CALLER__", meta, term.ANil), quoted.AContext.Term())),
		quoted.KwStore(meta, quoted.ANoParens, term.True))
	test := quoted.Erlang(meta, "=:=", ctx, term.Nil)
	return quoted.Node("case", meta, test, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(meta, outside, term.True), quoted.Arrow(meta, inside, term.False)))))
}
